/** Keyed digests for doors that must know who knocks; `node:crypto` stays behind this. */
export type Signing = {
  readonly hmacSha256: (key: Uint8Array, message: Uint8Array) => Uint8Array;
  /** Equal lengths and equal bytes, in a time that does not tell where they differ. */
  readonly sameBytes: (left: Uint8Array, right: Uint8Array) => boolean;
};

/** The values of one secret that are accepted now: two during a rotation, none before the first. */
export type SecretValues = { readonly valid: () => Promise<readonly string[]> };
