import * as z from 'zod';
import { amountMinor, businessDate, currency, instant, positiveMinor } from './envelope.ts';
import { act, orderId } from './parts.ts';

/** Sums of statements stay safe integers far beyond any company. */
const maxFigureMinor = 1_000_000_000_000_000;

/** Pieces that the contracts of the credit side share. */
export const applicationId = z
  .string()
  .min(1)
  .max(300)
  .regex(/^[^#\s\p{Cc}\p{Cs}]+$/u, 'expected no white space, control character or #')
  .meta({
    title: 'Application',
    description: 'As its sender names it; review:<line>:<date> for a review of a line',
    examples: ['CA-2026-0107'],
  });

export const lineId = z
  .string()
  .regex(
    /^[^#|\s\p{Cc}\p{Cs}]{1,128}\|[^#|\s\p{Cc}\p{Cs}]{1,64}$/u,
    'expected customer|legalEntity',
  )
  .meta({
    title: 'Credit line',
    description: 'customer|legal entity; covers the accounts of every currency',
    examples: ['acme|main'],
  });

export const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits')
  .meta({ title: 'SHA-256', description: 'Digest of something that is kept elsewhere' });

/** Of what tells who an applicant is: a plain digest of a tax id is read back by trying them all. */
export const keyedDigest = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits')
  .meta({ title: 'HMAC-SHA-256', description: 'Digest under a secret of the deployment' });

export const creditRole = z
  .enum(['analyst', 'manager', 'director'])
  .meta({ title: 'Role', description: 'Whose authority it takes, from the least to the most' });

/** A person's act on the credit side: who, in which role, and why. */
export const creditAct = act
  .extend({ role: creditRole })
  .meta({ title: 'Act', description: 'Who decided it, in which role, and why' });

export type CreditAct = z.infer<typeof creditAct>;

export const riskClass = z
  .enum(['low', 'medium', 'high'])
  .meta({ title: 'Risk class', description: 'What the probability of default amounts to' });

export const grade = z
  .string()
  .min(1)
  .max(8)
  .meta({ title: 'Grade', description: 'Finer than the risk class', examples: ['B2'] });

export const probabilityPpm = z
  .int()
  .min(0)
  .max(1_000_000)
  .meta({ title: 'Probability', description: 'Of default, whole parts per million' });

export const termsDays = z
  .int()
  .min(0)
  .max(360)
  .meta({ title: 'Terms', description: 'Days from invoice to due date' });

export const limitMinor = amountMinor.meta({
  title: 'Limit',
  description: 'Integer minor units of the currency of the line',
});

/** Terms of credit as they are proposed, approved or offered. */
export const terms = {
  limitMinor: positiveMinor.meta({
    title: 'Limit',
    description: 'Integer minor units of the currency of the line, above zero',
  }),
  currency,
  termsDays,
} as const;

/** Published data by name and version, and the digest of its canonical JSON. */
export const published = z.object({
  id: z.string().meta({ description: 'Name under which it is published' }),
  version: z.int().positive().meta({ description: 'Its version, which is never edited' }),
  sha256,
});

export const othersMinor = amountMinor.meta({
  description:
    "Other limits of the applicant and its group that count along, in the policy's currency",
});

/** What the account's own history says of its next invoice. */
export const lateness = z
  .object({
    probabilityPpm: z
      .int()
      .min(0)
      .max(1_000_000)
      .meta({ description: 'Of being settled late, whole parts per million' }),
    lateAfterDays: z
      .int()
      .nonnegative()
      .meta({ description: 'Late is so many days after the due date' }),
    expectedDays: z.number().meta({ description: 'Settled less due, below zero is early' }),
    model: published.meta({ description: 'The lateness model that said so' }),
  })
  .meta({ title: 'Lateness', description: 'How late the next invoice is likely to be paid' });

export const principalReason = z.object({
  code: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,99}$/, 'expected lower case words joined by hyphens')
    .meta({ description: 'Tells reasons apart' }),
  text: z.string().min(1).max(600).meta({ description: 'As a notice says it' }),
});

/** More would hide which reasons counted: Regulation B names four as the usual most. */
export const mostReasons = 5;

export const principalReasons = z
  .array(principalReason)
  .max(mostReasons)
  .meta({ title: 'Principal reasons', description: 'What weighed most, first things first' });

export const reasonCodes = z
  .array(z.string())
  .min(1)
  .max(mostReasons)
  .meta({ title: 'Reason codes', description: 'Which principal reasons, first things first' });

export const letterOutcome = z.enum(['sent', 'simulated', 'failed', 'no-address']).meta({
  title: 'Outcome of a letter',
  description: 'What became of it; failed and no-address are for a person to follow up',
});

export const adverseDecision = z
  .enum(['declined', 'reduced', 'closed', 'undecided', 'set-aside'])
  .meta({
    title: 'Adverse decision',
    description:
      'declined: an application; reduced, closed: a line; undecided: nobody decided in time; set-aside: what was accepted was not put into force',
  });

export const holdReason = z.enum([
  'over-limit',
  'past-due',
  'insolvency',
  'person',
  'line-closed',
  'review-overdue',
  'written-off',
]);

/** What asks for a review of a line beside its day and a person. */
const queuedReason = z.enum(['broken-promise', 'returned-payment', 'bureau-alert', 'written-off']);

/** How a line stood for a decision, as far as another decision about it, or what asks for one, goes. */
export const lineSeen = z
  .object({
    applicationId: applicationId.meta({ description: 'The application or review of its terms' }),
    closed: z.boolean().meta({ description: 'Whether it was closed' }),
    reviewId: applicationId.optional().meta({ description: 'The review that began last' }),
    queued: queuedReason.optional().meta({ description: 'Why another review follows' }),
    askAfter: instant.optional().meta({ description: 'When a bureau last told of news' }),
    holds: z.array(holdReason).max(7).meta({ description: 'Holds that end by a decision' }),
  })
  .meta({ title: 'Line as seen', description: 'How the line stood for a decision' });

/** What is owed and promised against a line at one moment, in the currency of the line. */
export const exposure = {
  exposureMinor: z.int().meta({ description: 'Open and reserved, less unapplied cash' }),
  openMinor: amountMinor.meta({ description: 'Open receivables' }),
  reservedMinor: amountMinor.meta({ description: 'Live reservations of orders' }),
  unappliedMinor: amountMinor.meta({ description: 'Cash on the accounts that covers no invoice' }),
} as const;

/** The rate that turned an amount into the currency of the line; absent when they are the same. */
export const usedRate = z
  .object({
    base: currency.meta({ description: 'One unit of this' }),
    quote: currency.meta({ description: 'Is that many units of this' }),
    rate: z.string().meta({ description: 'Units of quote for one unit of base, a decimal' }),
    on: businessDate.meta({ description: 'The day that the rate is of' }),
  })
  .meta({ title: 'Rate', description: 'What turned an amount into another currency' });

/** Counts how often a line left the share within which nobody is warned. */
export const episode = z
  .int()
  .positive()
  .meta({ title: 'Episode', description: 'Which time it is that the line is used so far' });

export const dueAt = instant.meta({
  title: 'Due',
  description: 'Until when somebody has to answer',
});

/** The credit line after a change of it. */
export const lineTerms = {
  limitMinor,
  currency,
  termsDays,
  riskClass,
  grade,
  probabilityPpm: probabilityPpm.optional(),
  reviewOn: businessDate.meta({ description: 'When it is looked at again' }),
  groupId: z.string().optional().meta({ description: 'Members of a group share its limit' }),
  insuredMinor: amountMinor.optional().meta({ description: 'What an insurer covers of it' }),
  coveragePercent: z
    .int()
    .min(0)
    .max(100)
    .optional()
    .meta({ description: 'Part of a loss, up to the insured amount, that the insurer bears' }),
} as const;

const documentKind = z
  .enum(['identity', 'tax', 'incorporation', 'financial-statements', 'bank', 'reference', 'other'])
  .meta({ title: 'Kind of document', description: 'What it is' });

export const document = z.object({
  kind: documentKind,
  referenceSha256: keyedDigest.meta({ description: 'Of where it is kept' }),
});

/** Figures of a balance sheet and of a profit and loss account, as far as ratios need them. */
export const figureNames = [
  'totalAssets',
  'currentAssets',
  'inventories',
  'totalLiabilities',
  'currentLiabilities',
  'tradePayables',
  'ownFunds',
  'turnover',
  'purchases',
  'operatingIncome',
  'interestPaid',
  'netIncome',
] as const;

export const financials = z
  .object({
    asOf: businessDate.meta({ description: 'The day of the balance sheet' }),
    months: z
      .int()
      .min(1)
      .max(24)
      .default(12)
      .meta({ description: 'How many months turnover, purchases and income are of' }),
    currency,
    figures: z
      .partialRecord(z.enum(figureNames), z.int().min(-maxFigureMinor).max(maxFigureMinor))
      .meta({ description: 'Integer minor units by name; what is not known is left out' }),
  })
  .meta({ title: 'Financial statements', description: 'Figures of the last closed year' });

export type Financials = z.infer<typeof financials>;

export const round = z
  .int()
  .positive()
  .meta({ title: 'Round', description: '1, and one more for each answer of the applicant' });

/** What an answer to an offer says, whichever it is. */
export const offerAnswer = {
  applicationId,
  tokenId: z.string().meta({ description: 'Names the link, without its signature' }),
  evidence: z
    .object({
      at: instant.meta({ description: 'When' }),
      addressHash: keyedDigest.meta({
        description: 'Digest of the network address it came from',
      }),
      documentSha256: sha256.meta({ description: 'Digest of the document shown' }),
    })
    .meta({ description: 'What shows that it was done' }),
} as const;

/** What an order holds of a line. */
export const reservation = {
  lineId,
  orderId,
  revision: z.int().positive().meta({ description: 'Of the order' }),
  amountMinor: positiveMinor.meta({ description: 'Of the order, integer minor units' }),
  currency,
  lineMinor: amountMinor.meta({ description: 'In the currency of the line' }),
  rate: usedRate.optional(),
  expiresOn: businessDate.meta({
    description: 'From when on it is void if nothing was billed',
  }),
  act: creditAct.optional().meta({ description: 'Of the person who asked for the order, if any' }),
} as const;

/** Documents that come with an application or an answer. */
export const documents = z
  .array(
    z.object({
      kind: documentKind,
      reference: z.string().min(1).max(1024).meta({ description: 'Where the sender keeps it' }),
    }),
  )
  .max(50)
  .default([])
  .meta({ description: 'By reference; nothing is uploaded here' });
