import type { DomainData } from '../../../events/catalogue.ts';
import type { JournalItem } from '../../ports/journal.ts';
import type { Position, Totals } from '../../ports/ledger.ts';
import { type BusinessDate, daysBetween, type Instant } from '../calendar.ts';
import { oldestFirst } from '../ledger/allocate.ts';
import { type Aging, agingOf, movementsOf, openAsOf, totalsAsOf } from '../ledger/asof.ts';

/** What is open of one instalment, as a person looks at it. Amounts in minor units. */
export type ShownInstalment = {
  readonly invoiceNumber: string;
  readonly instalment: number;
  readonly dueOn: BusinessDate;
  readonly openMinor: number;
  /** Zero or below when it is not late. */
  readonly daysPastDue: number;
  readonly disputed: boolean;
  /** The act that asked to give it up, while nobody else has decided. */
  readonly writeOffRequest?: string | undefined;
};

export type ShownLedger = {
  readonly totals: Totals;
  readonly aging: Aging;
  readonly openCount: number;
  /** The oldest first; not all of them when `openCount` is more. */
  readonly open: readonly ShownInstalment[];
};

/** Instalments that one answer shows; more are a count and sums. */
export const mostShown = 200;

const shown = (
  instalments: readonly Omit<ShownInstalment, 'daysPastDue'>[],
  today: BusinessDate,
): readonly ShownInstalment[] =>
  instalments
    .slice(0, mostShown)
    .map((one) => ({ ...one, daysPastDue: daysBetween(one.dueOn, today) }));

/** The ledger as it is; its aging is that of the instalments in the position. */
export const ledgerNow = (position: Position, today: BusinessDate): ShownLedger => ({
  totals: position.totals,
  aging: agingOf(position.open, today),
  openCount: position.openCount,
  open: shown(
    position.open.map(({ invoiceNumber, instalment, dueOn, openMinor, ...more }) => ({
      invoiceNumber,
      instalment,
      dueOn,
      openMinor,
      disputed: more.disputed === true,
      ...(more.writeOffRequest === undefined ? {} : { writeOffRequest: more.writeOffRequest }),
    })),
    today,
  ),
});

/** What counts on a business date, of what was recorded by a moment. */
export type AsOf = { readonly asOf: BusinessDate; readonly knownAt: Instant };

/** Events of a stream that count for the question, in their order. */
export const countedIn = <Item extends Pick<JournalItem, 'effectiveOn' | 'recordedAt'>>(
  items: readonly Item[],
  { asOf, knownAt }: AsOf,
): readonly Item[] =>
  items.filter((item) => item.effectiveOn <= asOf && item.recordedAt <= knownAt);

/** Invoices that were flagged, and those whose write-off waited, after these events. */
const flagsOf = (items: readonly JournalItem[]) => {
  const disputed = new Set<string>();
  const requests = new Map<string, string>();
  for (const { type, data } of items) {
    if (type === 'InvoiceDisputed') {
      disputed.add((data as DomainData<'InvoiceDisputed'>).invoiceNumber);
    } else if (type === 'InvoiceDisputeCleared') {
      disputed.delete((data as DomainData<'InvoiceDisputeCleared'>).invoiceNumber);
    } else if (type === 'WriteOffRequested') {
      const { invoiceNumber, act } = data as DomainData<'WriteOffRequested'>;
      requests.set(invoiceNumber, act.actId);
    } else if (type === 'WriteOffRejected' || type === 'InvoiceWrittenOff') {
      requests.delete((data as DomainData<'WriteOffRejected'>).invoiceNumber);
    }
  }
  return { disputed, requests };
};

/** The ledger at the end of a business date, as it was believed at a moment. */
export const ledgerAsOf = (items: readonly JournalItem[], when: AsOf): ShownLedger => {
  const movements = movementsOf(items, when.knownAt);
  const open = openAsOf(movements, when.asOf).toSorted(oldestFirst);
  const { disputed, requests } = flagsOf(countedIn(items, when));
  return {
    totals: totalsAsOf(movements, when.asOf),
    aging: agingOf(open, when.asOf),
    openCount: open.length,
    open: shown(
      open.map((one) => {
        const writeOffRequest = requests.get(one.invoiceNumber);
        return {
          ...one,
          disputed: disputed.has(one.invoiceNumber),
          ...(writeOffRequest === undefined ? {} : { writeOffRequest }),
        };
      }),
      when.asOf,
    ),
  };
};
