import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { createRandom, type Random } from '../../local/kernel/random.ts';
import { addDays, type BusinessDate, businessDate } from '../../shared/domain/calendar.ts';
import {
  invoiceFigures,
  type LatenessModel,
  type LatenessPrior,
  latenessModelSchema,
} from '../../shared/domain/scoring/lateness.ts';
import { type LatenessArguments, UsageError } from '../cli/arguments.ts';
import { trainAmount } from '../fit/amount.ts';
import { type Binned, binned } from '../fit/binned.ts';
import { probabilityAt } from '../fit/calibrate.ts';
import { characteristicsOf, nameOf, scorecardOf, usualLimits } from '../fit/card.ts';
import { sumsOf } from '../fit/points.ts';
import { trainCard } from '../fit/train.ts';
import type { Frame } from '../frame/frame.ts';
import { TrainingRefused } from '../problems.ts';
import { characteristicFigures, everyNumber } from '../report/figures.ts';
import { aucOf } from '../validate/auc.ts';
import { bandsOf, brierOf, ksOf } from '../validate/metrics.ts';
import { compareAuc } from './compare.ts';
import {
  type BookInvoice,
  type EndedInvoice,
  endedBefore,
  latenessFrame,
  priorOf,
  readInvoices,
  surelyLate,
} from './dataset.ts';
import type { LatenessReport } from './schema.ts';

const scale = { anchorScore: 600, anchorOdds: 20, pointsToDoubleOdds: 50 };
/** Points of the expected days are hundredths of a day. */
const pointsPerDay = 100;

const rowsOf = (from: number, to: number): Int32Array =>
  Int32Array.from({ length: to - from }, (_, at) => from + at);

/** Every number of the history says more or less risk throughout; a book is too small to say otherwise. */
const settings = { monotone: 'all', derive: false } as const;

const fitted = (
  frame: Frame,
  rows: Int32Array,
  days: readonly (number | undefined)[],
  random: Random,
) => {
  const withDays = rows.filter((row) => days[row] !== undefined);
  const amounts = Float64Array.from(days, (value) => value ?? Number.NaN);
  return {
    late: trainCard(frame, rows, scale, settings, random.fork('late')),
    days: trainAmount(frame, withDays, amounts, pointsPerDay, random.fork('days')),
  };
};

type Fitted = ReturnType<typeof fitted>;

const meanOf = (values: readonly number[], otherwise: number): number =>
  values.length === 0 ? otherwise : values.reduce((sum, value) => sum + value, 0) / values.length;

/** What a customer's own averages would have said of each tested invoice. */
const customerSays = (
  tested: readonly EndedInvoice[],
  invoices: readonly BookInvoice[],
  testFrom: BusinessDate,
  lateAfterDays: number,
  prior: LatenessPrior,
) => {
  const byAccount = Map.groupBy(invoices, ({ account }) => account);
  const said = (invoice: EndedInvoice, day: BusinessDate) => {
    const own = endedBefore(byAccount.get(invoice.account) ?? [], day, lateAfterDays);
    return {
      rate: meanOf(
        own.map(({ late }) => (late ? 1 : 0)),
        prior.lateShare / 1_000_000,
      ),
      days: meanOf(
        own.flatMap((each) => each.days ?? []),
        prior.daysLate,
      ),
    };
  };
  return {
    asOf: tested.map((invoice) => said(invoice, invoice.issuedOn)),
    before: tested.map((invoice) => said(invoice, testFrom)),
  };
};

const lastThird = (invoices: readonly BookInvoice[]): BusinessDate =>
  invoices[Math.floor((invoices.length * 2) / 3)]?.issuedOn ?? businessDate('1970-01-01');

const testDay = (asked: string | undefined, invoices: readonly BookInvoice[]): BusinessDate => {
  if (asked === undefined) return lastThird(invoices);
  try {
    return businessDate(asked);
  } catch {
    throw new UsageError(`--test-from ${asked}: expected a day written YYYY-MM-DD`);
  }
};

export type TrainedLateness = { readonly model: LatenessModel; readonly report: LatenessReport };

/**
 * Learns from what was settled before a day, tests on what was issued from that day on, then fits the
 * published model to everything that has ended.
 */
export const trainLateness = (
  bytes: Uint8Array,
  asked: LatenessArguments,
  said: (line: string) => void = () => {},
): TrainedLateness => {
  const { invoices: file, lateDays, seed } = asked;
  const invoices = readInvoices(file, bytes);
  const dates = invoices.flatMap(({ issuedOn, settledOn }) => [issuedOn, settledOn ?? issuedOn]);
  const today = addDays(dates.toSorted().at(-1) ?? businessDate('1970-01-01'), 1);
  const testFrom = testDay(asked.testFrom, invoices);
  const learned = endedBefore(invoices, testFrom, lateDays);
  const tested = endedBefore(
    invoices.filter(({ issuedOn }) => issuedOn >= testFrom),
    today,
    lateDays,
  );
  if (tested.length === 0) {
    throw new TrainingRefused(file, [
      { problem: `no settled invoice was issued from ${testFrom} on; expected some to test on` },
    ]);
  }
  said(
    `${invoices.length} invoices; learns from ${learned.length} settled before ${testFrom}, tests on ${tested.length} issued from then on`,
  );
  const random = createRandom(seed, 'lateness');
  const prior = priorOf(learned);
  const leftOut = asked.figures === 'account' ? invoiceFigures : [];
  const frame = latenessFrame(file, [...learned, ...tested], invoices, lateDays, prior, leftOut);
  // Both parts have to hold enough of each outcome.
  latenessFrame(file, learned, [], lateDays, prior);
  const trial = fitted(
    frame,
    rowsOf(0, learned.length),
    learned.map(({ days }) => days),
    random.fork('trial'),
  );
  const test = rowsOf(learned.length, learned.length + tested.length);
  const own = customerSays(tested, invoices, testFrom, lateDays, prior);
  const figures = testFigures(frame, test, trial, tested, own, random.fork('bootstrap'));

  const ended = [
    ...endedBefore(invoices, today, lateDays),
    ...surelyLate(invoices, today, lateDays),
  ];
  const finalPrior = priorOf(ended);
  const all = latenessFrame(file, ended, invoices, lateDays, finalPrior, leftOut);
  const rows = rowsOf(0, ended.length);
  const final = fitted(
    all,
    rows,
    ended.map(({ days }) => days),
    random.fork('final'),
  );
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const name =
    asked.name ?? nameOf(`lateness-${basename(file).replace(/(\.[a-z]{1,4}){1,2}$/i, '')}`);
  const late = characteristicsOf(final.late.features, final.late.tables);
  const days = characteristicsOf(final.days.features, final.days.tables);
  const trainedOn = { sha256, rows: ended.length, seed };
  const lates = ended.filter((each) => each.late).length;
  const [first, last] = [invoices[0]?.issuedOn ?? '', invoices.at(-1)?.issuedOn ?? ''];
  const accounts = new Set(invoices.map(({ account }) => account)).size;
  const model = latenessModelSchema.parse({
    schemaVersion: 1,
    basis: `${basename(file).slice(0, 200)}: ${invoices.length} invoices of ${accounts} accounts, issued from ${first} to ${last}`,
    lateAfterDays: lateDays,
    prior: finalPrior,
    late: scorecardOf(late, final.late.tables, scale, final.late.line, {
      name,
      version: asked.version,
      target: all.target,
      sha256,
      rows: ended.length,
      seed,
      limits: usualLimits(lates / ended.length),
      reasons: { against: 'neutral', most: 4 },
    }),
    days: {
      schemaVersion: 1,
      name: `${name.slice(0, 59)}-days`,
      version: asked.version,
      outcome: { description: 'Settled less due', unit: 'days' },
      trainedOn,
      pointsPerUnit: pointsPerDay,
      basePoints: final.days.tables.basePoints,
      characteristics: days.map(({ characteristic }) => characteristic),
    },
  });
  const tables = (binnedAll: Binned, of: typeof late) =>
    of.map((each) => characteristicFigures(each, binnedAll));
  const report: LatenessReport = {
    schemaVersion: 1,
    name,
    lateAfterDays: lateDays,
    data: {
      sha256,
      invoices: invoices.length,
      accounts,
      learnedFrom: learned.length,
      testedOn: tested.length,
      testFrom,
      lateShare: meanOf(
        tested.map((each) => (each.late ? 1 : 0)),
        0,
      ),
    },
    seed,
    ...figures,
    late: tables(binned(all, final.late.features, rows), late),
    expected: tables(binned(all, final.days.features, rows), days),
  };
  return { model, report: everyNumber(report) };
};

const testFigures = (
  frame: Frame,
  test: Int32Array,
  { late, days }: Fitted,
  tested: readonly EndedInvoice[],
  own: ReturnType<typeof customerSays>,
  random: Random,
): Pick<LatenessReport, 'auc' | 'againstCustomerRate' | 'ks' | 'brier' | 'bands' | 'days'> => {
  const held = binned(frame, late.features, test);
  const scores = sumsOf(late.tables, held);
  const probability = Float64Array.from(scores, (score) => probabilityAt(late.line, score));
  const risk = Float64Array.from(scores, (score) => -score);
  const { auc, variance } = aucOf(risk, held.bad);
  const half = 1.959964 * Math.sqrt(variance);
  const rates = [own.asOf, own.before].map((all) => Float64Array.from(all, ({ rate }) => rate));
  const [asOf = new Float64Array(), before = new Float64Array()] = rates;
  const customerRate = aucOf(asOf, held.bad).auc;
  const customerRateBefore = aucOf(before, held.bad).auc;
  const better = customerRate >= customerRateBefore ? asOf : before;
  const expected = sumsOf(days.tables, binned(frame, days.features, test));
  const errorOf = (say: (at: number) => number): number =>
    meanOf(
      tested.flatMap((each, at) =>
        each.days === undefined ? [] : [Math.abs(say(at) - each.days)],
      ),
      0,
    );
  const ofCustomerMean = Math.min(
    errorOf((at) => own.asOf[at]?.days ?? 0),
    errorOf((at) => own.before[at]?.days ?? 0),
  );
  const meanAbsoluteError = errorOf((at) => (expected[at] ?? 0) / pointsPerDay);
  return {
    auc: {
      mean: auc,
      low: Math.max(0, auc - half),
      high: Math.min(1, auc + half),
      interval: '95 %, DeLong, on the tested invoices',
      customerRate,
      customerRateBefore,
    },
    againstCustomerRate: compareAuc(risk, better, held.bad, random),
    ks: ksOf(scores, held.bad),
    brier: brierOf(probability, held.bad),
    bands: bandsOf(scores, probability, held.bad),
    days: {
      testedOn: tested.length,
      meanAbsoluteError,
      ofCustomerMean,
      better: 1 - meanAbsoluteError / ofCustomerMean,
    },
  };
};
