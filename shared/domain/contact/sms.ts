/**
 * How long a text message is on the wire. Source: 3GPP TS 23.038, the GSM 7-bit default alphabet
 * and its extension table; one segment holds 160 septets, or 70 UTF-16 units when a single
 * character lies outside of both.
 */
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Each takes an escape and a septet. */
const extension = new Set('\f^{}\\[~]|€');

const isGsm = (character: string): boolean => basic.has(character) || extension.has(character);

export type SmsLength = {
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** Septets or UTF-16 units. */
  readonly units: number;
  /** What one segment holds. */
  readonly limit: 160 | 70;
  readonly fits: boolean;
};

export const smsLength = (text: string): SmsLength => {
  const characters = Array.from(text);
  if (!characters.every(isGsm)) {
    return { encoding: 'UCS-2', units: text.length, limit: 70, fits: text.length <= 70 };
  }
  const units = characters.reduce((sum, each) => sum + (extension.has(each) ? 2 : 1), 0);
  return { encoding: 'GSM-7', units, limit: 160, fits: units <= 160 };
};

const plain: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '−': '-',
  '…': '...',
  '·': '-',
  º: 'o',
  ª: 'a',
  ł: 'l',
  Ł: 'L',
};

/**
 * The nearest text that the cheap alphabet can write: typographic signs become plain, and a
 * letter whose accent it lacks loses that accent (á, õ, ç; ñ and é stay). What has no near
 * relative stays as it is and makes the message UCS-2.
 */
export const toGsm = (text: string): string =>
  Array.from(text.replace(/[\s\p{Cc}\u00a0\u2000-\u200a\u202f]+/gu, ' ').normalize('NFC'))
    .map((character) => {
      if (isGsm(character)) return character;
      const mapped = plain[character];
      if (mapped !== undefined) return mapped;
      const bare = character.normalize('NFD').replace(/\p{M}/gu, '');
      return Array.from(bare).every(isGsm) ? bare : character;
    })
    .join('')
    .trim();
