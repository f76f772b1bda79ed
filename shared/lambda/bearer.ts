import { nestsTooDeep } from '../domain/inbound/nesting.ts';
import type { Signing } from '../ports/signing.ts';
import type { ApiResponse } from './api.ts';

const utf8 = new TextEncoder();

/**
 * Whether the request carries one of the valid keys. Digests of equal length are compared, so
 * the time taken tells neither how long a key is nor where a guess goes wrong.
 */
export const carriesKey = (
  header: string | undefined,
  valid: readonly string[],
  { hmacSha256, sameBytes }: Signing,
): boolean => {
  const given = /^bearer +(\S+)$/i.exec(header ?? '')?.[1];
  if (given === undefined) return false;
  const digest = (key: string) => hmacSha256(utf8.encode('events-api'), utf8.encode(key));
  const theirs = digest(given);
  return valid.map((key) => sameBytes(digest(key), theirs)).includes(true);
};

/** The answer to a request without a valid key. */
export const unauthorized: ApiResponse = {
  status: 401,
  body: { error: 'unauthorized' },
  headers: { 'www-authenticate': 'Bearer' },
};

/** The body as JSON; undefined for what is none, or nests deeper than anything we read. */
export const jsonIn = (bytes: Uint8Array): unknown => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return nestsTooDeep(text) ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
};
