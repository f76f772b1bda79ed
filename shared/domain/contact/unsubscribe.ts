import type { Signing } from '../../ports/signing.ts';

/** Enough that nobody guesses one, and short enough for a header. */
const digestDigits = 32;

const utf8 = new TextEncoder();

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const digestOf = (attemptId: string, secret: string, { hmacSha256 }: Signing): string =>
  hex(hmacSha256(utf8.encode(secret), utf8.encode(`unsubscribe:${attemptId}`))).slice(
    0,
    digestDigits,
  );

/** Names one message to whoever holds it, and nobody: no address, party or account is in it. */
export const unsubscribeToken = (attemptId: string, secret: string, signing: Signing): string =>
  `${attemptId}.${digestOf(attemptId, secret, signing)}`;

/** The attempt that a token of ours names, under any secret that is valid; undefined for others. */
export const attemptOfToken = (
  token: string,
  secrets: readonly string[],
  signing: Signing,
): string | undefined => {
  const [attemptId = '', digest = '', ...rest] = token.split('.');
  if (!/^[0-9a-f]{32}$/.test(attemptId) || rest.length > 0) return undefined;
  const isOurs = secrets.some((secret) =>
    signing.sameBytes(utf8.encode(digest), utf8.encode(digestOf(attemptId, secret, signing))),
  );
  return isOurs ? attemptId : undefined;
};

/**
 * The headers by which a mail program ends such messages with one click (RFC 2369, RFC 8058), or
 * by a letter to people where it knows only that.
 */
export const unsubscribeHeaders = (
  url: string,
  replyTo: string,
): Readonly<Record<string, string>> => ({
  'List-Unsubscribe': `<${url}>, <mailto:${replyTo}?subject=unsubscribe>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
});
