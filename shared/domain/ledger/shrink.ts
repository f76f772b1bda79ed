import type { BusinessDate } from '../calendar.ts';
import { latest, openOf, openOfInvoice, paidOf } from './amounts.ts';
import type { Cover, Invoice } from './types.ts';

/** Part of an instalment that is credited, given up or taken off the issued amount. */
export type Part = {
  readonly instalment: number;
  readonly dueOn: BusinessDate;
  readonly amountMinor: number;
};

/** What can still be taken off: open or covered by cash, but not credited or written off. */
export const shrinkableOf = (invoice: Invoice): number =>
  openOfInvoice(invoice) +
  invoice.instalments.reduce((sum, instalment) => sum + paidOf(instalment), 0);

const take = (
  invoice: Invoice,
  amountMinor: number,
  roomOf: (instalment: Invoice['instalments'][number]) => number,
): readonly Part[] => {
  let left = amountMinor;
  return invoice.instalments.flatMap((instalment) => {
    const part = Math.min(left, roomOf(instalment));
    left -= part;
    return part > 0
      ? [{ instalment: instalment.instalment, dueOn: instalment.dueOn, amountMinor: part }]
      : [];
  });
};

/** Takes an amount off the open parts, those due first before the others. */
export const openParts = (invoice: Invoice, amountMinor: number): readonly Part[] =>
  take(invoice, amountMinor, openOf);

/** Takes an amount off what was credited: a cancelled invoice that shrinks owes nothing anyway. */
export const creditedParts = (invoice: Invoice, amountMinor: number): readonly Part[] =>
  take(invoice, amountMinor, (instalment) => instalment.creditedMinor);

/** From this day on, everything that is open now was open: nothing can be taken off earlier. */
export const openSinceOf = (invoice: Invoice): BusinessDate =>
  latest(invoice.issuedOn, ...invoice.instalments.map(({ openSince }) => openSince));

export type Release = {
  readonly paymentId: string;
  readonly invoiceNumber: string;
  readonly instalment: number;
  readonly dueOn: BusinessDate;
  readonly amountMinor: number;
  /** The covering that is undone counted from here. */
  readonly coveredOn: BusinessDate;
};

const newestFirst = (
  left: { cover: Cover; dueOn: string },
  right: { cover: Cover; dueOn: string },
): number => {
  if (left.cover.effectiveOn !== right.cover.effectiveOn) {
    return left.cover.effectiveOn < right.cover.effectiveOn ? 1 : -1;
  }
  if (left.dueOn !== right.dueOn) return left.dueOn < right.dueOn ? 1 : -1;
  return left.cover.paymentId < right.cover.paymentId ? 1 : -1;
};

/** The newest coverings of an invoice that together free an amount; the last one in part. */
export const newestCovers = (invoice: Invoice, amountMinor: number): readonly Release[] => {
  let left = amountMinor;
  return invoice.instalments
    .flatMap(({ instalment, dueOn, covers }) =>
      covers.map((cover) => ({ instalment, dueOn, cover })),
    )
    .sort(newestFirst)
    .flatMap(({ instalment, dueOn, cover }) => {
      const part = Math.min(left, cover.amountMinor);
      left -= part;
      const { invoiceNumber } = invoice;
      const { paymentId, effectiveOn } = cover;
      return part > 0
        ? [
            {
              paymentId,
              invoiceNumber,
              instalment,
              dueOn,
              amountMinor: part,
              coveredOn: effectiveOn,
            },
          ]
        : [];
    });
};
