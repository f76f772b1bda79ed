/** Keyed digests for doors that must know who knocks; `node:crypto` stays behind this. */
export type Signing = {
  readonly hmacSha256: (key: Uint8Array, message: Uint8Array) => Uint8Array;
  /** Equal lengths and equal bytes, in a time that does not tell where they differ. */
  readonly sameBytes: (left: Uint8Array, right: Uint8Array) => boolean;
};

/** The values of one secret that are accepted now: two during a rotation, none before the first. */
export type SecretValues = { readonly valid: () => Promise<readonly string[]> };

/** A secret of which both sides are ours. */
export type OwnSecretValues = SecretValues & {
  /** The value that was drawn with it; undefined when it has lost it. */
  readonly drawn: () => Promise<string | undefined>;
};
