import type { DomainFact } from '../../../events/catalogue.ts';
import type { Totals } from '../../ports/ledger.ts';
import { type BusinessDate, businessDate, daysBetween, type Instant } from '../calendar.ts';
import { latest, noTotals } from './amounts.ts';

/** The part of a journal item that reports look at. */
export type RecordedFact = {
  readonly type: string;
  readonly data: unknown;
  readonly effectiveOn: BusinessDate;
  readonly recordedAt: Instant;
};

/** A signed change of one sum on one business date. */
export type Movement = {
  readonly on: BusinessDate;
  readonly field:
    | 'issued'
    | 'credited'
    | 'writtenOff'
    | 'paid'
    | 'received'
    | 'refunded'
    | 'reversed';
  readonly amountMinor: number;
  readonly paymentId?: string;
  readonly invoiceNumber?: string;
  readonly instalment?: number;
  readonly dueOn?: BusinessDate;
};

type Place = {
  readonly invoiceNumber: string;
  readonly instalment: number;
  readonly dueOn: string;
};

const onInstalment = (
  on: BusinessDate,
  field: Movement['field'],
  { invoiceNumber, instalment, dueOn }: Place,
  amountMinor: number,
): Movement => ({ on, field, amountMinor, invoiceNumber, instalment, dueOn: businessDate(dueOn) });

const onPayment = (
  on: BusinessDate,
  field: Movement['field'],
  { paymentId }: { readonly paymentId: string },
  amountMinor: number,
): Movement => ({ on, field, amountMinor, paymentId });

/**
 * The journal of one account as signed movements. With `knownAt`, only what was recorded by then:
 * what we believed at that moment. Events of other kinds move nothing.
 */
export const movementsOf = (
  journal: Iterable<RecordedFact>,
  knownAt?: Instant,
): readonly Movement[] => {
  const movements: Movement[] = [];
  const voidedOn = new Map<string, BusinessDate>();
  for (const item of journal) {
    if (knownAt !== undefined && item.recordedAt > knownAt) continue;
    const fact = { type: item.type, data: item.data } as DomainFact;
    const on = item.effectiveOn;
    switch (fact.type) {
      case 'InvoicePosted':
        for (const part of fact.data.instalments) {
          const place = { ...part, invoiceNumber: fact.data.invoiceNumber };
          movements.push(onInstalment(on, 'issued', place, part.amountMinor));
        }
        break;
      case 'InvoiceAmended': {
        const { invoiceNumber } = fact.data;
        const voided = voidedOn.get(invoiceNumber);
        for (const part of fact.data.changes) {
          const place = { ...part, invoiceNumber };
          movements.push(onInstalment(on, 'issued', place, part.deltaMinor));
          // What is added to a cancelled invoice is cancelled with it, from the same day.
          if (voided !== undefined) {
            const from = latest(on, voided);
            movements.push(onInstalment(from, 'credited', place, part.deltaMinor));
          }
        }
        break;
      }
      case 'InvoiceVoided':
      case 'CreditNotePosted':
        if (fact.type === 'InvoiceVoided') voidedOn.set(fact.data.invoiceNumber, on);
        for (const part of fact.data.credited) {
          const place = { ...part, invoiceNumber: fact.data.invoiceNumber };
          movements.push(onInstalment(on, 'credited', place, part.amountMinor));
        }
        break;
      case 'InvoiceWrittenOff':
        for (const part of fact.data.writtenOff) {
          const place = { ...part, invoiceNumber: fact.data.invoiceNumber };
          movements.push(onInstalment(on, 'writtenOff', place, part.amountMinor));
        }
        break;
      case 'CashAllocated':
        for (const line of fact.data.allocations) {
          const { paymentId } = line;
          movements.push({ ...onInstalment(on, 'paid', line, line.amountMinor), paymentId });
        }
        break;
      case 'CashReleased':
        for (const line of fact.data.released) {
          const { paymentId } = line;
          movements.push({ ...onInstalment(on, 'paid', line, -line.amountMinor), paymentId });
        }
        break;
      case 'PaymentReceived':
        movements.push(onPayment(on, 'received', fact.data, fact.data.amountMinor));
        break;
      case 'PaymentRefunded':
        movements.push(onPayment(on, 'refunded', fact.data, fact.data.amountMinor));
        break;
      case 'PaymentReversed':
        movements.push(onPayment(on, 'received', fact.data, -fact.data.amountMinor));
        movements.push(onPayment(on, 'reversed', fact.data, fact.data.amountMinor));
        break;
      case 'PaymentReinstated':
        movements.push(onPayment(on, 'received', fact.data, fact.data.amountMinor));
        movements.push(onPayment(on, 'reversed', fact.data, -fact.data.amountMinor));
        break;
      default:
        break;
    }
  }
  return movements;
};

/** The sums at the end of that business date. */
export const totalsAsOf = (movements: Iterable<Movement>, on: BusinessDate): Totals => {
  const sum = { ...noTotals };
  for (const movement of movements) {
    if (movement.on <= on) sum[`${movement.field}Minor`] += movement.amountMinor;
  }
  return {
    ...sum,
    openMinor: sum.issuedMinor - sum.creditedMinor - sum.writtenOffMinor - sum.paidMinor,
    unappliedMinor: sum.receivedMinor - sum.paidMinor - sum.refundedMinor,
  };
};

export type OpenAsOf = Place & { readonly dueOn: BusinessDate; readonly openMinor: number };

const openDelta = ({ field, amountMinor }: Movement): number =>
  field === 'issued' ? amountMinor : -amountMinor;

/** Instalments that were open at the end of that business date, in the order of the journal. */
export const openAsOf = (movements: Iterable<Movement>, on: BusinessDate): readonly OpenAsOf[] => {
  const open = new Map<string, OpenAsOf>();
  for (const movement of movements) {
    const { invoiceNumber, instalment, dueOn } = movement;
    if (invoiceNumber === undefined || instalment === undefined || dueOn === undefined) continue;
    if (movement.on > on) continue;
    const key = `${invoiceNumber}#${instalment}`;
    const openMinor = (open.get(key)?.openMinor ?? 0) + openDelta(movement);
    open.set(key, { invoiceNumber, instalment, dueOn, openMinor });
  }
  return [...open.values()].filter(({ openMinor }) => openMinor !== 0);
};

/** Open amounts by days past due; due today is current. */
export type Aging = {
  readonly current: number;
  readonly d1_30: number;
  readonly d31_60: number;
  readonly d61_90: number;
  readonly d91_plus: number;
};

export const noAging: Aging = { current: 0, d1_30: 0, d31_60: 0, d61_90: 0, d91_plus: 0 };

export const bucketOf = (daysPastDue: number): keyof Aging => {
  if (daysPastDue <= 0) return 'current';
  if (daysPastDue <= 30) return 'd1_30';
  if (daysPastDue <= 60) return 'd31_60';
  return daysPastDue <= 90 ? 'd61_90' : 'd91_plus';
};

/** The open amounts of `openAsOf` in their buckets on that date; their sum is `openMinor`. */
export const agingOf = (
  open: Iterable<{ readonly dueOn: BusinessDate; readonly openMinor: number }>,
  on: BusinessDate,
): Aging => {
  const aging = { ...noAging };
  for (const { dueOn, openMinor } of open) aging[bucketOf(daysBetween(dueOn, on))] += openMinor;
  return aging;
};
