import type { Financials } from '../../../../events/credit-parts.ts';
import type { BusinessDate } from '../../calendar.ts';
import type { FinancialRatios } from '../inputs.ts';

type Figures = Financials['figures'];
type Known = number | undefined;

/** Ratios are decimals of six places, computed in whole numbers: the same on every machine. */
const places = 1_000_000n;
const daysOfYear = 365;

/** `part / whole`, rounded half away from zero; null when a figure is missing or nothing divides. */
const ratioOf = (part: Known, whole: Known, times = 1): number | null => {
  if (part === undefined || whole === undefined || whole <= 0) return null;
  const [over, under] = [BigInt(part) * BigInt(times) * places, BigInt(whole)];
  const half = over < 0n ? -under / 2n : under / 2n;
  return Number((over + half) / under) / Number(places);
};

/** Turnover and income of twelve months, from statements over fewer or more, rounded. */
const ofYear = (figure: Known, months: number): Known => {
  if (figure === undefined) return undefined;
  return months === 12 ? figure : Math.round((figure * 12) / months);
};

const difference = (from: Known, less: Known): Known =>
  from === undefined || less === undefined ? undefined : from - less;

/** More than this part of the assets apart, and the two sides of a balance sheet are not one. */
const tolerance = 0.01;

const contradictions: readonly {
  readonly words: string;
  readonly holds: (figures: Figures) => boolean;
}[] = [
  { words: 'totalAssets is not above zero', holds: ({ totalAssets = 1 }) => totalAssets <= 0 },
  {
    words: 'currentAssets are more than totalAssets',
    holds: ({ currentAssets = 0, totalAssets = currentAssets }) => currentAssets > totalAssets,
  },
  {
    words: 'inventories are more than currentAssets',
    holds: ({ inventories = 0, currentAssets = inventories }) => inventories > currentAssets,
  },
  {
    words: 'currentLiabilities are more than totalLiabilities',
    holds: ({ currentLiabilities = 0, totalLiabilities = currentLiabilities }) =>
      currentLiabilities > totalLiabilities,
  },
  {
    words: 'totalAssets are not totalLiabilities and ownFunds together',
    holds: ({ totalAssets, totalLiabilities, ownFunds }) => {
      const gap = difference(difference(totalAssets, totalLiabilities), ownFunds);
      return gap !== undefined && Math.abs(gap) > Math.abs(totalAssets ?? 0) * tolerance;
    },
  },
  ...(['currentLiabilities', 'totalLiabilities', 'turnover', 'interestPaid'] as const).map(
    (name) => ({
      words: `${name} is below zero`,
      holds: (figures: Figures) => (figures[name] ?? 0) < 0,
    }),
  ),
];

/** What statements say that cannot be, in words; none when they may be believed. */
export const contradictionsIn = (
  { figures, asOf }: Pick<Financials, 'figures' | 'asOf'>,
  today: BusinessDate,
): readonly string[] => [
  ...(asOf > today ? [`${asOf} is in the future`] : []),
  ...contradictions.filter(({ holds }) => holds(figures)).map(({ words }) => words),
];

/** Amounts in the currency of the application; null where no rate says what they are. */
export type InCurrency = (amountMinor: number) => number | null;

/** Nothing is nothing in every currency; all else takes a rate. */
const pricedMinor = (figure: Known, inCurrency: InCurrency): number | null | 'unpriced' => {
  if (figure === undefined) return null;
  return figure === 0 ? 0 : (inCurrency(figure) ?? 'unpriced');
};

const knownOf = (amount: ReturnType<typeof pricedMinor>): number | null =>
  amount === 'unpriced' ? null : amount;

/**
 * Ratios of a company's statements. A figure that is not given makes the ratios that need it null,
 * except that of assets, liabilities and own funds two give the third.
 */
export const financialRatiosOf = (
  { figures, asOf, months }: Financials,
  inCurrency: InCurrency,
): FinancialRatios => {
  const totalAssets =
    figures.totalAssets ??
    (figures.totalLiabilities === undefined || figures.ownFunds === undefined
      ? undefined
      : figures.totalLiabilities + figures.ownFunds);
  const ownFunds = figures.ownFunds ?? difference(totalAssets, figures.totalLiabilities);
  const totalLiabilities = figures.totalLiabilities ?? difference(totalAssets, ownFunds);
  const turnover = ofYear(figures.turnover, months);
  const netIncome = ofYear(figures.netIncome, months);
  const bought = ofYear(figures.purchases ?? figures.turnover, months);
  const { currentAssets, currentLiabilities, inventories } = figures;
  const [funds, sales] = [pricedMinor(ownFunds, inCurrency), pricedMinor(turnover, inCurrency)];
  return {
    asOf,
    ownFundsMinor: knownOf(funds),
    turnoverMinor: knownOf(sales),
    ...(funds === 'unpriced' || sales === 'unpriced' ? { unpriced: true as const } : {}),
    currentRatio: ratioOf(currentAssets, currentLiabilities),
    quickRatio: ratioOf(difference(currentAssets, inventories), currentLiabilities),
    equityRatio: ratioOf(ownFunds, totalAssets),
    debtRatio: ratioOf(totalLiabilities, totalAssets),
    returnOnAssets: ratioOf(netIncome, totalAssets),
    margin: ratioOf(netIncome, turnover),
    interestCover: ratioOf(figures.operatingIncome, figures.interestPaid),
    assetTurnover: ratioOf(turnover, totalAssets),
    payableDays: ratioOf(figures.tradePayables, bought, daysOfYear),
  };
};
