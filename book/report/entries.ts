import type { DomainFact } from '../../events/catalogue.ts';
import { currencyOf } from '../../shared/domain/account.ts';
import type { BusinessDate, Instant } from '../../shared/domain/calendar.ts';
import { sumMinor } from '../../shared/domain/money.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';

/** Sums that a fact moves; two identities hold over them, as in the ledger. */
export type Movement = {
  readonly issuedMinor?: number;
  readonly paidMinor?: number;
  readonly creditedMinor?: number;
  readonly writtenOffMinor?: number;
  readonly unappliedMinor?: number;
  readonly refundedMinor?: number;
  readonly receivedMinor?: number;
};

/** What a fact does to what is open of one instalment. */
export type OpenChange = {
  readonly invoiceNumber: string;
  readonly dueOn: BusinessDate;
  readonly openMinor: number;
};

/** A ledger fact as what it changes, with its two dates. Changes add up in any order. */
export type Entry = {
  readonly accountId: string;
  readonly currency: string;
  readonly effectiveOn: BusinessDate;
  readonly recordedAt: Instant;
  readonly movement: Movement;
  readonly open: readonly OpenChange[];
};

type Line = { readonly dueOn: string; readonly amountMinor: number };

const changes = (invoiceNumber: string, lines: readonly Line[], sign: 1 | -1): OpenChange[] =>
  lines.map(({ dueOn, amountMinor }) => ({
    invoiceNumber,
    dueOn: dueOn as BusinessDate,
    openMinor: sign * amountMinor,
  }));

const allocated = (
  lines: readonly (Line & { readonly invoiceNumber: string })[],
  sign: 1 | -1,
): Pick<Entry, 'movement' | 'open'> => {
  const amount = sign * sumMinor(lines.map(({ amountMinor }) => amountMinor));
  return {
    movement: { paidMinor: amount, unappliedMinor: -amount },
    open: lines.flatMap((line) => changes(line.invoiceNumber, [line], sign === 1 ? -1 : 1)),
  };
};

/** What a fact changes in the ledger; undefined for facts that move no money. */
const effectOf = (fact: DomainFact): Pick<Entry, 'movement' | 'open'> | undefined => {
  switch (fact.type) {
    case 'InvoicePosted':
      return {
        movement: { issuedMinor: fact.data.totalMinor },
        open: changes(fact.data.invoiceNumber, fact.data.instalments, 1),
      };
    case 'InvoiceAmended':
      return {
        movement: { issuedMinor: fact.data.deltaMinor },
        open: fact.data.changes.map(({ dueOn, deltaMinor }) => ({
          invoiceNumber: fact.data.invoiceNumber,
          dueOn: dueOn as BusinessDate,
          openMinor: deltaMinor,
        })),
      };
    case 'CreditNotePosted':
    case 'InvoiceVoided':
      return {
        movement: { creditedMinor: sumMinor(fact.data.credited.map((line) => line.amountMinor)) },
        open: changes(fact.data.invoiceNumber, fact.data.credited, -1),
      };
    case 'InvoiceWrittenOff':
      return {
        movement: { writtenOffMinor: fact.data.amountMinor },
        open: changes(fact.data.invoiceNumber, fact.data.writtenOff, -1),
      };
    case 'PaymentReceived':
    case 'PaymentReinstated':
      return {
        movement: { receivedMinor: fact.data.amountMinor, unappliedMinor: fact.data.amountMinor },
        open: [],
      };
    case 'PaymentReversed':
      return {
        movement: { receivedMinor: -fact.data.amountMinor, unappliedMinor: -fact.data.amountMinor },
        open: [],
      };
    case 'PaymentRefunded':
      return {
        movement: { refundedMinor: fact.data.amountMinor, unappliedMinor: -fact.data.amountMinor },
        open: [],
      };
    case 'CashAllocated':
      return allocated(fact.data.allocations, 1);
    case 'CashReleased':
      return allocated(fact.data.released, -1);
    default:
      return undefined;
  }
};

const accountPrefix = 'account#';

/** The ledger facts of a journal that were recorded by then, as what they change. */
export const entriesOf = (journal: readonly JournalItem[], knownAt: Instant | undefined): Entry[] =>
  journal.flatMap(({ streamId, type, data, effectiveOn, recordedAt }) => {
    if (!streamId.startsWith(accountPrefix)) return [];
    if (knownAt !== undefined && recordedAt > knownAt) return [];
    const effect = effectOf({ type, data } as DomainFact);
    if (effect === undefined) return [];
    const accountId = streamId.slice(accountPrefix.length);
    return [{ accountId, currency: currencyOf(accountId), effectiveOn, recordedAt, ...effect }];
  });
