import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Signing } from '../../ports/signing.ts';

/** Digests by OpenSSL, compared by its constant-time comparison. */
export const nodeSigning: Signing = {
  hmacSha256: (key, message) => createHmac('sha256', key).update(message).digest(),
  sameBytes: (left, right) => left.length === right.length && timingSafeEqual(left, right),
};
