import { addDays, type BusinessDate, dateIn, daysBetween, type Instant } from '../calendar.ts';
import { sumMinor } from '../money.ts';
import { leadDays, type Strategy } from './strategy.ts';
import type { AccountPosition, CaseState, OpenItem } from './types.ts';

const cover = (
  items: readonly OpenItem[],
  cashMinor: number,
  among: (item: OpenItem) => boolean,
): { readonly items: readonly OpenItem[]; readonly leftMinor: number } => {
  let left = cashMinor;
  const uncovered = items.flatMap((item) => {
    const covered = among(item) ? Math.min(left, item.openMinor) : 0;
    left -= covered;
    const openMinor = item.openMinor - covered;
    return openMinor === 0 ? [] : [{ ...item, openMinor }];
  });
  return { items: uncovered, leftMinor: left };
};

const afterPlan = ({ planned, items }: AccountPosition) => {
  const undisputed = items.filter(({ disputed }) => !disputed);
  const named = new Set(planned.invoiceNumbers);
  return cover(undisputed, planned.amountMinor, (item) => named.has(item.invoiceNumber));
};

/** Open undisputed items less the cash that a running plan is about to put on them: as good as paid. */
export const unplannedItems = (position: AccountPosition): readonly OpenItem[] =>
  afterPlan(position).items;

/**
 * What is chased: open undisputed items less the cash that waits on the account, planned cash on
 * the invoices it is for, the rest on the oldest. An account whose cash covers what is due is not
 * late, whatever its allocations look like yet. Cash covers what was brought along in its turn,
 * whether it counts yet or not.
 */
export const chasedItems = (position: AccountPosition): readonly OpenItem[] => {
  const { items, leftMinor } = afterPlan(position);
  return cover(items, position.availableMinor + leftMinor, () => true).items;
};

/** The items that count on that day: one that was brought along does not before its day. */
export const countedOn = (items: readonly OpenItem[], on: BusinessDate): readonly OpenItem[] =>
  items.filter(({ chaseFrom }) => chaseFrom === undefined || chaseFrom <= on);

/** The next day after that one on which more of the items count. */
export const nextCountedOn = (
  items: readonly OpenItem[],
  on: BusinessDate,
): BusinessDate | undefined =>
  items
    .flatMap(({ chaseFrom }) => (chaseFrom !== undefined && chaseFrom > on ? [chaseFrom] : []))
    .sort()[0];

/** The day on which an item concerns collections: due, and counted. */
export const concernsOn = ({ dueOn, chaseFrom }: Pick<OpenItem, 'dueOn' | 'chaseFrom'>) =>
  chaseFrom !== undefined && chaseFrom > dueOn ? chaseFrom : dueOn;

/** Days past due of the oldest item; zero when nothing is late. */
export const daysPastDue = (chased: readonly OpenItem[], today: BusinessDate): number => {
  const oldest = chased[0];
  return oldest === undefined ? 0 : Math.max(0, daysBetween(oldest.dueOn, today));
};

export const overdueMinor = (chased: readonly OpenItem[], today: BusinessDate): number =>
  sumMinor(chased.filter(({ dueOn }) => dueOn < today).map(({ openMinor }) => openMinor));

/**
 * The last due date that concerns collections now. The daily sweep signals due dates up to its
 * UTC day plus the lead plus one, once each, so whatever lies within must hold a case open: no
 * second signal would come for it.
 */
export const horizonOn = (strategy: Strategy, now: Instant): BusinessDate =>
  addDays(dateIn('UTC', now), leadDays(strategy) + 1);

/** The last due date announced by any preventive step. */
export const announcedThrough = (state: Pick<CaseState, 'announced'>): BusinessDate | undefined =>
  Object.values(state.announced).reduce<BusinessDate | undefined>(
    (latest, on) => (latest === undefined || on > latest ? on : latest),
    undefined,
  );
