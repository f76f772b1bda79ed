import type { Instant } from '../../shared/domain/calendar.ts';
import type { Alert } from '../../shared/ports/credit-lines.ts';
import type { JournalEnds, JournalItem } from '../../shared/ports/journal.ts';
import { createHeardOf, type HeardOfDeps } from '../../shared/services/credit/heard-of.ts';
import { createNewsSince } from '../../shared/services/credit/news-since.ts';
import { lineSettings } from './credit-line.ts';

type Journal = Pick<JournalEnds, 'newestFirst'>;

/** What bureaus and the account of a customer in dollars tell, in memory or by a journal that is. */
export const createCustomerNews = (
  now: () => Instant,
  applications: HeardOfDeps['applications'],
  journal: Journal | undefined,
) => {
  const alerts: (Alert & { readonly lineId: string })[] = [];
  const told: JournalItem[] = [];
  const ofAccount: Journal = {
    newestFirst: async function* (of) {
      yield* told.filter(({ streamId }) => streamId === of).reverse();
    },
  };
  const heard = async (of: string) => alerts.filter(({ lineId }) => lineId === of);
  const heardOf = createHeardOf({ applications, news: { heard } });
  return {
    heardOf,
    newsSince: createNewsSince({
      heardOf,
      journal: journal ?? ofAccount,
      settings: lineSettings,
      zone: 'UTC',
    }),
    /** How far the account is read now. */
    readTo: () => [{ currency: 'USD', version: told.length }],
    alert: (insolvent = false, lineId = 'acme|main'): void => {
      alerts.push({ alertId: `alert-${alerts.length + 1}`, heardAt: now(), insolvent, lineId });
    },
    /** Answers the version of what the account of the customer tells. */
    tell: (type: JournalItem['type'], effectiveOn = '2026-02-02'): number => {
      const of = { streamId: 'account#acme|main|USD', version: told.length + 1, type, data: {} };
      const links = { causationId: 'c', correlationId: 'c', previousHash: '', hash: '' };
      told.push({ ...of, ...links, effectiveOn, recordedAt: now() } as JournalItem);
      return told.length;
    },
  };
};
