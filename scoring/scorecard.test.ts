import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../local/kernel/random.ts';
import { invoiceFigures, latenessOf } from '../shared/domain/scoring/lateness.ts';
import { inputsOf, scoreOf } from '../shared/domain/scoring/score.ts';
import { scorecardSchema } from '../shared/domain/scoring/types.ts';
import { readTrainArguments, type TrainArguments, UsageError } from './cli/arguments.ts';
import { summaryOf } from './cli/summary.ts';
import { characteristicsOf, scorecardOf } from './fit/card.ts';
import { trainCard } from './fit/train.ts';
import { frameOf } from './frame/frame.ts';
import { readInvoices } from './lateness/dataset.ts';
import { latenessReportSchema } from './lateness/schema.ts';
import { trainLateness } from './lateness/train.ts';
import { readGrid } from './read/read.ts';
import { trainingPage } from './report/page.ts';
import { trainingReportJsonSchema } from './report/schema.ts';
import { trainScorecard } from './scorecard.ts';

const asked = (...args: string[]): TrainArguments => {
  const read = readTrainArguments([
    '--data',
    'loans.csv',
    '--target',
    'bad',
    '--folds',
    '4',
    '--repeats',
    '1',
    ...args,
  ]);
  if (read === 'help' || read.task !== 'scorecard') throw new Error('expected a scorecard');
  return read;
};

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Loans whose risk follows debt against income, a branch and a special code; a cliff is what no sum of two tables can follow. */
const loans = (rows: number, seed = 5, cliff = 0): Uint8Array => {
  const random = createRandom(seed, 'loans');
  const lines = Array.from({ length: rows }, () => {
    const income = 500 + random.below(4000);
    const debt = random.below(4000);
    const branch = ['food', 'retail', 'mining', ''][random.below(4)] ?? '';
    const bureau = random.chance(0.1) ? -9 : random.below(100);
    const sex = random.chance(0.5) ? 'f' : 'm';
    const risk =
      -0.5 +
      4 * (debt / (debt + income) - 0.5) +
      (debt > income ? cliff : 0) +
      (branch === 'mining' ? 1 : 0) +
      (bureau === -9 ? 1 : -bureau / 60);
    return [
      income,
      debt,
      branch,
      bureau,
      sex,
      random.next() < 1 / (1 + Math.exp(-risk)) ? 1 : 0,
    ].join();
  });
  return bytes(`income,debt,branch,bureau,sex,bad\n${lines.join('\n')}\n`);
};

const file = loans(900);
const trained = trainScorecard(file, asked());

describe('a trained card', () => {
  it('is the same for the same bytes and seed, and another for another seed', () => {
    expect(trainScorecard(file, asked())).toEqual(trained);
    expect(trainScorecard(file, asked('--seed', '2')).report.auc).not.toEqual(trained.report.auc);
  });

  it('is valid, orders rows that it has not seen, and keeps sex out', () => {
    const { card, report } = trained;
    expect(scorecardSchema.parse(card)).toEqual(card);
    expect(report.auc.mean).toBeGreaterThan(0.68);
    expect(report.auc.low).toBeLessThan(report.auc.mean);
    expect(report.brier).toBeLessThan(report.brierOfBadRate);
    expect(report.calibration.slope).toBeGreaterThan(0.7);
    expect(JSON.stringify(card.characteristics)).not.toContain('"sex"');
    expect(report.fairness.columns.map(({ column }) => column)).toEqual(['sex']);
    expect(report.notes).toContain('column "bureau": -9 taken as special codes');
  });

  it('gives the bins of its report through the domain', () => {
    const { card } = trained;
    const score = (bureau: number | null, branch: string | null) =>
      scoreOf(card, { income: 2000, debt: 1000, bureau, branch });
    expect(score(-9, 'food').score).toBeLessThan(score(90, 'food').score);
    expect(score(50, 'mining').probabilityPpm).toBeGreaterThan(score(50, 'food').probabilityPpm);
    expect(Number.isInteger(score(null, 'never seen').score)).toBe(true);
    expect(score(-9, 'mining').reasons.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['bureau', 'branch']),
    );
  });

  it('gives every row the score that training measured, derived figures and codes included', () => {
    const { frame: options, scale } = asked();
    const grid = readGrid('loans.csv', loans(1500, 6, 4), 'bad');
    const frame = frameOf('loans.csv', grid, options);
    const rows = Int32Array.from({ length: frame.rows }, (_, row) => row);
    const settings = { monotone: [], derive: true };
    const made = trainCard(frame, rows, scale, settings, createRandom(4));
    const characteristics = characteristicsOf(made.features, made.tables);
    expect(characteristics.map(({ characteristic }) => characteristic.source.kind)).toEqual(
      expect.arrayContaining([expect.stringMatching(/share|difference/)]),
    );
    const card = scorecardOf(characteristics, made.tables, scale, made.line, {
      name: 'loans',
      version: 1,
      target: frame.target,
      sha256: 'a'.repeat(64),
      rows: frame.rows,
      seed: 4,
      limits: [100_000],
      reasons: { against: 'neutral', most: 4 },
    });
    const said = grid.rows.map(({ cells: [income, debt, branch, bureau] }) =>
      scoreOf(card, {
        income: Number(income),
        debt: Number(debt),
        branch: branch === '' ? null : (branch ?? null),
        bureau: Number(bureau),
      }),
    );
    expect(said.map(({ score }) => score)).toEqual(Array.from(made.trainScores));
  });

  it('describes itself as its schema says, in JSON and on a page that loads nothing', () => {
    const { card, report } = trained;
    const validate = new Ajv2020({ strict: false }).compile(JSON.parse(trainingReportJsonSchema()));
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
    const page = trainingPage(report, card);
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/(src|href)="http/);
    expect(page).toContain(report.auc.mean.toFixed(3));
    const summary = summaryOf(report, card, 'report.html');
    expect(summary).toContain(`AUC ${report.auc.mean.toFixed(3)}`);
    expect(summary).toContain(
      'bad: bad is 1 ("bad" speaks of what is bad; --bad 0 turns it round)',
    );
    expect(page).toContain('--bad 0 turns it round');
  });

  it('has points that only rise or only fall where asked to', () => {
    const { card } = trainScorecard(file, asked('--monotone', 'all', '--no-derive'));
    for (const { attributes } of card.characteristics) {
      const points = attributes.flatMap((each) => (each.kind === 'interval' ? [each.points] : []));
      const rising = points.toSorted((a, b) => a - b);
      expect([rising, rising.toReversed()]).toContainEqual(points);
    }
  });
});

it('gives codes in words among numbers a bin of their own, in the card and in its reasons', () => {
  const random = createRandom(8, 'words');
  const lines = Array.from({ length: 600 }, () => {
    const roll = random.below(10);
    const score = roll === 0 ? 'no file' : roll === 1 ? '999+' : String(500 + random.below(200));
    const risk = score === 'no file' ? 2 : score === '999+' ? -2 : (600 - Number(score)) / 50;
    return `${score},${random.below(9)},${random.next() < 1 / (1 + Math.exp(-risk)) ? 1 : 0}`;
  });
  const { card } = trainScorecard(bytes(`score,x,bad\n${lines.join('\n')}\n`), asked());
  const points = (score: string | number | null): number =>
    scoreOf(card, { score, x: 4 }).points.find(({ characteristic }) => characteristic === 'score')
      ?.points ?? Number.NaN;
  expect(points('no file')).toBeLessThan(points(600));
  expect(points('999+')).toBeGreaterThan(points(600));
  expect(points('never seen')).toBe(points(null));
});

it('learns from a few bad rows', () => {
  const random = createRandom(12, 'few');
  const lines = Array.from({ length: 500 }, (_, row) => {
    const bad = row % 20 === 0 ? 1 : 0;
    // Good and bad rows are one and a half deviations apart.
    const figure = random.next() + random.next() + random.next() + 0.75 * bad;
    return `${figure.toFixed(3)},${random.below(90)},${bad}`;
  });
  const { report } = trainScorecard(bytes(`x,noise,bad\n${lines.join('\n')}\n`), asked());
  expect(report.auc.mean).toBeGreaterThan(0.75);
});

it('finds nothing in noise, however many columns there are to choose from', () => {
  const random = createRandom(1, 'noise');
  const names = Array.from({ length: 60 }, (_, at) => `n${at}`);
  const lines = Array.from({ length: 400 }, () =>
    [...names.map(() => random.below(1000)), random.chance(0.3) ? 1 : 0].join(),
  );
  const { report } = trainScorecard(bytes(`${names.join()},bad\n${lines.join('\n')}\n`), asked());
  expect(report.auc.mean).toBeGreaterThan(0.38);
  expect(report.auc.mean).toBeLessThan(0.62);
});

it('measures outcomes in perfect order, and says that a column follows them', () => {
  const random = createRandom(6, 'leak');
  const lines = Array.from({ length: 400 }, () => {
    const bad = random.chance(0.2) ? 1 : 0;
    return `${random.below(90)},${bad === 1 ? 100 + random.below(900) : 0},${bad}`;
  });
  const { report } = trainScorecard(bytes(`x,recovered,bad\n${lines.join('\n')}\n`), asked());
  expect(report.auc.mean).toBe(1);
  expect(report.calibration.slope).toBeGreaterThan(0);
  expect(report.warnings.join()).toContain('"recovered" tells nearly everything alone');
});

it('says when no column tells anything', () => {
  const lines = Array.from({ length: 200 }, (_, row) => `${row % 3},${Math.floor(row / 3) % 2}`);
  const { card, report } = trainScorecard(bytes(`x,bad\n${lines.join('\n')}\n`), asked());
  expect(card.characteristics).toEqual([]);
  expect(report.warnings).toContain('no column tells good from bad beyond chance');
  expect(summaryOf(report, card, 'report.html')).not.toContain('widest ranges');
});

it('trains lateness from an account history and says what it would say of a new invoice', () => {
  const random = createRandom(2, 'invoices');
  const day = (at: number): string =>
    new Date(Date.UTC(2024, 0, 1 + at)).toISOString().slice(0, 10);
  const lines = Array.from({ length: 600 }, (_, row) => {
    const customer = row % 20;
    const issued = Math.floor(row / 2);
    const late = customer * 1.5 - 12 + random.below(14) - 7;
    const settled = row % 50 === 49 ? '' : day(issued + 30 + Math.round(late));
    return `I${row},C${customer},${day(issued)},${day(issued + 30)},${100 + random.below(900)},USD,${settled}`;
  });
  const text = `invoice,customer,issued,due,amount,currency,settled\n${lines.join('\n')}\n`;
  const read = readTrainArguments(['--invoices', 'book.csv', '--test-from', '2024-06-15']);
  if (read === 'help' || read.task !== 'lateness') throw new Error('expected lateness');
  const { model, report } = trainLateness(bytes(text), read);
  expect(latenessReportSchema.parse(report)).toEqual(report);
  expect(report.auc.mean).toBeGreaterThan(0.85);
  expect(report.days.meanAbsoluteError).toBeLessThan(5);
  const invoices = readInvoices('book.csv', bytes(text));
  const first = invoices.find(({ issuedOn }) => issuedOn === '2024-10-01');
  if (first === undefined) throw new Error('no invoice on that day');
  const of = (customer: string) =>
    latenessOf(
      model,
      invoices.filter(({ account }) => account.startsWith(`${customer}|`)),
      first,
    );
  expect(of('C19').expectedDays).toBeGreaterThan(of('C0').expectedDays + 10);
  expect(of('C19').late.probabilityPpm).toBeGreaterThan(of('C0').late.probabilityPpm);
});

it('leaves out what is of the invoice when it is to judge accounts', () => {
  const random = createRandom(3, 'accounts');
  const day = (at: number): string =>
    new Date(Date.UTC(2024, 0, 1 + at)).toISOString().slice(0, 10);
  const lines = Array.from({ length: 300 }, (_, row) => {
    const issued = Math.floor(row / 2);
    // Only what is said of the invoice tells the outcome; an account knows nothing of it.
    const big = random.chance(0.5);
    return `I${row},C${row % 10},${day(issued)},${day(issued + 30)},${big ? 900 : 100},USD,${day(issued + (big ? 45 : 25))}`;
  });
  const text = `invoice,customer,issued,due,amount,currency,settled\n${lines.join('\n')}\n`;
  const learned = (...more: string[]) => {
    const read = readTrainArguments(['--invoices', 'book.csv', ...more]);
    if (read === 'help' || read.task !== 'lateness') throw new Error('expected lateness');
    return trainLateness(bytes(text), read);
  };
  const ofAccounts = learned('--figures', 'account');
  expect(
    [ofAccounts.model.late, ofAccounts.model.days]
      .flatMap(inputsOf)
      .filter((name) => invoiceFigures.includes(name)),
  ).toEqual([]);
  expect(ofAccounts.model.basis).toBe(
    'book.csv: 300 invoices of 10 accounts, issued from 2024-01-01 to 2024-05-29',
  );
  expect(learned().report.auc.mean).toBeGreaterThan(ofAccounts.report.auc.mean + 0.2);
});

describe('what cannot be understood', () => {
  it.each([
    [[], 'expected --data FILE or --invoices FILE'],
    [['--data', 'f'], '--target: expected'],
    [
      ['--data', 'f', '--target', 't', '--folds', '1'],
      '--folds 1: expected a whole number, 2 to 50',
    ],
    [
      ['--data', 'f', '--target', 't', '--grades', '5,2'],
      '--grades 5,2: expected rising per cents',
    ],
    [
      ['--data', 'f', '--target', 't', '--score', 'high'],
      '--score high: expected SCORE:ODDS:POINTS',
    ],
    [['--data', 'f', '--target', 't', '--reasons-against', 'x'], 'expected neutral or best'],
    [['--invoices', 'f', '--late-days', '-1'], 'late-days'],
    [['--invoices', 'f', '--figures', 'x'], '--figures x: expected account or invoice'],
    [['--nope'], '--nope'],
  ])('%j', (args, words) => {
    expect(() => readTrainArguments(args)).toThrow(UsageError);
    expect(() => readTrainArguments(args)).toThrow(words);
  });
});
