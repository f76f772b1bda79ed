import * as z from 'zod';
import { band, tabled } from '../report/schema.ts';

const count = z.int().nonnegative();
const part = z.number().min(0).max(1);

export const latenessReportSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    name: z.string(),
    lateAfterDays: count,
    data: z.strictObject({
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      invoices: count,
      accounts: count,
      learnedFrom: count.meta({ description: 'Settled before the first day of the test' }),
      testedOn: count,
      testFrom: z.iso.date(),
      lateShare: part.meta({ description: 'Of the tested invoices' }),
    }),
    seed: count,
    auc: z.strictObject({
      mean: part,
      low: part,
      high: part,
      interval: z.string(),
      customerRate: part.meta({ description: "Of the customer's own late rate as of each issue" }),
      customerRateBefore: part.meta({
        description: 'Of the rate before the first day of the test',
      }),
    }),
    againstCustomerRate: z
      .strictObject({ difference: z.number(), low: z.number(), high: z.number(), better: part })
      .meta({ description: 'Paired bootstrap, 95 %, against the better of the two rates' }),
    ks: part,
    brier: part,
    bands: z.array(band),
    days: z
      .strictObject({
        testedOn: count,
        meanAbsoluteError: z.number(),
        ofCustomerMean: z
          .number()
          .meta({ description: 'The better of as of issue and before the test' }),
        better: z.number().meta({ description: 'Part by which the error is smaller' }),
      })
      .meta({ description: 'Settled less due, signed' }),
    late: z.array(tabled),
    expected: z.array(tabled).meta({ description: 'Points are hundredths of a day' }),
  })
  .meta({
    title: 'Report of a lateness training',
    description:
      'How well lateness was told on the day of issue, for invoices issued after everything that was learned.',
  });

export type LatenessReport = z.output<typeof latenessReportSchema>;

export const latenessReportJsonSchema = (): string =>
  `${JSON.stringify(
    {
      $id: 'https://cartera.example/schemas/lateness-report.v1.json',
      ...z.toJSONSchema(latenessReportSchema, { target: 'draft-2020-12' }),
    },
    null,
    2,
  )}\n`;
