import { parseArgs } from 'node:util';
import type { Scorecard } from '../../shared/domain/scoring/types.ts';
import { million } from '../../shared/domain/scoring/types.ts';
import type { Scale } from '../fit/scale.ts';
import type { FrameOptions } from '../frame/frame.ts';

/** What was asked cannot be understood; the message says which option and why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export type TrainArguments = {
  readonly task: 'scorecard';
  readonly data: string;
  readonly frame: FrameOptions;
  readonly out: string;
  readonly seed: number;
  readonly folds: number;
  /** Undefined: by the number of rows. */
  readonly repeats: number | undefined;
  readonly monotone: 'all' | readonly string[];
  readonly derive: boolean;
  readonly name: string | undefined;
  readonly version: number;
  readonly scale: Scale;
  /** Upper limits of the grades in parts per million; undefined: relative to the bad rate. */
  readonly limits: readonly number[] | undefined;
  readonly cutOff: number | undefined;
  readonly reasons: Scorecard['reasons'];
};

export type LatenessArguments = {
  readonly task: 'lateness';
  readonly invoices: string;
  readonly lateDays: number;
  readonly testFrom: string | undefined;
  /** `account` leaves out what is of the invoice: its amount, its terms, its weekday. */
  readonly figures: 'account' | 'invoice';
  readonly out: string;
  readonly seed: number;
  readonly name: string | undefined;
  readonly version: number;
};

export const help = `Trains a scorecard on a file, measures it by cross-validation, and reports.

  npm run train -- --data FILE --target COLUMN [options]
  npm run train -- --invoices FILE.csv --late-days N [options]

A scorecard:
  --data FILE          CSV (any of , ; tab |), separated by white space, or ARFF; each also gzipped
  --target COLUMN      the outcome: a name, a position from 1 on, or "last"
  --bad VALUE[,VALUE]  which of its values are bad (default: by the words, else the rarer one)
  --exclude COLUMNS    kept out of the score; the fairness section groups by them
  --include COLUMNS    learned from although the name speaks of sex, age, marital status or origin
  --fairness COLUMNS   group by these alone in the fairness section; they stay out of the score
  --id COLUMNS         identifiers: neither learned from nor grouped by
  --monotone COLUMNS   points of these only rise or only fall; "all" for every number
  --no-derive          make no characteristics out of several columns
  --folds N            of the cross-validation (default: 10)
  --repeats N          of it with other folds (default: 5 below 3,000 rows, else 1)
  --cut-off PERCENT    approved below this probability, in the fairness section (default: the bad rate)
  --grades PERCENTS    upper limits of the grades but the last, such as 0.5,1,2.5,5,10,20
  --score SCORE:ODDS:PDO  a score, its odds of good to bad, points that double them (default: 600:20:50)
  --reasons N          reasons given at most (default: 4)
  --reasons-against L  level that points are lost against: neutral or best (default: neutral)

Lateness of invoices, from each account's own history as of the day of issue:
  --invoices FILE      CSV with customer, issue date, due date, amount and settlement date
  --late-days N        late means settled more than N days after the due date (default: 0)
  --test-from DATE     hold out invoices issued from this day on; learn from what was settled before it
                       (default: the day after which the last third of the invoices was issued)

  --figures account    judge the account alone, without amount, terms and weekday of the invoice; this is
                       what credit decisions look at (default: invoice)

Both:
  --out DIR            where scorecard.json, report.json and report.html go (default: out/train)
  --seed N             seed of folds and samples (default: 1)
  --name NAME          name of the card (default: from the file)
  --card-version N     version of the card (default: 1)
  --help               this text

Columns go by name or position and are separated by commas; an option may be given again, and a name
that holds a comma stands alone.
`;

const many = { type: 'string', multiple: true } as const;
const options = {
  data: { type: 'string' },
  target: { type: 'string' },
  bad: many,
  exclude: many,
  include: many,
  fairness: many,
  sensitive: many,
  id: many,
  monotone: many,
  'no-derive': { type: 'boolean', default: false },
  folds: { type: 'string', default: '10' },
  repeats: { type: 'string' },
  'cut-off': { type: 'string' },
  grades: { type: 'string' },
  score: { type: 'string', default: '600:20:50' },
  reasons: { type: 'string', default: '4' },
  'reasons-against': { type: 'string', default: 'neutral' },
  invoices: { type: 'string' },
  'late-days': { type: 'string', default: '0' },
  'test-from': { type: 'string' },
  figures: { type: 'string', default: 'invoice' },
  out: { type: 'string', default: 'out/train' },
  seed: { type: 'string', default: '1' },
  name: { type: 'string' },
  'card-version': { type: 'string', default: '1' },
  help: { type: 'boolean', default: false },
} as const;

const listed = (texts: readonly string[] | undefined): string[] =>
  (texts ?? [])
    .flatMap((text) => text.split(','))
    .map((text) => text.trim())
    .filter((text) => text !== '');

const whole = (
  option: string,
  text: string,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): number => {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least || number > most) {
    const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
    throw new UsageError(`${option} ${text}: expected a whole number, ${range}`);
  }
  return number;
};

const percents = (option: string, text: string): number[] => {
  const values = text.split(',').map(Number);
  const rising = values.every((value, at) => value > (values[at - 1] ?? 0) && value < 100);
  if (!rising)
    throw new UsageError(`${option} ${text}: expected rising per cents between 0 and 100`);
  return values;
};

const scaleOf = (text: string): Scale => {
  const [, score, odds, pdo] = /^(\d+):(\d+(?:\.\d+)?):(\d+)$/.exec(text) ?? [];
  const scale = {
    anchorScore: Number(score),
    anchorOdds: Number(odds),
    pointsToDoubleOdds: Number(pdo),
  };
  if (
    !(
      scale.anchorScore <= 10_000 &&
      scale.anchorOdds > 0 &&
      scale.pointsToDoubleOdds >= 10 &&
      scale.pointsToDoubleOdds <= 1000
    )
  ) {
    throw new UsageError(
      `--score ${text}: expected SCORE:ODDS:POINTS such as 600:20:50, 10 to 1,000 points to double the odds`,
    );
  }
  return scale;
};

const parsed = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
};

/** @throws UsageError for an unknown option or a value that does not fit. */
export const readTrainArguments = (
  args: readonly string[],
): TrainArguments | LatenessArguments | 'help' => {
  const values = parsed(args);
  if (values.help) return 'help';
  const both = {
    out: values.out,
    seed: whole('--seed', values.seed, 0),
    name: values.name,
    version: whole('--card-version', values['card-version'], 1),
  };
  if (values.invoices !== undefined) {
    if (values.data !== undefined) throw new UsageError('--invoices: expected without --data');
    const { figures } = values;
    if (figures !== 'account' && figures !== 'invoice') {
      throw new UsageError(`--figures ${figures}: expected account or invoice`);
    }
    return {
      ...both,
      task: 'lateness',
      invoices: values.invoices,
      lateDays: whole('--late-days', values['late-days'], 0, 720),
      testFrom: values['test-from'],
      figures,
    };
  }
  if (values.data === undefined)
    throw new UsageError('expected --data FILE or --invoices FILE; --help says more');
  if (values.target === undefined)
    throw new UsageError('--target: expected the column of the outcome');
  const against = values['reasons-against'];
  if (against !== 'neutral' && against !== 'best') {
    throw new UsageError(`--reasons-against ${against}: expected neutral or best`);
  }
  const monotone = listed(values.monotone);
  const [cutOff] = values['cut-off'] === undefined ? [] : percents('--cut-off', values['cut-off']);
  return {
    ...both,
    task: 'scorecard',
    data: values.data,
    frame: {
      target: values.target,
      bad: listed(values.bad),
      exclude: [...(values.exclude ?? []), ...(values.sensitive ?? [])],
      include: values.include ?? [],
      id: values.id ?? [],
      fairness: values.fairness ?? [],
    },
    folds: whole('--folds', values.folds, 2, 50),
    repeats: values.repeats === undefined ? undefined : whole('--repeats', values.repeats, 1, 100),
    monotone: monotone.includes('all') ? 'all' : monotone,
    derive: !values['no-derive'],
    scale: scaleOf(values.score),
    limits:
      values.grades === undefined
        ? undefined
        : percents('--grades', values.grades).map((value) => Math.round((value * million) / 100)),
    cutOff: cutOff === undefined ? undefined : cutOff / 100,
    reasons: { against, most: whole('--reasons', values.reasons, 1, 20) },
  };
};
