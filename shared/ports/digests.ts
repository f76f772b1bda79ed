/** What a digest is of: one text has another digest for each purpose. */
export type DigestPurpose =
  | 'fingerprint'
  | 'applicant'
  | 'answer'
  | 'document'
  | 'input'
  | 'name'
  | 'address';

/**
 * HMAC-SHA-256 in 64 hexadecimal digits under a key that never changes. A plain digest of a tax id
 * is read back by trying all ids of its country, which takes minutes; this one is not.
 *
 * @throws SecretError when there is no key.
 */
export type DigestOf = (purpose: DigestPurpose, text: string) => Promise<string>;
