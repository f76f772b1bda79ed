import { dateIn } from '../../domain/calendar.ts';
import { contradictionsIn, financialRatiosOf } from '../../domain/credit/gathering/ratios.ts';
import type { Clock } from '../../ports/clock.ts';
import type { GatheredFiles, GatheringCase } from '../../ports/gathering.ts';
import type { Gathered } from './gather-bureau.ts';
import { amountsIn, type RateDeps } from './in-currency.ts';

export type GatherFinancialsDeps = RateDeps & {
  readonly files: GatheredFiles;
  readonly clock: Clock;
};

/**
 * Ratios of the statements that came with the application. Statements that contradict themselves
 * are `invalid`; what is wrong with them is for the log, because it names no figure.
 */
export const gatherFinancials = async (
  deps: GatherFinancialsDeps,
  { applicationId, round, currency, applicant }: GatheringCase,
): Promise<Gathered & { readonly problems?: readonly string[] }> => {
  const financials = applicant?.financials;
  if (financials === undefined) return { status: 'not-asked' };
  const now = deps.clock.now();
  const on = dateIn('UTC', now);
  const problems = contradictionsIn(financials, on);
  if (problems.length > 0) return { status: 'invalid', problems };
  const from = financials.currency;
  const inCurrency = await amountsIn(deps, { from, to: currency, on });
  const ratios = financialRatiosOf(financials, inCurrency);
  const kept = await deps.files.put({ applicationId, round, source: 'financials' }, ratios);
  return { status: 'found', ...kept, receivedAt: now };
};
