import { accountIdOf } from '../../domain/account.ts';
import type { Zone } from '../../domain/calendar.ts';
import { isLaterThan, isNewsTo } from '../../domain/credit/application/news.ts';
import { isWatchedFor, ledgerReasonOf } from '../../domain/credit/line/bad-news.ts';
import type { CreditLineSettings } from '../../domain/credit/line/settings.ts';
import type { Application } from '../../domain/credit/types.ts';
import { together } from '../../domain/together.ts';
import type { JournalEnds } from '../../ports/journal.ts';
import type { HeardOf } from './heard-of.ts';
import type { ReviewTrigger } from './line-desk.ts';

type Deps = {
  readonly heardOf: HeardOf;
  readonly journal: Pick<JournalEnds, 'newestFirst'>;
  readonly settings: Pick<CreditLineSettings, 'currencies' | 'holdFor' | 'reviewFor'>;
  readonly zone: Zone;
};

type Asked = Parameters<HeardOf>[0] & Pick<Application, 'currency' | 'decision' | 'receivedOn'>;

/**
 * What was told of a customer that the decision of an application knows nothing of, and that an
 * active line would be reviewed or held for, each under the id of the signal of it: alerts of
 * bureaus, and what the ledger says of its accounts in the currencies that are invoiced in, that of
 * the application, those that the decision read and those that are asked for.
 */
export type NewsSince = (
  state: Asked,
  currencies?: readonly string[],
) => Promise<readonly ReviewTrigger[]>;

/** Reads what was journalled since, newest first, so that a long journal costs no more than a short. */
export const createNewsSince = ({ heardOf, journal, settings, zone }: Deps): NewsSince => {
  const ofAccount = async (state: Asked, currency: string): Promise<ReviewTrigger[]> => {
    const found: ReviewTrigger[] = [];
    const streamId = `account#${accountIdOf(state.customerId, state.legalEntity, currency)}`;
    for await (const { type, version, recordedAt } of journal.newestFirst(streamId)) {
      if (!isLaterThan(state, { currency, version, recordedAt }, zone)) break;
      const because = ledgerReasonOf(type);
      if (because === undefined || !isWatchedFor(because, settings)) continue;
      found.push({ because, id: `${streamId}#${version}` });
    }
    return found.reverse();
  };
  return async (state, currencies = []) => {
    const read = state.decision?.readTo?.map(({ currency }) => currency) ?? [];
    const all = new Set([state.currency, ...settings.currencies, ...read, ...currencies]);
    const [alerts, ...ofLedger] = await together([
      heardOf(state).then((heard) =>
        heard
          .filter(({ heardAt }) => isNewsTo(state, heardAt))
          .map(({ alertId: id, insolvent }): ReviewTrigger => {
            return { because: 'bureau-alert', id, insolvent };
          }),
      ),
      ...[...all].sort().map((currency) => ofAccount(state, currency)),
    ]);
    return [...alerts, ...ofLedger.flat()];
  };
};
