import type { DomainData, DomainName } from '../events/catalogue.ts';
import type { JournalItem } from '../shared/ports/journal.ts';
import type { Totals } from '../shared/ports/ledger.ts';

type Moved = Partial<Omit<Totals, 'openMinor' | 'unappliedMinor'>>;

type Effects = {
  readonly [N in DomainName]?: (data: DomainData<N>, cancelled: Set<string>) => Moved;
};

const amountOf = (lines: readonly { readonly amountMinor: number }[]): number =>
  lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);

/** What each event does to the sums; events that are not here move no money. */
const effects: Effects = {
  InvoicePosted: ({ totalMinor }) => ({ issuedMinor: totalMinor }),
  InvoiceAmended: ({ invoiceNumber, deltaMinor }, cancelled) => ({
    issuedMinor: deltaMinor,
    creditedMinor: cancelled.has(invoiceNumber) ? deltaMinor : 0,
  }),
  InvoiceVoided: ({ invoiceNumber, creditedMinor }, cancelled) => {
    cancelled.add(invoiceNumber);
    return { creditedMinor };
  },
  CreditNotePosted: ({ amountMinor }) => ({ creditedMinor: amountMinor }),
  InvoiceWrittenOff: ({ amountMinor }) => ({ writtenOffMinor: amountMinor }),
  PaymentReceived: ({ amountMinor }) => ({ receivedMinor: amountMinor }),
  PaymentReversed: ({ amountMinor }) => ({
    receivedMinor: -amountMinor,
    reversedMinor: amountMinor,
  }),
  PaymentReinstated: ({ amountMinor }) => ({
    receivedMinor: amountMinor,
    reversedMinor: -amountMinor,
  }),
  PaymentRefunded: ({ amountMinor }) => ({ refundedMinor: amountMinor }),
  CashAllocated: ({ allocations }) => ({ paidMinor: amountOf(allocations) }),
  CashReleased: ({ released }) => ({ paidMinor: -amountOf(released) }),
};

/**
 * The sums of an account from its events alone, in a few lines of its own: what the ledger says of
 * itself is compared with this.
 */
export const sumsOf = (events: readonly JournalItem[]): Totals => {
  const sums = {
    issuedMinor: 0,
    creditedMinor: 0,
    writtenOffMinor: 0,
    paidMinor: 0,
    receivedMinor: 0,
    refundedMinor: 0,
    reversedMinor: 0,
  };
  const cancelled = new Set<string>();
  for (const { type, data } of events) {
    const effect = effects[type] as
      | ((data: JournalItem['data'], cancelled: Set<string>) => Moved)
      | undefined;
    const moved = effect?.(data, cancelled) ?? {};
    for (const [key, amount] of Object.entries(moved)) sums[key as keyof Moved] += amount;
  }
  return {
    ...sums,
    openMinor: sums.issuedMinor - sums.paidMinor - sums.creditedMinor - sums.writtenOffMinor,
    unappliedMinor: sums.receivedMinor - sums.paidMinor - sums.refundedMinor,
  };
};
