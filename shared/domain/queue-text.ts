/** Noncharacters that JSON lets stand and SQS refuses; see the SendMessage API, MessageBody. */
const refused = /[\ufffe\uffff]/g;

/**
 * JSON text that every queue takes: control characters and lone surrogates are escaped by
 * JSON itself, the two noncharacters here.
 */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value).replace(
    refused,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );

const isRefused = (character: string): boolean =>
  (character < ' ' && !'\t\n\r'.includes(character)) || /[\ufffe\uffff]/.test(character);

/** The same for texts that are not JSON, such as attributes: what SQS refuses becomes U+FFFD. */
export const plainText = (text: string): string =>
  Array.from(text.toWellFormed(), (character) =>
    isRefused(character) ? '\ufffd' : character,
  ).join('');

/** Undefined stands for text that is not JSON: no JSON text reads as undefined. */
export const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
