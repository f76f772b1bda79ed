import * as z from 'zod';
import { instant } from '../../events/envelope.ts';

/** What crosses the border of the credit-approval machine, in the order in which it does. */

/** Longer than any identifier of an application, and than the id of a review made of its line. */
const ofApplication = { applicationId: z.string().min(1).max(400) } as const;

/** Input of an execution. Nothing else of the application ever passes through the machine. */
export const executionInput = z
  .object(ofApplication)
  .meta({ title: 'Execution input', description: 'The application to carry' });

/** Payload of the functions that get no more than the application. */
export const applicationRequest = z
  .object(ofApplication)
  .meta({ title: 'Application request', description: 'Which application' });

const source = z.enum(['history', 'bureau', 'financials']);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const gatherStatus = z.enum([
  'found',
  'reused',
  'no-record',
  'timed-out',
  'unavailable',
  'invalid',
  'not-asked',
]);

/**
 * Answer of `gather-history`, `gather-bureau` and `gather-financials`, or of the machine in place
 * of one that failed. What was found is an object of CreditFilesBucket: the part of the same name
 * of the inputs of the decision.
 */
export const gatherAnswer = z
  .object({
    source,
    status: gatherStatus,
    /** Of the object, for `found` and `reused`. */
    key: z.string().min(1).max(1024).optional(),
    /** Of its bytes, 64 hexadecimal digits. */
    sha256: sha256.optional(),
    /** When the source answered; of a reused report, when it was received first. */
    receivedAt: instant.optional(),
    /** Of `bureau`: when one last told of news of the customer that every report is newer than. */
    newsAt: instant.optional(),
    /** Of `history`: how far the journal of the account in each currency was read. */
    readTo: z
      .array(z.object({ currency: z.string().max(3), version: z.int().min(0) }))
      .max(20)
      .optional(),
    /** Of the bureau that had it. */
    bureau: z.string().max(64).optional(),
    /** Of `bureau`: all that were asked, in that order, for CreditDataGathered. */
    asked: z
      .array(
        z.object({
          provider: z.string().max(64),
          status: gatherStatus,
          sha256: sha256.optional(),
          receivedAt: instant.optional(),
        }),
      )
      .max(10)
      .optional(),
  })
  .meta({ title: 'Gather answer', description: 'What one source had, and where that is kept' });

/** Payload of `decide-application`. */
export const decideRequest = z
  .object({ ...ofApplication, gathered: z.array(gatherAnswer) })
  .meta({ title: 'Decide request', description: 'Which application, and what its sources had' });

const waiting = {
  /** The version that signals raise; a signal above it refuses the wait. */
  version: z.int().min(0),
  /** From 1 up; the wait's timeout. */
  waitSeconds: z.int().min(1).max(99_999_999),
  /** When the wait ends by itself. */
  dueAt: instant,
} as const;

/** Answer of `make-offer`: how long the applicant has. */
export const offerAnswer = z
  .object({ next: z.literal('await-answer'), ...waiting })
  .meta({ title: 'Offer answer', description: 'Until when the offer stands' });

/** Answer of `decide-application`, `plan-application` and `give-notice`; WhatIsNext chooses by it. */
export const planAnswer = z
  .discriminatedUnion('next', [
    z.object({ next: z.literal('gather') }),
    z.object({ next: z.literal('await-reviewer'), ...waiting }),
    z.object({ next: z.literal('await-information'), ...waiting }),
    z.object({ next: z.literal('make-offer') }),
    offerAnswer,
    z.object({ next: z.literal('activate-line') }),
    z.object({ next: z.literal('give-notice') }),
    z.object({
      next: z.literal('end'),
      ended: z.enum([
        'active',
        'declined',
        'refused',
        'expired',
        'duplicate',
        'withdrawn',
        'kept',
        'changed',
        'closed',
      ]),
    }),
  ])
  .meta({ title: 'Plan answer', description: 'What the application waits for, or how it ended' });

/** Answer of `activate-line`. */
export const lineAnswer = z
  .object({ ended: z.enum(['active', 'kept', 'changed', 'closed']) })
  .meta({ title: 'Line answer', description: 'What became of the line' });

export type ApplicationRequest = z.infer<typeof applicationRequest>;
export type GatherAnswer = z.infer<typeof gatherAnswer>;
export type DecideRequest = z.infer<typeof decideRequest>;
export type OfferAnswer = z.infer<typeof offerAnswer>;
export type PlanAnswer = z.infer<typeof planAnswer>;
export type LineAnswer = z.infer<typeof lineAnswer>;

/** `make-offer` was asked for an offer that is not due any more. */
export class OfferNotDue extends Error {
  override readonly name = 'OfferNotDue';
}

/** `activate-line` was asked for a line that nobody has accepted. */
export class LineNotDue extends Error {
  override readonly name = 'LineNotDue';
}
