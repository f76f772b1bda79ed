import { currencyOf } from '../../account.ts';
import type { BusinessDate } from '../../calendar.ts';
import { evolve } from './evolve.ts';
import { invoiceKey, type LineBook, type LineFact } from './types.ts';

type Named = {
  readonly orderId?: string;
  readonly invoiceNumber?: string;
  readonly accountId?: string;
};

/** What a fact is about and the book does not hold yet is known not to exist before it. */
const withNamed = (book: LineBook, fact: LineFact): LineBook => {
  const { orderId, invoiceNumber, accountId } = fact.data as Named;
  const orders = new Map(book.orders);
  const invoices = new Map(book.invoices);
  if (orderId !== undefined && !orders.has(orderId)) orders.set(orderId, null);
  if (invoiceNumber !== undefined && accountId !== undefined) {
    const key = invoiceKey(currencyOf(accountId), invoiceNumber);
    if (!invoices.has(key)) invoices.set(key, null);
  }
  return { ...book, orders, invoices };
};

/**
 * The whole book of a line after one more of all its facts, for those who read a stream from its
 * first one on; who decides reads the part that it needs.
 *
 * @throws InvariantError when the fact does not follow from the book.
 */
export const evolveWhole = (
  book: LineBook | undefined,
  fact: LineFact,
  effectiveOn: BusinessDate,
): LineBook => evolve(book && withNamed(book, fact), fact, effectiveOn);
