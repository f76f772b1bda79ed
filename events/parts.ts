import * as z from 'zod';
import { accountId, businessDate, identifier, positiveMinor } from './envelope.ts';

/** Pieces that several contracts share. */
export const legalEntity = identifier
  .max(64)
  .default('main')
  .meta({ title: 'Legal entity', description: 'Which of your companies is owed; default main' });

export const customerId = identifier.meta({
  title: 'Customer',
  description: 'As upstream names the customer',
  examples: ['acme'],
});

export const partyId = identifier.meta({
  title: 'Party',
  description: 'Who is contacted; several customers may share one',
  examples: ['acme-group'],
});

export const invoiceNumber = identifier.meta({
  title: 'Invoice number',
  description: 'As upstream numbers it, unique within its account',
  examples: ['INV-2026-0042'],
});

export const orderId = identifier.meta({
  title: 'Order',
  description: 'The order that was billed',
  examples: ['SO-981'],
});

/** Why somebody did something, in their words. Not for names of people: the journal is for ever. */
export const reason = z
  .string()
  .min(1)
  .max(200)
  .meta({ title: 'Reason', description: 'In a few words, without personal data' });

/** A person's decision: who took it, why, and the id under which it is carried out once. */
export const act = z
  .object({
    actId: identifier.meta({
      title: 'Act id',
      description: 'Chosen by the caller; a repeat under the same id changes nothing more',
    }),
    actor: z
      .string()
      .min(1)
      .max(512)
      .meta({ title: 'Actor', description: 'ARN of the IAM principal that signed the request' }),
    reason,
  })
  .meta({ title: 'Act', description: 'Who decided it and why' });

export type Act = z.infer<typeof act>;

export const operationCommand = z
  .string()
  .regex(/^[a-z]+([ -][a-z]+)*$/)
  .max(60)
  .meta({
    title: 'Command',
    description: 'Command of maintenance, as people type it',
    examples: ['rebuild'],
  });

export const paymentId = z.string().meta({
  title: 'Payment',
  description: '<provider>:<id at the provider>; provider is upstream for PaymentReported',
  examples: ['stripe:pi_3TnWq2'],
});

export const promiseId = identifier.meta({
  title: 'Promise',
  description: 'As upstream names the promise to pay, unique within its account',
  examples: ['PR-88'],
});

export const refundId = z.string().meta({
  title: 'Refund',
  description: '<provider>:<id of the refund>',
  examples: ['stripe:re_3TnWq2'],
});

export const reversalId = z.string().meta({
  title: 'Reversal',
  description: '<provider>:<id of the dispute or return that took the cash back>',
  examples: ['stripe:dp_1TnX8b'],
});

export const disputeId = z.string().meta({
  title: 'Dispute of a payment',
  description: '<provider>:<id of the dispute>',
  examples: ['stripe:dp_1TnX8b'],
});

export const inputId = z.string().meta({
  title: 'Input',
  description: 'Natural key of the fact that came in, applied once',
  examples: ['payment:stripe:pi_3TnWq2'],
});

export const caseId = z.string().meta({
  title: 'Case',
  description: 'One collection effort on one account',
});

export const taskId = z.string().meta({
  title: 'Task',
  description: 'What a person is asked to do on a case: its case, its step and its anchor',
});

export const step = z.string().meta({
  title: 'Step',
  description: 'Name of the step in its strategy',
});

export const anchorOn = businessDate.meta({
  title: 'Anchor',
  description: 'The due date that the step belongs to',
});

export const daysPastDue = z.int().meta({
  title: 'Days past due',
  description: 'Age of the oldest open past-due instalment; below zero before it is due',
});

export const position = z
  .int()
  .positive()
  .meta({ title: 'Instalment', description: 'Position within its invoice, from 1' });

/** An instalment, by the invoice that it is part of. */
export const instalmentRef = z.object({ invoiceNumber, instalment: position });

export const locale = z
  .enum(['en', 'es', 'pt'])
  .meta({ title: 'Locale', description: 'Language of messages' });

export const instalment = z.object({
  instalment: position,
  dueOn: businessDate,
  amountMinor: positiveMinor,
});

/** Of an invoice that was brought along from another system. */
export const openingBalance = z
  .object({
    on: businessDate.meta({ description: 'Its amount is what was open on this day' }),
    chaseFrom: businessDate.meta({
      description: 'First day, in the zone of its party, on which it counts for collection',
    }),
  })
  .meta({
    title: 'Opening balance',
    description: 'Brought along from another system with what was open of it',
  });

/** Cash of one payment that covers part of one instalment. */
export const allocation = z.object({
  paymentId,
  invoiceNumber,
  instalment: position,
  dueOn: businessDate,
  amountMinor: positiveMinor,
});

export const stage = z
  .enum(['preventive', 'administrative', 'extrajudicial', 'judicial'])
  .meta({ title: 'Stage', description: 'How far the case has gone' });

export const channel = z
  .enum(['email', 'sms'])
  .meta({ title: 'Channel', description: 'How the party is reached' });

/** Absent in events of before there were modes, and whenever a contact is for real. */
export const contactMode = z.enum(['live', 'shadow']).meta({
  title: 'Mode',
  description: 'shadow: simulated, nobody was reached; live when absent',
});

/** Tells one address of a party from another without saying which it is. */
export const addressHash = z
  .string()
  .regex(/^[0-9a-f]{16}$/, 'expected 16 hexadecimal digits')
  .meta({
    title: 'Address',
    description: 'Digest of the address, salted with its party and channel',
    examples: ['9f2c61d07ab34e58'],
  });

export const optOutScope = z.enum(['every-message', 'courtesy']).meta({
  title: 'Scope',
  description: 'Courtesy: reminders before anything is due, and nothing else',
});

export const alertKind = z.enum([
  'overdue-above-threshold',
  'payment-returned',
  'payment-failed',
  'invoice-incomplete',
  'payment-unmatched',
  'input-dead-lettered',
  'delivery-failed',
  'send-outcome-unknown',
  'complaint-received',
  'daily-cap-reached',
  'sending-stopped',
  'approval-needed',
  'credit-usage-high',
  'credit-limit-exceeded',
  'credit-risk-rising',
  'credit-review-overdue',
  'credit-rate-missing',
  'bureau-down',
  'referral-overdue',
  'credit-letter-undelivered',
  'credit-application-set-aside',
]);

export const severity = z.enum(['info', 'warning', 'critical']);

const utf8 = new TextEncoder();

/** An identifier as JSON writes it: quotes, escapes and the comma behind it count. */
const bytesAsJson = (text: string): number => utf8.encode(JSON.stringify(text)).length + 1;

/**
 * Remittance: what the payer names. The event that records it stays under 64 kB, so the numbers
 * take half of that at most, measured as they are stored: about a thousand of 30 bytes.
 */
export const remittance = z
  .array(identifier)
  .max(1000)
  .refine(
    (numbers) => numbers.reduce((sum, number) => sum + bytesAsJson(number), 0) <= 34_000,
    'expected at most 34000 bytes as JSON in all',
  )
  .meta({ description: 'Remittance: the invoices that the payer names' });

/** Of a step: which of several times. */
export const again = z.int().positive().meta({
  title: 'Again',
  description: 'The how-manieth time once more, because no notice stood',
});

/** Who was contacted, about what, as part of which step. */
export const contactOf = {
  attemptId: z
    .string()
    .meta({ title: 'Attempt', description: 'One message, handed over at most once' }),
  partyId,
  accountId,
  caseId,
  stage,
  step,
  anchorOn,
  again: again.optional(),
  channel,
} as const;
