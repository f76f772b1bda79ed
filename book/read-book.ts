import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createRandom } from '../local/kernel/random.ts';
import type { Arguments } from './cli/arguments.ts';
import { UsageError } from './cli/arguments.ts';
import { bookOf } from './csv/book.ts';
import { decodeText } from './csv/decode.ts';
import { readCsv, readMap } from './csv/read.ts';
import { deliver } from './inputs/deliveries.ts';
import { type Book, latestOf } from './model.ts';
import { sampleBook } from './sample/book.ts';

type Asked = Pick<
  Arguments,
  'invoices' | 'map' | 'asOf' | 'until' | 'seed' | 'deliveries' | 'shuffle'
>;

/**
 * The book that was asked for, with its inputs repeated and shuffled as asked.
 * @throws BookRefused with every problem of the file, UsageError for a file that cannot be read.
 */
export const readBook = (asked: Asked): Book => {
  const book = named(asked);
  // Whoever asks for a later day wants the book to get there.
  const to = latestOf(asked.asOf, asked.until ?? book.to);
  const last = book.inputs.at(-1)?.day ?? book.from;
  if (asked.until !== undefined && to < last) {
    throw new UsageError(`--until ${asked.until}: the book goes on to ${last}`);
  }
  const shuffle = asked.shuffle ? createRandom(asked.seed, 'shuffle') : undefined;
  return { ...book, to, inputs: deliver(book.inputs, book.zone, asked.deliveries, shuffle) };
};

const named = ({ invoices, map, seed }: Asked): Book => {
  if (invoices === undefined) return sampleBook(seed);
  const given = map === undefined ? undefined : readMap(map, textOf('--map', map));
  return bookOf(basename(invoices), readCsv(invoices, textOf('--invoices', invoices), given));
};

const textOf = (option: string, file: string): string => decodeText(file, bytesOf(option, file));

const bytesOf = (option: string, file: string): Uint8Array => {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UsageError(
      `${option} ${file}: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
    );
  }
};
