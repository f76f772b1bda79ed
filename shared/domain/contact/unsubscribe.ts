import type { Signing } from '../../ports/signing.ts';
import { contentOfToken, signedToken } from '../signed-token.ts';

const purpose = 'unsubscribe';

/** Names one message to whoever holds it, and nobody: no address, party or account is in it. */
export const unsubscribeToken = (attemptId: string, secret: string, signing: Signing): string =>
  signedToken(purpose, attemptId, secret, signing);

/** The attempt that a token of ours names, under any secret that is valid; undefined for others. */
export const attemptOfToken = (
  token: string,
  secrets: readonly string[],
  signing: Signing,
): string | undefined => {
  const attemptId = contentOfToken(purpose, token, secrets, signing);
  return attemptId !== undefined && /^[0-9a-f]{32}$/.test(attemptId) ? attemptId : undefined;
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
