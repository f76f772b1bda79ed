import { accountIdOf, currencyOf } from '../account.ts';
import type { PaymentFact } from './facts.ts';

/**
 * Whose money it is. `unknown`: nothing known names an account yet, so it waits under what it
 * names. `nobody`: no arrival will ever settle it, so a person must.
 */
export type Destination =
  | { readonly to: 'account'; readonly accountId: string }
  | { readonly to: 'unknown' }
  | { readonly to: 'nobody'; readonly reason: string };

const inCurrency = (accountId: string, fact: PaymentFact, what: string): Destination =>
  currencyOf(accountId) === fact.currency
    ? { to: 'account', accountId }
    : {
        to: 'nobody',
        reason: `the payment is in ${fact.currency} and ${what} in ${currencyOf(accountId)}`,
      };

/** The account that the payment states itself, or undefined when it states none. */
export const statedAccount = (fact: PaymentFact): Destination | undefined => {
  const { accountId, customerId, legalEntity } = fact.remittance;
  if (accountId !== undefined) return inCurrency(accountId, fact, 'the account that it names');
  if (customerId === undefined) return undefined;
  return {
    to: 'account',
    accountId: accountIdOf(customerId, legalEntity ?? 'main', fact.currency),
  };
};

/**
 * The account among those that hold the named invoices. One number may be used by several legal
 * entities and in several currencies: only accounts in the payment's currency count, and two of
 * them are one too many, because splitting cash between customers is a person's decision.
 */
export const accountAmong = (fact: PaymentFact, holders: readonly string[]): Destination => {
  const distinct = [...new Set(holders)];
  const [match, second] = distinct.filter((accountId) => currencyOf(accountId) === fact.currency);
  if (match !== undefined) {
    return second === undefined
      ? { to: 'account', accountId: match }
      : { to: 'nobody', reason: 'the invoices that it names belong to several accounts' };
  }
  const [other] = distinct;
  if (other !== undefined) return inCurrency(other, fact, 'the invoices that it names are');
  const { invoiceNumbers, unreadable } = fact.remittance;
  if (invoiceNumbers.length > 0) return { to: 'unknown' };
  return {
    to: 'nobody',
    reason:
      unreadable.length > 0
        ? `what it names cannot be read: ${unreadable.join(', ')}`
        : 'it names neither an account nor an invoice',
  };
};

/** The account of a refund, dispute or reversal is where its payment was booked. */
export const accountOfBooked = (fact: PaymentFact, booked: string | undefined): Destination =>
  booked === undefined
    ? (statedAccount(fact) ?? { to: 'unknown' })
    : inCurrency(booked, fact, 'its payment was booked');
