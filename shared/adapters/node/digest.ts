import { createHash } from 'node:crypto';

/** SHA-256 as 64 hexadecimal digits; a text counts as its UTF-8 bytes. */
export const sha256Of = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');
