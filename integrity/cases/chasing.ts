import { createLedgerReader } from '../../shared/adapters/ledger/reader.ts';
import { addDays, dateIn, type Instant } from '../../shared/domain/calendar.ts';
import { notLetGo, setAside } from '../../shared/domain/collections/acts.ts';
import { chasedItems, concernsOn } from '../../shared/domain/collections/chased.ts';
import { positionOf } from '../../shared/domain/collections/position.ts';
import type { CaseState } from '../../shared/domain/collections/types.ts';
import { type Finding, mendWith } from '../finding.ts';
import type { Item } from '../reader.ts';

/**
 * Days differ by zone, and a case opens with the sweep of its day: what is two days late somewhere
 * is late everywhere and was swept.
 */
const toleranceDays = 2;

const bySortKey = (left: Item, right: Item): number => (left.sk < right.sk ? -1 : 1);

const readOnly = (): Promise<never> =>
  Promise.reject(new TypeError('a verification writes nothing'));

const tableOf = (items: readonly Item[]): Parameters<typeof createLedgerReader>[0] => {
  const own = (prefix = '') => items.filter(({ sk }) => sk.startsWith(prefix));
  return {
    get: async (keys) => items.filter((item) => keys.some(({ sk }) => sk === item.sk)),
    first: async ({ prefix }, limit) => ({
      items: own(prefix).sort(bySortKey).slice(0, limit),
      complete: own(prefix).length < limit,
    }),
    all: async function* ({ prefix }) {
      yield* own(prefix);
    },
    commit: readOnly,
    put: readOnly,
    remove: readOnly,
  };
};

/** @param items the account's snapshot, its open items by due date, and its plans. */
export const checkChasing = async (
  accountId: string,
  items: readonly Item[],
  state: CaseState | undefined,
  now: Instant,
): Promise<Finding[]> => {
  const hasOpenCase = state?.status === 'open';
  const reader = createLedgerReader(tableOf(items));
  const ledger = await reader.position(accountId, { limit: items.length });
  const today = dateIn('UTC', now);
  const before = addDays(today, -toleranceDays);
  const chased = notLetGo(
    chasedItems(setAside(positionOf(ledger), state)),
    hasOpenCase ? undefined : state,
  );
  const late = chased.filter((item) => concernsOn(item) < before);
  const lateMinor = late.reduce((sum, { openMinor }) => sum + openMinor, 0);
  const finding = (problem: string): Finding => ({
    check: 'chasing',
    subject: `account#${accountId}`,
    problem,
    mend: mendWith('signal', accountId),
  });
  if (lateMinor > 0 && !hasOpenCase) {
    return [finding(`${lateMinor} is owed since before ${before}, and no case is open`)];
  }
  return ledger.totals.openMinor === 0 && hasOpenCase
    ? [finding('nothing is owed, and a case is open')]
    : [];
};
