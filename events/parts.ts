import * as z from 'zod';
import { accountId, businessDate, identifier, positiveMinor } from './envelope.ts';

/** Pieces that several contracts share. */
export const legalEntity = identifier
  .max(64)
  .default('main')
  .meta({ title: 'Legal entity', description: 'Which of your companies is owed; default main' });

export const instalment = z.object({
  instalment: z.int().positive().meta({ description: 'Position within its invoice, from 1' }),
  dueOn: businessDate,
  amountMinor: positiveMinor,
});

/** Cash of one payment that covers part of one instalment. */
export const allocation = z.object({
  paymentId: z.string(),
  invoiceNumber: identifier,
  instalment: z.int().positive(),
  dueOn: businessDate,
  amountMinor: positiveMinor,
});

export const stage = z.enum(['preventive', 'administrative', 'extrajudicial', 'judicial']);

export const channel = z.enum(['email', 'sms']);

export const alertKind = z.enum([
  'overdue-above-threshold',
  'payment-returned',
  'invoice-incomplete',
  'payment-unmatched',
  'input-dead-lettered',
  'delivery-failed',
  'send-outcome-unknown',
]);

/** Who was contacted, about what, as part of which step. */
export const contactOf = {
  attemptId: z.string(),
  partyId: identifier,
  accountId,
  caseId: z.string(),
  stage,
  step: z.string(),
  anchorOn: businessDate,
  channel,
} as const;
