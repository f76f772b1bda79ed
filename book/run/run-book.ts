import type { EngineName } from '../cli/arguments.ts';
import type { Book } from '../model.ts';
import { drive } from './drive.ts';
import { openBookRuntime, type RunWatch } from './open.ts';
import { type RunRecord, recordOf } from './record.ts';
import { secretsOf } from './secrets.ts';
import { employ } from './staff.ts';

export type RunRequest = {
  /** Folder of the cloud assembly. */
  readonly assembly: string;
  readonly book: Book;
  readonly seed: number;
  /** Where the tables live; in this process when left out. */
  readonly engine?: EngineName;
  readonly onProgress?: (share: number, now: number) => void;
  readonly watch?: RunWatch;
};

/** Runs a book through the template from its first day to its last, and reads what is left. */
export const runBook = async ({
  assembly,
  book,
  seed,
  engine = 'memory',
  onProgress = () => undefined,
  watch = {},
}: RunRequest): Promise<RunRecord> => {
  const started = performance.now();
  const secrets = secretsOf(seed);
  const runtime = await openBookRuntime(assembly, book, seed, secrets, engine, watch);
  try {
    if (book.staffed === true) employ(runtime, book, seed);
    await drive(runtime, book, secrets, onProgress);
    return await recordOf(runtime, book, seed, (performance.now() - started) / 1000);
  } finally {
    await runtime.close();
  }
};
