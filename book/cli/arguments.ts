import { parseArgs } from 'node:util';
import {
  type BusinessDate,
  businessDate,
  type Instant,
  instant,
} from '../../shared/domain/calendar.ts';

/** DynamoDB in this process, or the independent one beside it that checks the first. */
export const engineNames = ['memory', 'dynoxide'] as const;
export type EngineName = (typeof engineNames)[number];

export type Arguments = {
  /** CSV of a real book; the sample book when there is none. */
  readonly invoices: string | undefined;
  readonly map: string | undefined;
  readonly asOf: readonly BusinessDate[];
  readonly knownAt: Instant | undefined;
  readonly until: BusinessDate | undefined;
  readonly out: string;
  readonly seed: number;
  readonly environment: string;
  readonly engine: EngineName;
  readonly deliveries: number;
  readonly shuffle: boolean;
};

/** What was asked cannot be understood; the message says which option and why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const help = `Runs a book of invoices through the synthesized template, on this machine, and reports.

  npm start                                     a generated sample book
  npm start -- --invoices FILE.csv [options]    your own

  --invoices FILE   CSV with a row for each invoice
  --map FILE        JSON that says which column is what, and what to assume where the file is silent
  --as-of DATE      balances and aging at the end of this day; may be repeated (default: month ends)
  --known-at INSTANT  count only what the journal had recorded by then
  --until DATE      last day of the run (default: the last date that the book mentions)
  --out DIR         where the report goes (default: out)
  --seed N          seed of the sample book and of everything that AWS does not order (default: 1)
  --env NAME        environment whose template runs (default: dev)
  --engine NAME     database engine: memory (in this process) or dynoxide (default: memory)
  --deliveries N    hand every input in N times (default: 1)
  --shuffle         in any order within its day, before contact hours
  --help            this text
`;

const options = {
  invoices: { type: 'string' },
  map: { type: 'string' },
  'as-of': { type: 'string', multiple: true },
  'known-at': { type: 'string' },
  until: { type: 'string' },
  out: { type: 'string', default: 'out' },
  seed: { type: 'string', default: '1' },
  env: { type: 'string', default: 'dev' },
  engine: { type: 'string', default: 'memory' },
  deliveries: { type: 'string', default: '1' },
  shuffle: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** @throws UsageError for an unknown option or a value that does not fit. */
export const readArguments = (args: readonly string[]): Arguments | 'help' => {
  const { values } = parsed(args);
  if (values.help) return 'help';
  if (values.map !== undefined && values.invoices === undefined) {
    throw new UsageError('--map: needs --invoices');
  }
  return {
    invoices: values.invoices,
    map: values.map,
    asOf: [...new Set((values['as-of'] ?? []).map((text) => date('--as-of', text)))].toSorted(),
    knownAt: values['known-at'] === undefined ? undefined : moment(values['known-at']),
    until: values.until === undefined ? undefined : date('--until', values.until),
    out: values.out,
    seed: natural('--seed', values.seed, 0),
    environment: values.env,
    engine: engineNamed(values.engine),
    deliveries: natural('--deliveries', values.deliveries, 1),
    shuffle: values.shuffle,
  };
};

const parsed = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false });
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
};

const engineNamed = (text: string): EngineName => {
  const name = engineNames.find((known) => known === text);
  if (name === undefined) {
    throw new UsageError(`--engine ${text}: expected ${engineNames.join(' or ')}`);
  }
  return name;
};

const date = (option: string, text: string): BusinessDate => {
  try {
    return businessDate(text);
  } catch {
    throw new UsageError(`${option} ${text}: expected a day written YYYY-MM-DD`);
  }
};

const moment = (text: string): Instant => {
  if (!/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw new UsageError(`--known-at ${text}: expected an instant such as 2026-03-31T18:00:00Z`);
  }
  return instant(text);
};

const natural = (option: string, text: string, least: number): number => {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number) || number < least) {
    throw new UsageError(`${option} ${text}: expected a whole number, ${least} or more`);
  }
  return number;
};
