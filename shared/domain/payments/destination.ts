import { accountIdOf, currencyOf, customerOf } from '../account.ts';
import type { PaymentFact, Remittance } from './facts.ts';

/**
 * Whose money it is. `unknown`: nothing known names an account yet, so it waits under what it
 * names. `nobody`: no arrival will ever settle it, so a person must.
 */
export type Destination =
  | {
      readonly to: 'account';
      readonly accountId: string;
      /** Only the payment itself says so; no invoice that it names is known. */
      readonly presumed?: true;
    }
  | { readonly to: 'unknown' }
  | { readonly to: 'nobody'; readonly reason: string };

const inCurrency = (accountId: string, fact: PaymentFact, what: string): Destination =>
  currencyOf(accountId) === fact.currency
    ? { to: 'account', accountId }
    : {
        to: 'nobody',
        reason: `the payment is in ${fact.currency} and ${what} in ${currencyOf(accountId)}`,
      };

/** What a payment says about its account, apart from invoices. */
export type Statement = Pick<Remittance, 'accountId' | 'customerId' | 'legalEntity'>;

/** An account id is `customer|legal entity|currency`. A part that is not stated is not known. */
export const agrees = (stated: Statement, accountId: string): boolean => {
  const { customerId, legalEntity } = stated;
  if (stated.accountId !== undefined) return stated.accountId === accountId;
  const customer = customerOf(accountId);
  return (
    (customerId === undefined || customerId === customer) &&
    (legalEntity === undefined ||
      accountId === accountIdOf(customer, legalEntity, currencyOf(accountId)))
  );
};

/** The account that the payment states in full, or undefined when it does not. */
export const statedAccount = (fact: PaymentFact): Destination | undefined => {
  const { accountId, customerId, legalEntity } = fact.remittance;
  if (accountId !== undefined) return inCurrency(accountId, fact, 'the account that it names');
  if (customerId === undefined || legalEntity === undefined) return undefined;
  return { to: 'account', accountId: accountIdOf(customerId, legalEntity, fact.currency) };
};

/** Holders of its invoices that may take the payment: in its currency and as it states. */
export const takersAmong = (fact: PaymentFact, holders: Iterable<string>): string[] =>
  [...new Set(holders)].filter(
    (accountId) => currencyOf(accountId) === fact.currency && agrees(fact.remittance, accountId),
  );

/** Nothing known contradicts what the payment states, and nothing supports it either. */
const presumedAccount = (fact: PaymentFact, stated: Destination | undefined): Destination => {
  const { customerId, invoiceNumbers, unreadable } = fact.remittance;
  if (stated?.to === 'account') return { ...stated, presumed: true };
  if (invoiceNumbers.length > 0) return { to: 'unknown' };
  if (customerId !== undefined) {
    const accountId = accountIdOf(customerId, 'main', fact.currency);
    return { to: 'account', accountId, presumed: true };
  }
  return {
    to: 'nobody',
    reason:
      unreadable.length > 0
        ? `what it names cannot be read: ${unreadable.join(', ')}`
        : 'it names neither an account nor an invoice',
  };
};

/**
 * The account among those that hold the named invoices. One number may be used by several legal
 * entities and in several currencies: only accounts in the payment's currency that agree with
 * what it states count, and two of them are one too many, because splitting cash between
 * customers is a person's decision. So is cash that states another account than its invoices.
 */
export const accountAmong = (fact: PaymentFact, holders: readonly string[]): Destination => {
  const stated = statedAccount(fact);
  if (stated?.to === 'nobody') return stated;
  const [match, second] = takersAmong(fact, holders);
  if (match !== undefined) {
    return second === undefined
      ? { to: 'account', accountId: match }
      : { to: 'nobody', reason: 'the invoices that it names belong to several accounts' };
  }
  if (holders.some((accountId) => currencyOf(accountId) === fact.currency)) {
    return { to: 'nobody', reason: 'the invoices that it names belong to another account' };
  }
  const [other] = holders;
  return other !== undefined && stated === undefined
    ? inCurrency(other, fact, 'the invoices that it names are')
    : presumedAccount(fact, stated);
};

/**
 * Where a payment was booked takes all that is told of it later: a repeat, which the ledger knows,
 * and its refunds, disputes and reversals, which wait until it is booked. A repeat that states
 * another account cannot move it: that is for a person.
 */
export const accountOfBooked = (fact: PaymentFact, booked: string | undefined): Destination => {
  if (booked === undefined) return { to: 'unknown' };
  if (fact.kind === 'received' && !agrees(fact.remittance, booked)) {
    return { to: 'nobody', reason: `it states another account than ${booked}, where it is booked` };
  }
  return inCurrency(booked, fact, 'its payment was booked');
};
