import * as z from 'zod';
import { riskClass } from '../../events/credit-parts.ts';
import { businessDate, currency } from '../../events/envelope.ts';
import { alertKind, channel, stage } from '../../events/parts.ts';

const minor = z.int().meta({ description: 'Integer minor units of the currency' });
const count = z.int().nonnegative();
const ratio = z.number().nullable();

const perCurrency = z.strictObject({
  issuedMinor: minor.meta({ description: 'Original amounts plus and minus adjustments' }),
  paidMinor: minor.meta({ description: 'Cash allocated to invoices' }),
  creditedMinor: minor.meta({ description: 'Credit notes and cancellations' }),
  writtenOffMinor: minor,
  openMinor: minor.meta({ description: 'issued - paid - credited - written off' }),
  unappliedMinor: minor.meta({ description: 'Cash received, not refunded and not allocated' }),
  refundedMinor: minor.meta({ description: 'Cash that went back to payers by our act' }),
  receivedMinor: minor.meta({
    description: 'paid + unapplied + refunded; cash that a payer took back does not count',
  }),
  reversedMinor: minor.meta({
    description: 'Cash that payers or banks took back, for good so far',
  }),
  invoices: count,
  settledInvoices: count,
  lateInvoices: count.meta({ description: 'Settled after their due date' }),
  daysLateMean: ratio.meta({ description: 'Over settled invoices, an early one counting 0' }),
  daysLateWeighted: ratio.meta({ description: 'The same, weighted by the issued amount' }),
});

const aging = z.strictObject({
  current: minor,
  d1_30: minor,
  d31_60: minor,
  d61_90: minor,
  d91_plus: minor,
});

const asOf = z
  .strictObject({
    date: businessDate,
    currency,
    openMinor: minor,
    unappliedMinor: minor,
    aging: aging.meta({ description: 'Open amount by days past due; sums to openMinor' }),
  })
  .meta({ description: 'At the end of that day' });

const month = z
  .strictObject({
    month: z.string().regex(/^\d{4}-\d{2}$/),
    currency,
    dso: ratio.meta({ description: 'Open at month end / sales of the month * its days' }),
    bestPossibleDso: ratio.meta({ description: 'The same with what is not past due' }),
    add: ratio.meta({ description: 'dso - bestPossibleDso: average days delinquent' }),
    cei: ratio.meta({ description: 'Collection effectiveness index, per cent' }),
  })
  .meta({ description: 'By calendar month; null where a figure is undefined' });

const byWhom = z.strictObject({
  byPolicy: count.meta({ description: 'Without a person' }),
  byPerson: count,
});

const credit = z
  .strictObject({
    applications: z.strictObject({
      received: count.meta({ description: 'For new lines' }),
      reviews: count.meta({ description: 'Of lines that there are' }),
      open: count.meta({ description: 'Not ended by the last day' }),
      ended: z.record(z.string(), count).meta({ description: 'By how they ended' }),
    }),
    approved: byWhom,
    declined: byWhom,
    referrals: z.strictObject({
      referred: count,
      escalated: count.meta({ description: 'Passed on, or not answered in time' }),
      hoursMean: ratio.meta({ description: 'From a referral to its answer or end' }),
      hoursMedian: ratio,
    }),
    orders: z.strictObject({ reserved: count, held: count }),
    risk: z.array(
      z.strictObject({
        currency,
        riskClass,
        lines: count,
        limitMinor: minor,
        reservedMinor: minor.meta({ description: 'Orders that are not billed yet' }),
        exposureMinor: minor.meta({
          description:
            'Open and reserved, less unapplied cash, of all accounts, by the newest rates of the run',
        }),
        unpriced: count.meta({
          description: 'Lines with an account in a currency without a rate, which is not counted',
        }),
        onHold: count,
        expectedLossMinor: minor.meta({
          description: 'Probability of default, loss given default, exposure less what is insured',
        }),
        expectedDaysLate: ratio.meta({
          description:
            'Of the next invoices, mean over the lines whose decision knew the account; by the lateness model of the environment',
        }),
      }),
    ),
  })
  .meta({ description: 'Applications of the run, and lines as they stand on its last day' });

const perStage = z.strictObject({
  entered: count,
  leftBackwards: count,
  messages: count,
  tasks: count,
});

export const reportSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    book: z.string(),
    seed: z.int(),
    from: businessDate,
    to: businessDate,
    knownAt: z.iso.datetime().nullable().meta({
      description: 'Only what the journal had recorded by then counts in the ledger figures',
    }),
    currencies: z.record(currency, perCurrency),
    asOf: z.array(asOf),
    months: z.array(month),
    messages: z.strictObject({
      total: count,
      byChannel: z.partialRecord(channel, count),
      byStage: z.partialRecord(stage, count),
      byTemplate: z.record(z.string(), count),
    }),
    contacts: z
      .strictObject({
        attempted: count,
        sent: count,
        failed: count,
        unknown: count,
        refusedByRule: z.record(z.string(), count),
        deferredByRule: z.record(z.string(), count),
      })
      .meta({ description: 'What became of contacts, with the rule of each no and later' }),
    cases: z.strictObject({
      opened: count,
      closed: z.record(z.string(), count).meta({ description: 'By reason' }),
    }),
    stages: z.record(stage, perStage),
    credit,
    alerts: z.strictObject({
      total: count,
      byKind: z.partialRecord(alertKind, count),
      bySeverity: z.partialRecord(z.enum(['info', 'warning', 'critical']), count),
    }),
    counts: z.strictObject({
      inputs: count,
      events: count.meta({ description: 'Put on the bus' }),
      transitions: count.meta({ description: 'States entered plus retries' }),
      invocations: count,
      executions: count,
      dynamodbReadUnits: z.number().nonnegative(),
      dynamodbWriteUnits: z.number().nonnegative(),
    }),
    cost: z.strictObject({
      priceTableDate: businessDate,
      region: z.string(),
      usdPer1000Invoices: z.number().nonnegative().nullable().meta({ description: 'Without SMS' }),
      usdTotal: z.number().nonnegative().meta({ description: 'Without SMS' }),
      byService: z
        .record(z.string(), z.number().nonnegative())
        .meta({ description: 'USD of the whole run' }),
      sms: z
        .strictObject({ messages: count, usd: z.number().nonnegative() })
        .meta({ description: 'Apart: it depends on country and carrier more than on us' }),
      leftOut: z.array(z.string()),
    }),
    wallSeconds: z.number().nonnegative(),
  })
  .meta({
    title: 'Report of a book',
    description:
      'What became of a book of invoices. Ledger figures are folded from the journal. Amounts are integer minor units.',
  });

export type Report = z.output<typeof reportSchema>;
export type CurrencyFigures = z.output<typeof perCurrency>;
export type AsOfFigures = z.output<typeof asOf>;
export type MonthFigures = z.output<typeof month>;

/** The published JSON Schema, as text. */
export const reportJsonSchema = (): string =>
  `${JSON.stringify(
    {
      $id: 'https://cartera.example/schemas/report.v1.json',
      ...z.toJSONSchema(reportSchema, { target: 'draft-2020-12' }),
    },
    null,
    2,
  )}\n`;

/** One line of messages.ndjson. */
export const messageLine = z.strictObject({
  id: z.string(),
  at: z.iso.datetime().meta({ description: 'When the provider took it, to the second' }),
  accountId: z.string(),
  partyId: z.string(),
  channel,
  stage,
  step: z.string(),
  template: z.string(),
  templateVersion: z.int(),
  locale: z.enum(['en', 'es', 'pt']),
  invoiceIds: z.array(z.string()).min(1),
  amountMinor: z.int(),
  currency,
  to: z.string(),
  subject: z.string().nullable(),
  bodyPath: z.string(),
});

export type MessageLine = z.output<typeof messageLine>;
