import type { BookInput, WebhookInput } from '../../book/model.ts';
import { type Admission, admit } from '../../shared/domain/inbound/admit.ts';
import { examine } from '../../shared/domain/inbound/examine.ts';
import { commandOf, inputIdOf } from '../../shared/domain/payments/command.ts';
import { accountAmong } from '../../shared/domain/payments/destination.ts';
import type { PaymentFact } from '../../shared/domain/payments/facts.ts';
import { readReportedPayment } from '../../shared/domain/payments/reported.ts';
import { readStandardEvent } from '../../shared/domain/payments/standard-events.ts';
import { readStripeEvent } from '../../shared/domain/payments/stripe-events.ts';
import type { AccountCommand } from '../../shared/ports/commands.ts';
import type { Totals } from '../../shared/ports/ledger.ts';
import { memoryBook } from '../support/ledger.ts';
import type { RandomBook } from './random-book.ts';

/** What an input asks for, read by the decision core alone. */
export type Asked =
  | { readonly of: 'account'; readonly inputId: string; readonly command: AccountCommand }
  | { readonly of: 'payment'; readonly inputId: string; readonly fact: PaymentFact }
  | {
      readonly of: 'party';
      readonly inputId: string;
      readonly customerId: string;
      readonly partyId: string;
    }
  | { readonly of: 'nothing' }
  | { readonly of: 'rejection'; readonly inputId: string };

const ofPayment = (fact: PaymentFact): Asked => ({ of: 'payment', inputId: inputIdOf(fact), fact });

const ofAdmission = (admission: Admission): Asked => {
  switch (admission.to) {
    case 'account': {
      const { command } = admission;
      return { of: 'account', inputId: command.inputId, command };
    }
    case 'party': {
      const { inputId, customer } = admission.command;
      const { customerId, partyId = customerId } = customer;
      return { of: 'party', inputId, customerId, partyId };
    }
    case 'payments': {
      const { message } = admission;
      if (message.door !== 'bus') throw new TypeError('the bus admits no webhooks');
      return ofPayment(readReportedPayment(message.data));
    }
    case 'credit':
    case 'lines':
      throw new TypeError('random books hold nothing of the credit side');
  }
};

const saidBy = (
  input: Exclude<BookInput, WebhookInput>,
): { readonly type: string; readonly detail: unknown } => {
  if (input.door === 'bus') return { type: input.detailType, detail: input.detail };
  const [event] = input.events;
  return { type: String(event?.['type']), detail: event };
};

/** @throws TypeError for an input that random books do not hold. */
export const askedBy = (input: BookInput): Asked => {
  if (input.door === 'webhook') {
    const read = input.provider === 'stripe' ? readStripeEvent : readStandardEvent;
    const reading = read(input.payload);
    if (reading.reading === 'fact') return ofPayment(reading.fact);
    if (reading.reading === 'ignored') return { of: 'nothing' };
    throw new TypeError(`${input.key} is malformed`);
  }
  const { type, detail } = saidBy(input);
  const examined = examine(type, detail);
  if (!examined.ok) return { of: 'rejection', inputId: input.key };
  return ofAdmission(admit(examined.event, 'reference', (_accountId, on) => on));
};

/**
 * The sums of every account when each fact of the book is booked once, in the order in which the
 * facts happened, by the decision core over a table in memory.
 */
export const referenceOf = async ({ facts }: RandomBook): Promise<ReadonlyMap<string, Totals>> => {
  const asked = facts
    .toSorted((a, b) => (a.input.at < b.input.at ? -1 : 1))
    .map(({ input }) => askedBy(input));
  const holders = new Map<string, string>();
  for (const each of asked) {
    if (each.of === 'account' && each.command.kind === 'issue-invoice') {
      holders.set(each.command.invoiceNumber, each.command.accountId);
    }
  }
  const accountOf = (fact: PaymentFact): string | undefined => {
    const { invoiceNumbers } = fact.remittance;
    const found = invoiceNumbers.flatMap((number) => holders.get(number) ?? []);
    const destination = accountAmong(fact, found);
    return destination.to === 'account' ? destination.accountId : undefined;
  };
  const payers = new Map<string, string | undefined>();
  for (const each of asked) {
    if (each.of === 'payment' && each.fact.kind === 'received') {
      payers.set(each.fact.paymentId, accountOf(each.fact));
    }
  }
  const { ledger, reader } = memoryBook();
  const accounts = new Set<string>();
  const post = async (command: AccountCommand): Promise<void> => {
    accounts.add(command.accountId);
    let { continuation } = await ledger.post(command);
    while (continuation) ({ continuation } = await ledger.post(continuation));
  };
  for (const each of asked) {
    if (each.of === 'account') await post(each.command);
    if (each.of !== 'payment' || each.fact.kind === 'failed') continue;
    const accountId = payers.get(each.fact.paymentId);
    if (accountId === undefined) continue;
    const cause = { causationId: each.inputId, correlationId: each.inputId };
    await post({ ...commandOf(each.fact, 'UTC', cause), accountId });
  }
  const totals = new Map<string, Totals>();
  for (const accountId of [...accounts].sort()) {
    totals.set(accountId, (await reader.position(accountId)).totals);
  }
  return totals;
};
