import * as z from 'zod';
import { applicationId, holdReason, published } from '../../../events/credit-parts.ts';
import {
  amountMinor,
  businessDate,
  currency,
  identifier,
  instant,
  positiveMinor,
} from '../../../events/envelope.ts';

/** Why a source says nothing. A decision treats `unavailable`, `timed-out` and `invalid` as faults. */
export const missingBecause = [
  'not-asked',
  'no-record',
  'timed-out',
  'unavailable',
  'invalid',
] as const;

const missing = z
  .object({ missing: z.enum(missingBecause) })
  .meta({ title: 'Missing', description: 'Nothing is known from this source, and why' });

const count = z.int().nonnegative();
const days = z.number().meta({ title: 'Days', description: 'Days, fractions allowed' });
const share = z.number().min(0).max(1).meta({ title: 'Share', description: 'From 0 to 1' });
const ratio = z
  .number()
  .nullable()
  .meta({ title: 'Ratio', description: 'Null when a figure that it needs is not there' });

/** A number of units of `quote` for one unit of `base`, in major units, as a plain decimal. */
const exchangeRate = z
  .object({
    base: currency,
    quote: currency,
    on: businessDate,
    rate: z.string().regex(/^\d{1,12}(\.\d{1,12})?$/, 'expected a plain decimal above zero'),
  })
  .meta({
    title: 'Exchange rate',
    description: 'Units of quote for one unit of base, major units',
  });

/** Of nothing it is nothing; of anything else that no rate turns into the currency it is unknown. */
const knownMinor = amountMinor.nullable();

/** How the applicant paid us so far, over all its accounts of the legal entity. */
const internalHistory = z
  .object({
    asOf: businessDate,
    customerForMonths: count.meta({ description: 'Whole months since the first invoice' }),
    invoices: count.meta({ description: 'Posted in the last 18 months; of very many, the newest' }),
    settled: count.meta({ description: 'Invoices settled in the last 12 months' }),
    purchasesMinor: knownMinor.meta({ description: 'Invoiced in the last 12 months' }),
    lateShare: share.nullable().meta({ description: 'Of the settled, how many were late' }),
    meanDaysLate: days.nullable().meta({ description: 'Settled minus due, mean, signed' }),
    maxDaysPastDue: count.meta({ description: 'The worst of the last 12 months' }),
    daysPastDue: count.meta({ description: 'Of the oldest open past-due instalment, 0 for none' }),
    openMinor: knownMinor,
    overdueMinor: knownMinor,
    brokenPromises: count.meta({ description: 'In the last 12 months' }),
    returnedPayments: count.meta({ description: 'In the last 12 months' }),
    writtenOffMinor: knownMinor.meta({ description: 'Ever given up' }),
    lateProbability: share.optional().meta({
      description: 'That its next invoice is settled later than latenessModel counts as late',
    }),
    expectedDaysLate: days.optional().meta({ description: 'Of its next invoice, signed' }),
    latenessModel: published
      .extend({ lateAfterDays: count })
      .optional()
      .meta({ description: 'What said so; absent while too little is known of the account' }),
  })
  .meta({
    title: 'Internal history',
    description: "Amounts in the application's currency; null when no rate says what they are",
  });

/** What a bureau says, in our words. A field that the bureau does not give is null. */
export const bureauReportSchema = z
  .object({
    bureau: identifier,
    reportId: identifier,
    asOf: businessDate.meta({ description: 'The day that the bureau says it is of' }),
    score: z.number().nullable().meta({ description: '0 (worst) to 100 (best), rescaled' }),
    bankrupt: z.boolean().meta({ description: 'Insolvency, bankruptcy or liquidation' }),
    openDefaults: count,
    openDefaultsMinor: amountMinor.nullable(),
    legalActions: count.nullable(),
    meanDaysBeyondTerms: days.nullable().meta({ description: 'Trade references, signed' }),
    creditLines: count.nullable(),
    utilisation: share.nullable(),
    inquiries: count.nullable().meta({ description: 'In the last 6 months' }),
    monthsOnFile: count.nullable(),
  })
  .meta({ title: 'Bureau report', description: "Amounts in the application's currency" });

const financialRatios = z
  .object({
    asOf: businessDate,
    ownFundsMinor: z.int().nullable().meta({ description: 'May be below zero' }),
    turnoverMinor: amountMinor.nullable().meta({ description: 'Of twelve months' }),
    unpriced: z.literal(true).optional().meta({
      description: "No rate turns the currency of the statements into the application's",
    }),
    currentRatio: ratio.meta({ description: 'Current assets / current liabilities' }),
    quickRatio: ratio.meta({ description: 'Without inventories' }),
    equityRatio: ratio.meta({ description: 'Own funds / total assets' }),
    debtRatio: ratio.meta({ description: 'Total liabilities / total assets' }),
    returnOnAssets: ratio.meta({ description: 'Net income / total assets' }),
    margin: ratio.meta({ description: 'Net income / turnover' }),
    interestCover: ratio.meta({ description: 'Operating income / interest paid' }),
    assetTurnover: ratio.meta({ description: 'Turnover / total assets' }),
    payableDays: ratio.meta({ description: 'Trade payables / purchases or turnover, in days' }),
  })
  .meta({ title: 'Financial ratios', description: "Amounts in the application's currency" });

/** What a source kept, as a decision reads it. */
export const inputParts = {
  history: z.union([missing, internalHistory]),
  bureau: z.union([missing, bureauReportSchema]),
  financials: z.union([missing, financialRatios]),
} as const;

/** The line that the applicant has already. */
const presentLine = z.object({
  lineId: z.string(),
  limitMinor: amountMinor,
  termsDays: count,
  riskClass: z.enum(['low', 'medium', 'high']),
  grade: z.string(),
  onHold: z.boolean(),
});

/** A limit of somebody who counts as one with the applicant: of itself elsewhere, or of its group. */
const otherLimit = z.object({
  lineId: z.string(),
  because: z.enum(['applicant', 'group']),
  limitMinor: amountMinor.meta({ description: 'Minor units of its own currency' }),
  currency,
  rate: exchangeRate.optional().meta({
    description: "Between its currency and the policy's; absent when equal or unknown",
  }),
});

/** Who the applicant is to us already, beyond the figures. */
const standing = z
  .object({
    declinedByPersonDaysAgo: count.optional().meta({
      description: 'Since a person last declined, unless a person granted anything since',
    }),
    unsettledDaysAgo: count.optional().meta({
      description:
        'Since an application was last left that people had, or had offered less for, unless a person granted anything since',
    }),
    closedByPersonDaysAgo: count.optional().meta({
      description: 'Since a line of this applicant or customer was closed that still is',
    }),
    otherApplicant: z
      .boolean()
      .meta({ description: 'The line of the customer was granted to somebody else' }),
    otherCustomers: count.meta({
      description: 'Under which the applicant has active lines, beside the one of the application',
    }),
    lineOnHold: z.boolean().meta({ description: "Orders on the customer's active line are" }),
    lineHeldFor: z.array(holdReason).optional().meta({
      description: "What holds orders on the customer's line, also on one that is closed",
    }),
    lineCurrency: currency.optional().meta({ description: "Of the customer's active line" }),
    otherLimits: z.array(otherLimit).meta({
      description: 'Limits in force or approved that count along in whose authority it takes',
    }),
    tooManyLimits: z.literal(true).optional().meta({
      description: 'There are more of them than were looked at: nobody knows the sum',
    }),
    unreadNews: z.literal(true).optional().meta({
      description: 'A bureau told of news that no report of one knows of',
    }),
    unknownGroup: z.literal(true).optional().meta({
      description: 'The group that the applicant names has no limit, and so may be a slip',
    }),
  })
  .meta({ title: 'Standing', description: 'Who the applicant is to us already' });

/**
 * All that a decision looks at, and nothing else: kept whole and replayed years later. It names
 * nobody. Amounts are integer minor units of `asked.currency`.
 */
export const creditInputsSchema = z
  .object({
    schemaVersion: z
      .union([z.literal(1), z.literal(2), z.literal(3)])
      .meta({ description: 'From 2 on the standing is there, from 3 on what holds the line too' }),
    applicationId,
    kind: z.enum(['new', 'review']),
    round: z.int().positive(),
    asOf: z.object({
      at: instant,
      on: businessDate.meta({ description: 'Business date of the decision' }),
    }),
    asked: z.object({ amountMinor: positiveMinor, currency, termsDays: count }),
    applicant: z.object({ kind: z.enum(['company', 'person']), country: z.string().length(2) }),
    consent: z
      .object({
        bureau: z.boolean().meta({ description: 'A bureau may be asked' }),
        automated: z.boolean().meta({ description: 'Policy may decide alone' }),
      })
      .meta({ title: 'Consent', description: 'What the applicant agreed to' }),
    ...inputParts,
    line: presentLine.optional(),
    standing: standing.optional(),
    exposureMinor: knownMinor.meta({
      description: 'Open receivables and reservations now; null when nobody can tell',
    }),
    rate: exchangeRate.optional().meta({
      description:
        "Between the asked currency and the policy's, either way round; absent when equal or unknown",
    }),
  })
  .refine(({ schemaVersion, standing: known }) => schemaVersion >= 2 === (known !== undefined), {
    message: 'expected the standing of the applicant from version 2 on',
    path: ['standing'],
  })
  .refine(
    ({ schemaVersion, standing: known }) =>
      schemaVersion >= 3 === (known?.lineHeldFor !== undefined),
    {
      message: 'expected what holds the line from version 3 on',
      path: ['standing', 'lineHeldFor'],
    },
  )
  .meta({ title: 'Credit inputs', description: 'What a credit decision was made from' });

export type CreditInputs = z.infer<typeof creditInputsSchema>;
export type Standing = z.infer<typeof standing>;
export type OtherLimit = z.infer<typeof otherLimit>;
export type Missing = z.infer<typeof missing>;
export type MissingBecause = (typeof missingBecause)[number];
export type InternalHistory = z.infer<typeof internalHistory>;
export type BureauReport = z.infer<typeof bureauReportSchema>;
export type FinancialRatios = z.infer<typeof financialRatios>;

export const isMissing = (source: object): source is Missing => 'missing' in source;

/** The fields of each source, so that a policy can be held against what there is. */
export const inputShapes = {
  history: internalHistory.shape,
  bureau: bureauReportSchema.shape,
  financials: financialRatios.shape,
} as const;
