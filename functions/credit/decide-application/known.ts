import type { Instant } from '../../../shared/domain/calendar.ts';
import type { Round } from '../../../shared/domain/credit/application/decide.ts';
import { laterOf } from '../../../shared/domain/credit/application/news.ts';
import { type CreditInputs, isMissing } from '../../../shared/domain/credit/inputs.ts';
import type { Application } from '../../../shared/domain/credit/types.ts';
import type { GatherAnswer } from '../../../statemachines/credit-approval/io.ts';

/** Of which news a decision knows. */
export type Known = Pick<Round, 'newsAt' | 'unreadNewsAt' | 'readTo'>;

/**
 * What a round knows of news: only what came in with its inputs. A report that cannot be read knows
 * of nothing, and neither does a history; of an account that is not there nothing is to be read.
 *
 * @param told when bureaus told of news of the applicant.
 */
export const knownIn = (
  { decision }: Pick<Application, 'decision'>,
  gathered: readonly GatherAnswer[],
  { bureau, history }: Pick<CreditInputs, 'bureau' | 'history'>,
  told: readonly Instant[],
): Known => {
  const of = (wanted: GatherAnswer['source']) => gathered.find(({ source }) => source === wanted);
  const newsAt = isMissing(bureau) ? undefined : (of('bureau')?.newsAt as Instant | undefined);
  const isRead = !isMissing(history) || history.missing === 'no-record';
  const last = told.toSorted().at(-1);
  const known = laterOf(newsAt, decision?.newsAt);
  return {
    newsAt,
    unreadNewsAt: last !== undefined && (known === undefined || last > known) ? last : undefined,
    readTo: isRead ? of('history')?.readTo : undefined,
  };
};
