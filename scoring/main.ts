// `npm run train`: fits a scorecard to a file, measures it on rows that it has not seen, and reports.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BookRefused } from '../book/csv/problems.ts';
import {
  help,
  type LatenessArguments,
  readTrainArguments,
  type TrainArguments,
  UsageError,
} from './cli/arguments.ts';
import { latenessSummary, summaryOf } from './cli/summary.ts';
import { latenessPage } from './lateness/page.ts';
import { latenessReportJsonSchema } from './lateness/schema.ts';
import { trainLateness } from './lateness/train.ts';
import { TrainingRefused } from './problems.ts';
import { trainingPage } from './report/page.ts';
import { trainingReportJsonSchema } from './report/schema.ts';
import { trainScorecard } from './scorecard.ts';

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const codeOf = (error: unknown): string =>
  (error as NodeJS.ErrnoException).code ?? 'cannot be used';

const bytesOf = (option: string, file: string): Uint8Array => {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UsageError(`${option} ${file}: ${codeOf(error)}`);
  }
};

const writeTo = (folder: string, files: Readonly<Record<string, string>>): void => {
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  } catch (error) {
    throw new UsageError(`--out ${folder}: ${codeOf(error)}`);
  }
};

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const scorecard = (asked: TrainArguments): void => {
  const out = resolve(asked.out);
  const { card, report } = trainScorecard(bytesOf('--data', asked.data), asked, say);
  writeTo(out, {
    'scorecard.json': json(card),
    'report.json': json(report),
    'report.schema.json': trainingReportJsonSchema(),
    'report.html': trainingPage(report, card),
  });
  process.stdout.write(summaryOf(report, card, join(out, 'report.html')));
};

const lateness = (asked: LatenessArguments): void => {
  const out = resolve(asked.out);
  const { model, report } = trainLateness(bytesOf('--invoices', asked.invoices), asked, say);
  writeTo(out, {
    'lateness.json': json(model),
    'scorecard.json': json(model.late),
    'report.json': json(report),
    'report.schema.json': latenessReportJsonSchema(),
    'report.html': latenessPage(report, model),
  });
  process.stdout.write(latenessSummary(report, join(out, 'report.html')));
};

/** Mistakes of the caller, told in words and without a stack. */
const theirs = [UsageError, TrainingRefused, BookRefused] as const;

try {
  const asked = readTrainArguments(process.argv.slice(2));
  if (asked === 'help') process.stdout.write(help);
  else if (asked.task === 'scorecard') scorecard(asked);
  else lateness(asked);
} catch (error) {
  if (!theirs.some((kind) => error instanceof kind)) throw error;
  process.stderr.write(`cartera: ${(error as Error).message}\n`);
  process.exitCode = 2;
}
