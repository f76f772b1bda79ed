import { type BusinessDate, daysBetween } from '../../shared/domain/calendar.ts';
import { compareText } from '../model.ts';
import type { Entry } from './entries.ts';

/** What an invoice's life comes to. */
export type InvoiceLife = {
  readonly accountId: string;
  readonly currency: string;
  readonly invoiceNumber: string;
  /** Of its last instalment. */
  readonly dueOn: BusinessDate;
  readonly issuedMinor: number;
  /** The day from which nothing has been open for good; undefined while something is, or when no cash came. */
  readonly settledOn: BusinessDate | undefined;
};

/** Days after the due date; an early settlement counts 0. */
export const daysLateOf = ({ dueOn, settledOn }: InvoiceLife): number | undefined =>
  settledOn === undefined ? undefined : Math.max(0, daysBetween(dueOn, settledOn));

type Draft = {
  readonly accountId: string;
  readonly currency: string;
  readonly invoiceNumber: string;
  dueOn: BusinessDate;
  issuedMinor: number;
  paidMinor: number;
  readonly changes: { readonly on: BusinessDate; readonly openMinor: number }[];
};

/** Every invoice of the ledger, each account's in the order in which they were posted. */
export const invoiceLives = (entries: readonly Entry[]): InvoiceLife[] => {
  const drafts = new Map<string, Draft>();
  for (const { accountId, currency, effectiveOn, movement, open } of entries) {
    for (const { invoiceNumber, dueOn, openMinor } of open) {
      const key = JSON.stringify([accountId, invoiceNumber]);
      const draft = drafts.get(key) ?? {
        accountId,
        currency,
        invoiceNumber,
        dueOn,
        issuedMinor: 0,
        paidMinor: 0,
        changes: [],
      };
      drafts.set(key, draft);
      if (dueOn > draft.dueOn) draft.dueOn = dueOn;
      if (movement.issuedMinor !== undefined) draft.issuedMinor += openMinor;
      if (movement.paidMinor !== undefined) draft.paidMinor -= openMinor;
      draft.changes.push({ on: effectiveOn, openMinor });
    }
  }
  return [...drafts.values()].map(({ changes, paidMinor, ...life }) => ({
    ...life,
    settledOn: paidMinor > 0 ? settledOnOf(changes) : undefined,
  }));
};

const settledOnOf = (changes: Draft['changes']): BusinessDate | undefined => {
  const byDay = Map.groupBy(
    changes.toSorted((a, b) => compareText(a.on, b.on)),
    ({ on }) => on,
  );
  let open = 0;
  let settledOn: BusinessDate | undefined;
  for (const [day, moves] of byDay) {
    const before = open;
    for (const { openMinor } of moves) open += openMinor;
    if (open > 0) settledOn = undefined;
    else if (before > 0 || settledOn === undefined) settledOn = day;
  }
  return settledOn;
};
