import type { Signing } from '../../ports/signing.ts';
import { epochMs, type Instant } from '../calendar.ts';

/**
 * How old, or how far in the future, a signature may be. Stripe's own libraries check age only;
 * a moment in the future is as good a sign of a forged or replayed request.
 * Source: stripe-node, src/Webhooks.ts, DEFAULT_TOLERANCE; spec/standard-webhooks.md.
 */
export const toleranceSeconds = 300;

/** Why a signature was not accepted. Callers hear the code and nothing else. */
export type SignatureProblem =
  | 'signature-missing'
  | 'signature-malformed'
  | 'timestamp-outside-tolerance'
  | 'signature-mismatch';

export type SignatureCheck =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: SignatureProblem };

/** A request as a signature sees it. Header names are in lower case. */
export type SignedRequest = {
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBody: Uint8Array;
  readonly now: Instant;
  /** Every one is tried, so that a rotation loses no webhook. */
  readonly secrets: readonly string[];
};

export type CheckSignature = (request: SignedRequest, signing: Signing) => SignatureCheck;

export const accepted: SignatureCheck = { ok: true };
export const rejected = (code: SignatureProblem): SignatureCheck => ({ ok: false, code });

/** Unix seconds as both schemes write them: digits only, no sign, no fraction. */
export const secondsIn = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined;

export const isFresh = (signedAtSeconds: number, now: Instant): boolean =>
  Math.abs(Math.floor(epochMs(now) / 1000) - signedAtSeconds) <= toleranceSeconds;

const utf8 = new TextEncoder();
export const bytesOf = (text: string): Uint8Array => utf8.encode(text);

/** What is signed: some text in front of the body's own bytes. */
export const signedBytes = (prefix: string, rawBody: Uint8Array): Uint8Array => {
  const head = bytesOf(prefix);
  const message = new Uint8Array(head.length + rawBody.length);
  message.set(head, 0);
  message.set(rawBody, head.length);
  return message;
};

/**
 * Whether one of the signatures is the one that one of the secrets makes. All pairs are compared,
 * whatever the first says, so that the time taken tells nothing about which one fitted.
 */
export const anyMatches = (
  expected: readonly string[],
  given: readonly string[],
  signing: Signing,
): boolean => {
  let matches = 0;
  for (const ours of expected) {
    for (const theirs of given) {
      if (signing.sameBytes(bytesOf(ours), bytesOf(theirs))) matches += 1;
    }
  }
  return matches > 0;
};
