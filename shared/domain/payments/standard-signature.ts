import {
  accepted,
  anyMatches,
  type CheckSignature,
  isFresh,
  rejected,
  secondsIn,
  signedBytes,
} from './signature.ts';

const base64Of = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

/** The key inside `whsec_<base64>`; undefined when it is not base64, so that no key is guessed. */
const keyOf = (secret: string): Uint8Array | undefined => {
  try {
    const key = atob(secret.replace(/^whsec_/, ''));
    return key === '' ? undefined : Uint8Array.from(key, (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
};

/**
 * `webhook-signature` over `<webhook-id>.<webhook-timestamp>.<raw body>`, space-separated
 * `v1,<base64>` entries; `v1a` and other schemes are left alone.
 * Source: github.com/standard-webhooks, spec/standard-webhooks.md, "Signature scheme".
 */
export const checkStandardSignature: CheckSignature = (
  { headers, rawBody, now, secrets },
  signing,
) => {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const header = headers['webhook-signature'];
  if (id === undefined || timestamp === undefined || header === undefined) {
    return rejected('signature-missing');
  }
  const signedAt = secondsIn(timestamp);
  const signatures = header
    .split(' ')
    .flatMap((entry) => (entry.startsWith('v1,') && entry.length > 3 ? [entry.slice(3)] : []));
  if (id === '' || signedAt === undefined || signatures.length === 0) {
    return rejected('signature-malformed');
  }
  if (!isFresh(signedAt, now)) return rejected('timestamp-outside-tolerance');
  const message = signedBytes(`${id}.${timestamp}.`, rawBody);
  const expected = secrets.flatMap((secret) => {
    const key = keyOf(secret);
    return key === undefined ? [] : [base64Of(signing.hmacSha256(key, message))];
  });
  return anyMatches(expected, signatures, signing) ? accepted : rejected('signature-mismatch');
};
