import * as z from 'zod';

const count = z.int().nonnegative();
const part = z.number().min(0).max(1);

export const band = z
  .strictObject({
    fromScore: z.int(),
    toScore: z.int(),
    rows: count,
    bad: count,
    expected: part.meta({ description: 'Mean probability of bad that the card gave' }),
    observed: part.meta({ description: 'Part that was bad' }),
    badCaptured: part.meta({ description: 'Part of all bad rows up to and with this band' }),
  })
  .meta({ description: 'About a tenth of the rows, from the lowest scores on' });

const attribute = z.strictObject({
  label: z.string(),
  points: z.int(),
  share: part,
  badRate: part.nullable().meta({ description: 'Null for an attribute without training rows' }),
});

/** A characteristic with its points and what the training rows did. */
export const tabled = z.strictObject({
  name: z.string(),
  informationValue: z.number(),
  range: z.int().meta({ description: 'Highest points less lowest' }),
  attributes: z.array(attribute),
});

const group = z.strictObject({
  group: z.string(),
  rows: count,
  badRate: part,
  meanProbability: part,
  approvalRate: part,
  auc: part.nullable(),
});

const fold = z.strictObject({
  repeat: count,
  fold: count,
  auc: part,
  ks: part,
  brier: part,
  psi: z.number().nonnegative(),
  penalty: z.number().meta({ description: 'Ridge penalty a row, chosen within the fold' }),
  steps: count.meta({ description: 'Boosting steps, chosen within the fold' }),
  boosted: part.meta({ description: 'Weight of the boosted tables beside the regression' }),
  derived: count.meta({ description: 'Characteristics made of several columns' }),
});

export const trainingReportSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    name: z.string(),
    data: z.strictObject({
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      format: z.enum(['csv', 'white space', 'arff']),
      rows: count,
      bad: count,
      badRate: part,
      columns: count.meta({ description: 'Learned from' }),
    }),
    target: z.strictObject({
      column: z.string(),
      bad: z.array(z.string()),
      good: z.array(z.string()),
      because: z.string(),
    }),
    seed: count,
    folds: count,
    repeats: count,
    auc: z
      .strictObject({
        mean: part,
        low: part,
        high: part,
        standardDeviation: z.number().nonnegative().meta({ description: 'Of the folds' }),
        interval: z.string(),
      })
      .meta({ description: 'Of the card in whole points, on rows it was not trained on' }),
    ks: part,
    brier: part,
    brierOfBadRate: part.meta({ description: 'Of giving everybody the mean' }),
    psi: z
      .strictObject({ mean: z.number(), largest: z.number(), firstToSecondHalf: z.number() })
      .meta({ description: 'Training against held-out scores of each fold; and along the file' }),
    calibration: z.strictObject({
      slope: z.number().meta({ description: '1 when probabilities spread as outcomes do' }),
      intercept: z.number().meta({ description: '0 when they are right on average' }),
      bands: z.array(band),
    }),
    foldFigures: z.array(fold),
    characteristics: z.array(tabled),
    fairness: z.strictObject({
      cutOff: part.meta({ description: 'Approved below this probability' }),
      approvalRate: part,
      columns: z.array(
        z.strictObject({
          column: z.string(),
          groups: z.array(group),
          adverseImpactRatio: z.number().nullable(),
          lowest: z.string().nullable(),
          highest: z.string().nullable(),
        }),
      ),
    }),
    left: z
      .array(z.strictObject({ name: z.string(), why: z.string() }))
      .meta({ description: 'Columns that are not in the score' }),
    warnings: z.array(z.string()),
    notes: z.array(z.string()),
  })
  .meta({
    title: 'Report of a training',
    description:
      'How a scorecard was made and how it did on rows that it had not seen. Every figure of its quality comes from cross-validation.',
  });

export type TrainingReport = z.output<typeof trainingReportSchema>;

/** The published JSON Schema, as text. */
export const trainingReportJsonSchema = (): string =>
  `${JSON.stringify(
    {
      $id: 'https://cartera.example/schemas/training-report.v1.json',
      ...z.toJSONSchema(trainingReportSchema, { target: 'draft-2020-12' }),
    },
    null,
    2,
  )}\n`;
