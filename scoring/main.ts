// `npm run train`: fits a scorecard to a file, measures it on rows that it has not seen, and reports.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { help, readTrainArguments, type TrainArguments, UsageError } from './cli/arguments.ts';
import { summaryOf } from './cli/summary.ts';
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

try {
  const asked = readTrainArguments(process.argv.slice(2));
  if (asked === 'help') process.stdout.write(help);
  else if (asked.task === 'scorecard') scorecard(asked);
} catch (error) {
  if (!(error instanceof UsageError || error instanceof TrainingRefused)) throw error;
  process.stderr.write(`cartera: ${error.message}\n`);
  process.exitCode = 2;
}
