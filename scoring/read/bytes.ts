import { gunzipSync } from 'node:zlib';
import { TrainingRefused } from '../problems.ts';

const begins = (bytes: Uint8Array, ...start: number[]): boolean =>
  start.every((byte, index) => bytes[index] === byte);

/**
 * Text of a file, told by its content and not by its name: gzip is opened, UTF-8 and UTF-16 are read
 * by their marks, and anything that is not UTF-8 is read as Windows-1252. Only the names of columns
 * and categories can suffer from a wrong guess, never a number.
 *
 * @throws TrainingRefused for archives of several files, gzip that ends early, and what is too long.
 */
export const textOf = (file: string, bytes: Uint8Array): string => {
  if (begins(bytes, 0x1f, 0x8b)) return decoded(file, unzipped(file, bytes));
  if (begins(bytes, 0x50, 0x4b, 3, 4)) {
    throw new TrainingRefused(file, [
      { problem: 'is a ZIP archive or a spreadsheet; expected text, or text under gzip' },
    ]);
  }
  return decoded(file, bytes);
};

const unzipped = (file: string, bytes: Uint8Array): Uint8Array => {
  try {
    return gunzipSync(bytes);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TrainingRefused(file, [{ problem: `is gzip that cannot be opened: ${why}` }]);
  }
};

/** Longer texts than this Node cannot hold. */
export const bytesAtMost = 500_000_000;

const decoded = (file: string, bytes: Uint8Array): string => {
  if (bytes.length > bytesAtMost) {
    const mega = Math.round(bytes.length / 1e6);
    throw new TrainingRefused(file, [
      {
        problem: `holds ${mega} MB of text; expected ${bytesAtMost / 1e6} at most, a sample of it`,
      },
    ]);
  }
  if (begins(bytes, 0xff, 0xfe)) return new TextDecoder('utf-16le').decode(bytes);
  if (begins(bytes, 0xfe, 0xff)) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
};
