import { invariant } from '../../errors.ts';
import { evolve, evolveAll } from './evolve.ts';
import { exposureOf, type Pricing } from './exposure.ts';
import { lifted, placed } from './holds.ts';
import type { CreditLineSettings } from './settings.ts';
import type {
  AccountFigures,
  CreditLine,
  Exposure,
  LineBook,
  LineFact,
  UsageLevel,
} from './types.ts';

type Shares = Pick<CreditLineSettings, 'warnPercent' | 'calmPercent'>;

const reaches = (exposureMinor: number, limitMinor: number, percent: number): boolean =>
  BigInt(exposureMinor) * 100n >= BigInt(limitMinor) * BigInt(percent) && exposureMinor > 0;

/** Where the usage stands. Between the two shares it stays warned, so that it is warned of once. */
export const levelOf = (
  { level, limitMinor }: Pick<CreditLine, 'level' | 'limitMinor'>,
  exposureMinor: number,
  { warnPercent, calmPercent }: Shares,
): UsageLevel => {
  if (exposureMinor > limitMinor) return 'exceeded';
  if (reaches(exposureMinor, limitMinor, warnPercent)) return 'warned';
  return level !== 'within' && reaches(exposureMinor, limitMinor, calmPercent)
    ? 'warned'
    : 'within';
};

/**
 * What follows from how much of a line is used: a warning, a limit that is exceeded, the hold of
 * its orders, and the end of these. Each is told when it begins and not at every event after.
 */
export const assess = (
  line: CreditLine,
  exposure: Exposure,
  accounts: readonly AccountFigures[],
  shares: Shares,
): readonly LineFact[] => {
  if (line.status === 'closed') return [];
  const level = levelOf(line, exposure.exposureMinor, shares);
  const { lineId, limitMinor, currency } = line;
  const { exposureMinor, openMinor, reservedMinor, unappliedMinor } = exposure;
  const figures = {
    lineId,
    exposureMinor,
    openMinor,
    reservedMinor,
    unappliedMinor,
    limitMinor,
    currency,
  };
  const hold =
    level === 'exceeded'
      ? placed(line, 'over-limit')
      : lifted(line, (reason) => reason === 'over-limit');
  if (level === line.level) return hold;
  const episode = line.level === 'within' ? line.episode + 1 : line.episode;
  if (level === 'exceeded') {
    return [{ type: 'CreditLimitExceeded', data: { ...figures, episode } }, ...hold];
  }
  if (line.level === 'within') {
    return [{ type: 'CreditUsageWarned', data: { ...figures, episode } }, ...hold];
  }
  const changed: LineFact = {
    type: 'CreditExposureChanged',
    data: { ...figures, level, accounts: [...accounts] },
  };
  return [changed, ...hold];
};

/** Facts of a decision followed by what they mean for the usage of the line. */
export const withAssessment = (
  book: LineBook | undefined,
  facts: readonly LineFact[],
  accounts: readonly AccountFigures[],
  pricing: Pricing,
  shares: Shares,
): { readonly book: LineBook; readonly facts: readonly LineFact[] } => {
  const decided = evolveAll(book, facts, pricing.on);
  invariant(decided !== undefined, 'a line begins with a fact');
  const exposure = exposureOf(decided.line, accounts, pricing);
  // Without a rate nothing is known about the usage: it stays as it was told last.
  if (!exposure.ok) return { book: decided, facts };
  const follow = assess(decided.line, exposure, accounts, shares);
  return {
    book: follow.reduce((next, fact) => evolve(next, fact, pricing.on), decided),
    facts: [...facts, ...follow],
  };
};
