import { currencyOf } from '../../account.ts';
import type { BusinessDate } from '../../calendar.ts';
import { sumMinor } from '../../money.ts';
import {
  type Converted,
  convert,
  type RateLookup,
  type RateRefusal,
  type Rounding,
} from '../rates.ts';
import type { AccountFigures, CreditLine, Exposure } from './types.ts';

/** How amounts in other currencies are counted on a day. */
export type Pricing = {
  readonly on: BusinessDate;
  readonly rateDays: number;
  readonly rates: RateLookup;
};

export type Measured =
  | ({ readonly ok: true } & Exposure)
  | { readonly ok: false; readonly code: RateRefusal; readonly message: string };

/** An amount in another currency in that of the line. */
export const inCurrencyOf = (
  { currency }: Pick<CreditLine, 'currency'>,
  amountMinor: number,
  from: string,
  pricing: Pricing,
  rounding: Rounding,
): Converted => convert(amountMinor, { from, to: currency, ...pricing }, rounding);

/**
 * What is owed and promised against a line: open receivables and live reservations, less unapplied
 * cash. Prepaid cash beyond all that makes it negative, and room for orders beyond the limit.
 */
export const exposureOf = (
  line: Pick<CreditLine, 'currency' | 'reservedMinor'>,
  accounts: readonly AccountFigures[],
  pricing: Pricing,
): Measured => {
  const open: number[] = [];
  const unapplied: number[] = [];
  for (const { accountId, openMinor, unappliedMinor } of accounts) {
    // An account at rest needs no rate.
    if (openMinor === 0 && unappliedMinor === 0) continue;
    const from = currencyOf(accountId);
    const owed = inCurrencyOf(line, openMinor, from, pricing, 'up');
    if (!owed.ok) return owed;
    const cash = inCurrencyOf(line, unappliedMinor, from, pricing, 'down');
    if (!cash.ok) return cash;
    open.push(owed.amountMinor);
    unapplied.push(cash.amountMinor);
  }
  const openMinor = sumMinor(open);
  const unappliedMinor = sumMinor(unapplied);
  const { reservedMinor } = line;
  const exposureMinor = openMinor + reservedMinor - unappliedMinor;
  return { ok: true, exposureMinor, openMinor, reservedMinor, unappliedMinor };
};

/** What an insurer bears of an exposure, and what stays with us. */
export const insuranceOf = (
  { insuredMinor = 0, coveragePercent = 0 }: Pick<CreditLine, 'insuredMinor' | 'coveragePercent'>,
  exposureMinor: number,
): { readonly coveredMinor: number; readonly ownRiskMinor: number } => {
  const insured = Math.max(0, Math.min(exposureMinor, insuredMinor));
  // In whole minor units and never more than the policy pays.
  const coveredMinor = Number((BigInt(insured) * BigInt(coveragePercent)) / 100n);
  return { coveredMinor, ownRiskMinor: Math.max(0, exposureMinor) - coveredMinor };
};
