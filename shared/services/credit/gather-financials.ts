import { dateIn } from '../../domain/calendar.ts';
import { contradictionsIn, financialRatiosOf } from '../../domain/credit/gathering/ratios.ts';
import type { Clock } from '../../ports/clock.ts';
import type { GatheredFiles, GatheringCase } from '../../ports/gathering.ts';
import type { Gathered } from './gather-bureau.ts';

export type GatherFinancialsDeps = { readonly files: GatheredFiles; readonly clock: Clock };

/**
 * Ratios of the statements that came with the application. Statements that contradict themselves
 * are `invalid`; what is wrong with them is for the log, because it names no figure.
 */
export const gatherFinancials = async (
  { files, clock }: GatherFinancialsDeps,
  { applicationId, round, currency, applicant }: GatheringCase,
): Promise<Gathered & { readonly problems?: readonly string[] }> => {
  const financials = applicant?.financials;
  if (financials === undefined) return { status: 'not-asked' };
  const now = clock.now();
  const problems = contradictionsIn(financials, dateIn('UTC', now));
  if (problems.length > 0) return { status: 'invalid', problems };
  const ratios = financialRatiosOf(financials, (amountMinor) =>
    financials.currency === currency ? amountMinor : null,
  );
  const kept = await files.put({ applicationId, round, source: 'financials' }, ratios);
  return { status: 'found', ...kept, receivedAt: now };
};
