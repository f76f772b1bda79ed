// `npm start`: reads a book, runs it through the synthesized template, and reports.
import { resolve } from 'node:path';
import { ConfigError, readConfig } from '../infra/config.ts';
import { synthesize } from '../scripts/cdk.ts';
import { ownAssembly } from '../scripts/lib/own-assembly.ts';
import { help, readArguments, UsageError } from './cli/arguments.ts';
import { createProgress } from './cli/progress.ts';
import { summaryOf } from './cli/summary.ts';
import { BookRefused } from './csv/problems.ts';
import { readBook } from './read-book.ts';
import { buildReport } from './report/build.ts';
import { readPriceTable } from './report/cost.ts';
import { checkFolder } from './report/folder.ts';
import { writeReport } from './report/write.ts';
import { runBook } from './run/run-book.ts';

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

// A run that is interrupted leaves no assembly behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const main = async (args: readonly string[]): Promise<void> => {
  const asked = readArguments(args);
  if (asked === 'help') {
    process.stdout.write(help);
    return;
  }
  const book = readBook(asked);
  const out = resolve(asked.out);
  checkFolder(out);
  say(`${book.name}: ${book.inputs.length} inputs, ${book.from} to ${book.to}`);
  for (const note of book.notes) say(note);
  const assembly = ownAssembly('start');
  const { environment } = asked;
  const { zone: bookZone } = book;
  const { bookZone: usual } = readConfig(environment);
  if (bookZone !== usual) {
    say(
      `business dates are days in ${bookZone}, the book's zone (config of ${environment}: ${usual})`,
    );
  }
  const { seconds } = await synthesize(environment, { outdir: assembly, bookZone });
  say(`template of ${environment} synthesized in ${seconds.toFixed(1)} s`);
  const progress = createProgress(process.stderr);
  const { seed, engine } = asked;
  const record = await runBook({ assembly, book, seed, engine, onProgress: progress.update });
  progress.stop();
  const built = buildReport(record, asked, readPriceTable());
  const page = writeReport(out, built, record.busEvents);
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
