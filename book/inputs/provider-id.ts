import { createHash } from 'node:crypto';

/** An id in the manner of payment providers, the same for the same fact in every run. */
export const providerId = (prefix: string, ...parts: readonly string[]): string =>
  `${prefix}_${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24)}`;
