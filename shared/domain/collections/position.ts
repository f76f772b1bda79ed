import type { Position } from '../../ports/ledger.ts';
import { currencyOf } from '../account.ts';
import { sumMinor } from '../money.ts';
import type { AccountPosition } from './types.ts';

/**
 * The ledger's position as collections reads it. Cash that a running plan is about to allocate
 * covers the invoices that the plan names; all other cash the oldest.
 */
export const positionOf = (ledger: Position): AccountPosition => ({
  currency: currencyOf(ledger.accountId),
  availableMinor: ledger.totals.unappliedMinor - ledger.plannedMinor,
  planned: { amountMinor: ledger.plannedMinor, invoiceNumbers: ledger.plannedFor },
  items: ledger.open.map((item) => ({ ...item, disputed: item.disputed === true })),
});

/**
 * Whether the page of open items is too short to decide on: more are open, and the cash may cover
 * all that is chased of the page, or all of it was brought along and may not count yet. Either
 * would look as if nothing were owed.
 */
export const isTooShort = ({ complete, open, totals }: Position): boolean => {
  const counted = open.filter(({ disputed }) => !disputed);
  return (
    !complete &&
    (sumMinor(counted.map(({ openMinor }) => openMinor)) <= totals.unappliedMinor ||
      counted.every(({ chaseFrom }) => chaseFrom !== undefined))
  );
};
