import {
  accepted,
  anyMatches,
  bytesOf,
  type CheckSignature,
  isFresh,
  rejected,
  secondsIn,
  signedBytes,
} from './signature.ts';

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** `t=<seconds>,v1=<hex>[,v1=<hex>][,v0=<hex>]`; other schemes than v1 are left alone. */
const partsOf = (
  header: string,
): { readonly timestamp: string; readonly signatures: readonly string[] } | undefined => {
  const pairs = header.split(',').map((part) => {
    const at = part.indexOf('=');
    return at < 0
      ? ([part.trim(), ''] as const)
      : ([part.slice(0, at).trim(), part.slice(at + 1).trim()] as const);
  });
  const [timestamp, ...otherTimestamps] = pairs.flatMap(([name, value]) =>
    name === 't' ? [value] : [],
  );
  const signatures = pairs.flatMap(([name, value]) =>
    name === 'v1' && value !== '' ? [value] : [],
  );
  if (timestamp === undefined || otherTimestamps.length > 0 || signatures.length === 0)
    return undefined;
  return { timestamp, signatures };
};

/**
 * `Stripe-Signature` over `<t>.<raw body>`; the key is the secret as written, prefix included.
 * Source: docs.stripe.com/webhooks, "Verify webhook signatures manually".
 */
export const checkStripeSignature: CheckSignature = (
  { headers, rawBody, now, secrets },
  signing,
) => {
  const header = headers['stripe-signature'];
  if (header === undefined) return rejected('signature-missing');
  const parts = partsOf(header);
  const signedAt = secondsIn(parts?.timestamp);
  if (parts === undefined || signedAt === undefined) return rejected('signature-malformed');
  if (!isFresh(signedAt, now)) return rejected('timestamp-outside-tolerance');
  const message = signedBytes(`${parts.timestamp}.`, rawBody);
  const expected = secrets.map((secret) => hexOf(signing.hmacSha256(bytesOf(secret), message)));
  return anyMatches(expected, parts.signatures, signing)
    ? accepted
    : rejected('signature-mismatch');
};
