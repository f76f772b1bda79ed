import { convertMinor } from '../rates.ts';
import type { Order } from './types.ts';

/** An order as it is to be billed: the amount of a revision, with the rate that it is counted at. */
export type Ordered = Required<Pick<Order, 'amountMinor' | 'currency'>> & Pick<Order, 'rate'>;

const sum = (amounts: readonly number[]): number =>
  amounts.reduce((total, amount) => total + amount, 0);

/**
 * Whether an order was counted in that currency, as its rate says. One that was billed in full may
 * outlive a line that begins again in another one: what it held of the line before says nothing
 * about this one.
 */
export const isCountedIn = (
  { currency, rate }: Pick<Order, 'currency' | 'rate'>,
  lineCurrency: string,
): boolean =>
  (rate === undefined ? currency : rate.base === currency ? rate.quote : rate.base) ===
  lineCurrency;

/**
 * What an order still has to hold of its line, in the currency of the line: its amount less what
 * was invoiced of it. Invoices in the currency of the order are taken off before it is converted,
 * so that a whole order that is billed holds exactly nothing; others at what they came to. One that
 * was counted in another currency holds nothing until it is asked for again.
 */
export const leftOf = (
  order: { [K in keyof Ordered]: Ordered[K] | undefined },
  invoices: Order['invoices'],
  lineCurrency: string,
): number => {
  const { amountMinor, currency, rate } = order;
  if (amountMinor === undefined || currency === undefined) return 0;
  if (!isCountedIn(order, lineCurrency)) return 0;
  const all = Object.values(invoices);
  const own = sum(all.filter((each) => each.currency === currency).map((each) => each.amountMinor));
  // What was counted when the line was in another currency says nothing about this one.
  const others = sum(
    all
      .filter((each) => each.currency !== currency && each.lineCurrency === lineCurrency)
      .map((each) => each.lineMinor),
  );
  const left = Math.max(0, amountMinor - own);
  const inLine =
    rate === undefined
      ? left
      : convertMinor(left, { from: currency, to: lineCurrency, rate }, 'up');
  return Math.max(0, inLine - others);
};
