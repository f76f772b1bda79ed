import { addDays } from '../../shared/domain/calendar.ts';
import type { Account, Pen } from './pen.ts';

export type Issued = {
  readonly invoiceNumber: string;
  readonly account: Account;
  readonly totalMinor: number;
  /** Day of the book on which it was issued. */
  readonly day: number;
};

/** Parts of a total, each above zero. */
const partsOf = ({ between }: Pen, totalMinor: number, parts: number): number[] => {
  let left = totalMinor;
  return Array.from({ length: parts }, (_, nth) => {
    const rest = parts - nth - 1;
    const part = rest === 0 ? left : between(1, left - rest);
    left -= part;
    return part;
  });
};

/** One correction at most of each kind, and never more in sum than was issued. */
const addCorrections = (pen: Pen, issued: Issued): void => {
  const { random, between, momentOf, tellUpstream } = pen;
  const { invoiceNumber, account, totalMinor, day } = issued;
  const later = () => momentOf(day + between(0, 20));
  const half = Math.floor(totalMinor / 2);
  const about = { invoiceNumber, ...account };
  if (random.chance(0.2)) {
    const moment = later();
    const deltaMinor = random.chance(0.5) ? between(1, totalMinor) : -between(1, half);
    tellUpstream('InvoiceAdjusted', `AD-${invoiceNumber}`, moment, {
      ...about,
      adjustmentId: `AD-${invoiceNumber}`,
      deltaMinor,
      adjustedOn: moment.day,
      reason: 'price',
    });
  }
  if (random.chance(0.1)) {
    const moment = later();
    tellUpstream('InvoiceCancelled', `CANCEL-${invoiceNumber}`, moment, {
      ...about,
      cancelledOn: moment.day,
      reason: 'wrong customer',
    });
  } else if (random.chance(0.25)) {
    const moment = later();
    tellUpstream('CreditNoteIssued', `CN-${invoiceNumber}`, moment, {
      ...about,
      creditNoteNumber: `CN-${invoiceNumber}`,
      amountMinor: between(1, half),
      issuedOn: moment.day,
    });
  }
};

/** Invoices of an account: due at once, in weeks or long ago, in one part or three. */
export const addInvoices = (pen: Pen, account: Account, count: number): Issued[] =>
  Array.from({ length: count }, (_, nth) => {
    const { random, legacy, between, momentOf, tellUpstream } = pen;
    const invoiceNumber = `${account.customerId}-${nth + 1}`;
    const day = between(0, 30);
    const totalMinor = between(2_000, 2_000_000);
    const moment = momentOf(day);
    const seenLate = random.chance(0.15);
    const issuedOn = addDays(moment.day, seenLate ? -60 : 0);
    const dueOn = addDays(issuedOn, seenLate ? between(5, 50) : between(0, 25));
    const parts = random.chance(0.25) ? partsOf(pen, totalMinor, between(2, 3)) : [];
    tellUpstream('InvoiceIssued', `invoice-${invoiceNumber}`, moment, {
      invoiceNumber,
      ...account,
      totalMinor,
      issuedOn,
      ...(seenLate && legacy.chance(0.5)
        ? { openingBalance: { on: addDays(moment.day, -1 - legacy.below(4)) } }
        : {}),
      ...(parts.length === 0
        ? { dueOn }
        : {
            instalments: parts.map((amountMinor, part) => ({
              dueOn: addDays(dueOn, part * 10),
              amountMinor,
            })),
          }),
    });
    const issued = { invoiceNumber, account, totalMinor, day };
    addCorrections(pen, issued);
    return issued;
  });
