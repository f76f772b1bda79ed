import { exponentOf } from '../../../shared/domain/money.ts';

/** An amount as a person writes it: `1250.00 USD`. */
export const money = (amountMinor: number, currency: string): string =>
  `${(amountMinor / 10 ** exponentOf(currency)).toFixed(exponentOf(currency))} ${currency}`;
