/**
 * Seeded randomness. Every consumer forks a stream of its own by label, so that a new consumer, or
 * one that draws more often, does not change what the others draw.
 */
export type Random = {
  /** Uniform in [0, 1), 32 bits of resolution. */
  readonly next: () => number;
  /** Uniform integer in [0, bound). */
  readonly below: (bound: number) => number;
  /** True with the given probability; never draws when it is 0. */
  readonly chance: (probability: number) => boolean;
  /** A version-4 UUID in its text form. */
  readonly uuid: () => string;
  readonly bytes: (length: number) => Uint8Array;
  readonly fork: (label: string) => Random;
};

const mix = (value: number): number => {
  let z = value;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
};

/** A 32-bit hash of a text, spread by the generator's own finalizer. */
export const hashText = (text: string, start = 0): number => {
  let hash = (0x811c9dc5 ^ start) >>> 0;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return mix(hash);
};

const hexOf = (word: number): string => word.toString(16).padStart(8, '0');

/** Four 32-bit words of state advanced as xoshiro128**, filled from the seed by a counter and mixer. */
export const createRandom = (seed: number, label = ''): Random => {
  const origin = hashText(label, mix(seed >>> 0) ^ mix(Math.floor(seed / 2 ** 32) + 1));
  const wordAt = (index: number): number => mix((origin + Math.imul(index, 0x9e3779b9)) >>> 0);
  let a = wordAt(1);
  let b = wordAt(2);
  let c = wordAt(3);
  let d = wordAt(4) | 1;

  const word = (): number => {
    const scaled = Math.imul(b, 5);
    const result = Math.imul((scaled << 7) | (scaled >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };

  const next = (): number => word() / 2 ** 32;

  return {
    next,
    below: (bound) => Math.floor(next() * bound),
    chance: (probability) => probability > 0 && next() < probability,
    uuid: () => {
      const hex = hexOf(word()) + hexOf(word()) + hexOf(word()) + hexOf(word());
      const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
    bytes: (length) => {
      const out = new Uint8Array(length);
      for (let index = 0; index < length; index += 1) out[index] = word() & 0xff;
      return out;
    },
    fork: (part) => createRandom(seed, `${label}/${part}`),
  };
};
