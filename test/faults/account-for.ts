import type { BookInput } from '../../book/model.ts';
import type { DomainData, DomainName } from '../../events/catalogue.ts';
import type { Runtime } from '../../local/runtime.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';
import type { Totals } from '../../shared/ports/ledger.ts';
import { itemsOf, streamsOf } from '../support/whole/state.ts';
import type { RandomBook } from './random-book.ts';
import { askedBy, referenceOf } from './reference.ts';

type Keys = { readonly [N in DomainName]?: (data: DomainData<N>) => string };

/** The natural key of the input that an event shows to have been applied. */
const keys: Keys = {
  InvoicePosted: ({ invoiceNumber }) => `invoice:${invoiceNumber}`,
  InvoiceAmended: ({ adjustmentId }) => `adjustment:${adjustmentId}`,
  InvoiceVoided: ({ invoiceNumber }) => `cancellation:${invoiceNumber}`,
  CreditNotePosted: ({ creditNoteNumber }) => `credit-note:${creditNoteNumber}`,
  PaymentReceived: ({ paymentId }) => `payment:${paymentId}`,
  PaymentFailed: ({ paymentId }) => `failure of ${paymentId}`,
  PaymentRefunded: ({ refundId }) => `refund:${refundId}`,
  PaymentReversed: ({ reversalId }) => `reversal:${reversalId}`,
  PaymentReinstated: ({ reversalId }) => `reinstatement:${reversalId}`,
  PaymentContested: ({ disputeId }) => `contest:${disputeId}`,
  PromiseBroken: ({ promiseId }) => `promise:${promiseId}`,
  PartyRegistered: ({ customerId }) => `customer ${customerId}`,
  EntryRefused: ({ inputId }) => inputId,
};

const appliedBy = ({ type, data }: JournalItem): string | undefined =>
  (keys[type] as ((data: JournalItem['data']) => string) | undefined)?.(data);

/** The key under which an input is looked for, or undefined for one that asks for nothing. */
const expectedKey = (asked: ReturnType<typeof askedBy>): string | undefined => {
  switch (asked.of) {
    case 'nothing':
      return undefined;
    case 'party':
      return `customer ${asked.customerId}`;
    case 'payment':
      return asked.fact.kind === 'failed' ? `failure of ${asked.fact.paymentId}` : asked.inputId;
    case 'account':
    case 'rejection':
      return asked.inputId;
  }
};

/** What a rejected body must hold to be that of this input. */
const markOf = (input: BookInput): string => {
  if (input.door !== 'webhook') return input.key;
  const { id, data } = input.payload as { id?: string; data?: { paymentId?: string } };
  return id ?? data?.paymentId ?? input.key;
};

/**
 * Every input is in one place: applied once, waiting for what it refers to, or whole where people
 * look for what was rejected. None is lost, none counts twice.
 *
 * @param rejected bodies that the queue of rejected inputs held, at one time or another.
 */
export const unaccounted = async (
  runtime: Runtime,
  book: RandomBook,
  rejected: ReadonlySet<string>,
): Promise<string[]> => {
  const applied = new Map<string, number>();
  for (const event of [...(await streamsOf(runtime)).values()].flat()) {
    const key = appliedBy(event);
    if (key !== undefined) applied.set(key, (applied.get(key) ?? 0) + 1);
  }
  const items = (await itemsOf(runtime, 'ReceivablesTable')).map(({ sk }) => sk);
  const waits = (key: string): boolean =>
    items.some(
      (sk) => sk === `PARKED#${key}` || (sk.startsWith('HELD#') && sk.endsWith(`#${key}`)),
    );

  const problems: string[] = [];
  const told = new Map<string, number>();
  for (const { input } of book.facts) {
    const key = expectedKey(askedBy(input)) ?? '';
    told.set(key, (told.get(key) ?? 0) + 1);
  }
  for (const { input } of book.facts) {
    const key = expectedKey(askedBy(input));
    if (key === undefined) continue;
    const times = applied.get(key) ?? 0;
    const isRejected = [...rejected].some((body) => body.includes(markOf(input)));
    // A customer may be told of anew; what is older by then changes nothing.
    if (times > (told.get(key) ?? 1)) problems.push(`${key} was applied ${times} times`);
    if (times === 0 && !waits(key) && !isRejected) problems.push(`${key} was lost`);
    if (times > 0 && waits(key)) problems.push(`${key} was applied and still waits`);
  }
  return problems;
};

const dependOnOrder: ReadonlySet<string> = new Set(['openMinor', 'paidMinor', 'unappliedMinor']);

/** The sums of an account that the book promises, whatever the order of its facts. */
export const promised = ({ keepsCash }: RandomBook, totals: Totals): [string, number][] =>
  Object.entries(totals).filter(([sum]) => !keepsCash || !dependOnOrder.has(sum));

/**
 * The sums of every account are those of the same book booked once, in order, without faults.
 *
 * @param moved accounts whose money people moved: what inputs then do depends on the order.
 */
export const offReference = async (
  runtime: Runtime,
  book: RandomBook,
  moved: ReadonlySet<string>,
): Promise<string[]> => {
  const stated = new Map<string, Totals>();
  for (const { pk, sk, ...item } of await itemsOf(runtime, 'ReceivablesTable')) {
    if (pk.startsWith('ACCOUNT#') && sk === 'OPEN') {
      stated.set(pk.slice('ACCOUNT#'.length), item['totals'] as Totals);
    }
  }
  const problems: string[] = [];
  for (const [accountId, totals] of await referenceOf(book)) {
    if (moved.has(accountId)) continue;
    for (const [sum, expected] of promised(book, totals)) {
      const found = stated.get(accountId)?.[sum as keyof Totals] ?? 0;
      if (found !== expected) {
        problems.push(`${accountId}: ${sum} is ${found}, without faults ${expected}`);
      }
    }
  }
  return problems;
};
