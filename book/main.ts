// `npm start`: reads a book, runs it through the synthesized template, and reports.
import { resolve } from 'node:path';
import { ConfigError } from '../infra/config.ts';
import { synthesize } from '../scripts/cdk.ts';
import { help, readArguments, UsageError } from './cli/arguments.ts';
import { createProgress } from './cli/progress.ts';
import { summaryOf } from './cli/summary.ts';
import { BookRefused } from './csv/problems.ts';
import { readBook } from './read-book.ts';
import { buildReport } from './report/build.ts';
import { readPriceTable } from './report/cost.ts';
import { writeReport } from './report/write.ts';
import { runBook } from './run/run-book.ts';

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const main = async (args: readonly string[]): Promise<void> => {
  const asked = readArguments(args);
  if (asked === 'help') {
    process.stdout.write(help);
    return;
  }
  const book = readBook(asked);
  say(`${book.name}: ${book.inputs.length} inputs, ${book.from} to ${book.to}`);
  for (const note of book.notes) say(note);
  const assembly = resolve('cdk.out');
  const { seconds } = await synthesize(asked.environment, { outdir: assembly });
  say(`template of ${asked.environment} synthesized in ${seconds.toFixed(1)} s`);
  const progress = createProgress(process.stderr);
  const { seed, engine } = asked;
  const record = await runBook({ assembly, book, seed, engine, onProgress: progress.update });
  progress.stop();
  const built = buildReport(record, asked, readPriceTable());
  const page = writeReport(resolve(asked.out), built, record.busEvents);
  process.stdout.write(summaryOf(built.report, page));
};

/** Mistakes of the caller, told in words and without a stack. */
const theirs = [UsageError, BookRefused, ConfigError] as const;

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!theirs.some((kind) => error instanceof kind)) throw error;
  process.stderr.write(`cartera: ${(error as Error).message}\n`);
  process.exitCode = 2;
}
