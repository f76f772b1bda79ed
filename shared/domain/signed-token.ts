import type { Signing } from '../ports/signing.ts';

/** Enough that nobody guesses one, and short enough for a header. */
const digestDigits = 32;

const utf8 = new TextEncoder();

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const digestOf = (
  purpose: string,
  content: string,
  secret: string,
  { hmacSha256 }: Signing,
): string =>
  hex(hmacSha256(utf8.encode(secret), utf8.encode(`${purpose}:${content}`))).slice(0, digestDigits);

/**
 * A content that nobody but us can make, for links. The purpose is signed along, so that a link
 * of one kind opens no door of another.
 */
export const signedToken = (
  purpose: string,
  content: string,
  secret: string,
  signing: Signing,
): string => `${content}.${digestOf(purpose, content, secret, signing)}`;

/** The content of a token of ours, under any secret that is valid; undefined for others. */
export const contentOfToken = (
  purpose: string,
  token: string,
  secrets: readonly string[],
  signing: Signing,
): string | undefined => {
  const at = token.lastIndexOf('.');
  if (at < 1) return undefined;
  const [content, digest] = [token.slice(0, at), token.slice(at + 1)];
  const isOurs = secrets.some((secret) =>
    signing.sameBytes(
      utf8.encode(digest),
      utf8.encode(digestOf(purpose, content, secret, signing)),
    ),
  );
  return isOurs ? content : undefined;
};
