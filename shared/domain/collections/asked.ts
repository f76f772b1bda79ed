import type { Asked } from '../../ports/contact.ts';
import type { BusinessDate } from '../calendar.ts';
import { sumMinor } from '../money.ts';
import type { OpenItem } from './types.ts';

/**
 * What a message may ask for: what is due up to a date among the items that are chased, which cash
 * on the account has reduced already. `undefined` when that is nothing.
 */
export const askedThrough = (
  chased: readonly OpenItem[],
  through: BusinessDate,
): Asked | undefined => {
  const asked = chased.filter(({ dueOn }) => dueOn <= through);
  const [oldest, last] = [asked[0], asked.at(-1)];
  if (oldest === undefined || last === undefined) return undefined;
  const { invoiceNumber, dueOn, paymentUrl } = oldest;
  return {
    amountMinor: sumMinor(asked.map(({ openMinor }) => openMinor)),
    invoices: new Set(asked.map((item) => item.invoiceNumber)).size,
    oldest: { invoiceNumber, dueOn, ...(paymentUrl === undefined ? {} : { paymentUrl }) },
    lastDueOn: last.dueOn,
  };
};
