import { convertMinor } from '../rates.ts';
import type { Order } from './types.ts';

/** An order as it is to be billed: the amount of a revision, with the rate that it is counted at. */
export type Ordered = Required<Pick<Order, 'amountMinor' | 'currency'>> & Pick<Order, 'rate'>;

const sum = (amounts: readonly number[]): number =>
  amounts.reduce((total, amount) => total + amount, 0);

/**
 * What an order still has to hold of its line, in the currency of the line: its amount less what
 * was invoiced of it. Invoices in the currency of the order are taken off before it is converted,
 * so that a whole order that is billed holds exactly nothing; others at what they came to.
 */
export const leftOf = (
  { amountMinor, currency, rate }: { [K in keyof Ordered]: Ordered[K] | undefined },
  invoices: Order['invoices'],
  lineCurrency: string,
): number => {
  if (amountMinor === undefined || currency === undefined) return 0;
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
