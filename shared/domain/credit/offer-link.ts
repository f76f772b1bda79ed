import type { Signing } from '../../ports/signing.ts';
import { epochMs, type Instant, instantOf } from '../calendar.ts';
import { contentOfToken, signedToken } from '../signed-token.ts';

const purpose = 'credit-offer';

/** What the link of an offer says by itself: which offer, and until when. Nobody is named. */
export type OfferLink = { readonly tokenId: string; readonly expiresAt: Instant };

/** `<tokenId>.<expiry, seconds in base 36>.<digest>`. */
export const offerToken = (
  { tokenId, expiresAt }: OfferLink,
  secret: string,
  signing: Signing,
): string => {
  const seconds = Math.floor(epochMs(expiresAt) / 1000).toString(36);
  return signedToken(purpose, `${tokenId}.${seconds}`, secret, signing);
};

/**
 * The offer of a link of ours, under any secret that is valid; undefined for others. Whether it
 * still stands is for whoever asks: the application decides, and the page says so.
 */
export const offerOfToken = (
  token: string,
  secrets: readonly string[],
  signing: Signing,
): OfferLink | undefined => {
  const content = contentOfToken(purpose, token, secrets, signing);
  const match = /^([0-9a-f]{32})\.([0-9a-z]{1,9})$/.exec(content ?? '');
  const [, tokenId, seconds] = match ?? [];
  if (tokenId === undefined || seconds === undefined) return undefined;
  return { tokenId, expiresAt: instantOf(Number.parseInt(seconds, 36) * 1000) };
};
