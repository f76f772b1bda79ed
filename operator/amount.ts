import { currencyOf } from '../shared/domain/account.ts';
import { exponentOf, parseMinor } from '../shared/domain/money.ts';
import { UsageError } from './command.ts';

/** `12.50` in the account's currency as minor units. @throws UsageError for what is no amount. */
export const minorOf = (text: string, accountId: string): number => {
  const parsed = parseMinor(text, currencyOf(accountId));
  if (!parsed.ok) throw new UsageError(`--amount ${text}: ${parsed.problem}`);
  if (parsed.amountMinor <= 0) throw new UsageError(`--amount ${text}: expected more than zero`);
  return parsed.amountMinor;
};

/** `1250.00 USD`. */
export const money = (amountMinor: number, currency: string): string => {
  const places = exponentOf(currency);
  return `${(amountMinor / 10 ** places).toFixed(places)} ${currency}`;
};

/** `1 day`, `2 days`. */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;
