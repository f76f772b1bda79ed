import type { BusinessDate } from '../../calendar.ts';
import { agendaOn } from '../review.ts';
import type { LineBook, Order } from './types.ts';

type Key = { readonly pk: string; readonly sk: string };
type Item = Key & Readonly<Record<string, unknown>>;

const expiryPrefix = 'EXPIRES#';
const invoicePrefix = 'INVOICE#';
const dayLength = 'YYYY-MM-DD'.length;

const order = (orderId: string): string => `ORDER#${orderId}`;
const invoice = (key: string): string => `${invoicePrefix}${key}`;
const reviewDay = (on: BusinessDate, shard: number): string => `REVIEW#${on}#${shard}`;
const expiryDay = (on: BusinessDate, shard: number): string => `EXPIRY#${on}#${shard}`;

/** The day on which what an order holds ends, while it holds something. */
const endOf = (known: Order | null | undefined): BusinessDate | undefined =>
  known && known.lineMinor > 0 ? known.expiresOn : undefined;

/** Keys that are there before or after, each with what is to be there after. */
const projected = (book: LineBook | undefined, shard: number): ReadonlyMap<string, Item> => {
  const items: Item[] = [];
  if (book !== undefined) {
    const { line, orders, invoices } = book;
    const { lineId } = line;
    const pk = `LINE#${lineId}`;
    const on = agendaOn(line);
    if (on !== undefined) items.push({ pk: reviewDay(on, shard), sk: lineId });
    if (line.groupId !== undefined) {
      items.push({ pk: `GROUP#${line.groupId}`, sk: `LINE#${lineId}` });
    }
    for (const known of orders.values()) {
      if (known === null) continue;
      items.push({ pk, sk: order(known.orderId), ...known });
      const end = endOf(known);
      if (end === undefined) continue;
      items.push({ pk, sk: `${expiryPrefix}${end}#${known.orderId}` });
      // Of the day, not of the order: it stays when the order ends earlier, and finds nothing.
      items.push({ pk: expiryDay(end, shard), sk: lineId });
    }
    for (const [key, orderId] of invoices) {
      if (orderId !== null) items.push({ pk, sk: invoice(key), orderId });
    }
  }
  return new Map(items.map((item) => [`${item.pk}\n${item.sk}`, item]));
};

/** Items of a line beside its snapshot: where they are, and how a change of the line moves them. */
export const lineItems = {
  order,
  invoice,
  keyOfInvoice: (sk: string): string => sk.slice(invoicePrefix.length),
  expiryPrefix,
  orderOfExpiry: (sk: string): string => sk.slice(expiryPrefix.length + dayLength + 1),
  reviewDay,
  expiryDay,
  projected,
  /** What to write and what to take away; orders of both books that are the same are left alone. */
  changes: (
    before: LineBook | undefined,
    after: LineBook,
    shard: number,
  ): { readonly puts: readonly Item[]; readonly deletes: readonly Key[] } => {
    const was = projected(before, shard);
    const is = projected(after, shard);
    const puts = [...is].flatMap(([key, item]) =>
      JSON.stringify(was.get(key)) === JSON.stringify(item) ? [] : [item],
    );
    const deletes = [...was].flatMap(([key, { pk, sk }]) =>
      is.has(key) || pk.startsWith('EXPIRY#') ? [] : [{ pk, sk }],
    );
    return { puts, deletes };
  },
} as const;
