import { currencyOf } from '../shared/domain/account.ts';
import { exponentOf, parseMinor } from '../shared/domain/money.ts';
import { UsageError } from './command.ts';

/** `12.50` as minor units of a currency. @throws UsageError for what is no amount. */
export const minorIn = (text: string, currency: string, what = 'AMOUNT'): number => {
  const parsed = parseMinor(text, currency);
  if (!parsed.ok) throw new UsageError(`${what} ${text}: ${parsed.problem}`);
  if (parsed.amountMinor <= 0) throw new UsageError(`${what} ${text}: expected more than zero`);
  return parsed.amountMinor;
};

/** The option `--amount` in the account's currency. @throws UsageError for what is no amount. */
export const minorOf = (text: string, accountId: string): number =>
  minorIn(text, currencyOf(accountId), '--amount');

/** `1250.00 USD`. */
export const money = (amountMinor: number, currency: string): string => {
  const places = exponentOf(currency);
  return `${(amountMinor / 10 ** places).toFixed(places)} ${currency}`;
};

/** `1 day`, `2 days`. */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;
