import * as z from 'zod';

/** Probabilities are whole parts per million, so that they compare and replay exactly. */
export const million = 1_000_000;

const partsPerMillion = z.int().min(0).max(million);
const points = z.int().min(-100_000).max(100_000);
const columnName = z.string().min(1).max(200);
const shortText = z.string().min(1).max(500);

const operands = z.array(columnName).min(2).max(40);

/**
 * Where the value of a characteristic comes from: a column as it is, or one figure made of several
 * columns of the same unit. Every operation is exact in IEEE 754, so it gives the same on any machine.
 */
const source = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('column'), column: columnName }),
    z
      .object({ kind: z.literal('share'), part: columnName, other: columnName })
      .meta({ description: 'part / (|part| + |other|), from -1 to 1; missing when both are 0' }),
    z
      .object({ kind: z.literal('difference'), from: columnName, less: columnName })
      .meta({ description: 'from - less' }),
    z.object({ kind: z.literal('largest'), of: operands }),
    z.object({ kind: z.literal('smallest'), of: operands }),
    z.object({ kind: z.literal('mean'), of: operands }),
    z.object({ kind: z.literal('above'), of: operands, limit: z.number() }).meta({
      description: 'How many of them are above the limit',
    }),
  ])
  .meta({ title: 'Source', description: 'What the characteristic looks at' });

const share = partsPerMillion.meta({
  description: 'Part of the training rows that fell here; drift (PSI) is measured against it',
});

const attribute = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('interval'),
      from: z.number().nullable().meta({ description: 'Inclusive; null is without bound' }),
      below: z.number().nullable().meta({ description: 'Exclusive; null is without bound' }),
      points,
      share,
    }),
    z.object({
      kind: z.literal('values'),
      values: z.array(z.union([z.string(), z.number()])).min(1),
      points,
      share,
    }),
    z.object({ kind: z.literal('missing'), points, share }),
    z.object({ kind: z.literal('other'), points, share }),
  ])
  .meta({ title: 'Attribute', description: 'One bin of a characteristic and its points' });

/** What the shape alone cannot say; each rule has the words that a refusal shows. */
export const scorecardRules = {
  missing: 'expected exactly one attribute of kind missing',
  cover: 'expected intervals that follow each other from null to null without gap or overlap',
  other: 'expected exactly one attribute of kind other where there are no intervals, else none',
  distinct: 'expected every value in one attribute only',
  best: 'expected best to be the highest points of the attributes, and neutral not above it',
  names: 'expected every characteristic name and every reason code once',
  calibration: 'expected scores in ascending order with probabilities that never rise',
  basis: 'expected either trainedOn or judgedBy',
  grades: 'expected grades in ascending order of belowPpm, the last one at 1,000,001',
} as const;

type AttributeShape = z.infer<typeof attribute>;

const isCover = (attributes: readonly AttributeShape[]): boolean => {
  const intervals = attributes.filter((each) => each.kind === 'interval');
  return intervals.every(({ from, below }, index) => {
    const next = intervals[index + 1];
    const starts = index > 0 || from === null;
    const meets = next === undefined ? below === null : below !== null && below === next.from;
    return starts && meets && (from === null || below === null || from < below);
  });
};

const count = (attributes: readonly AttributeShape[], kind: AttributeShape['kind']): number =>
  attributes.filter((each) => each.kind === kind).length;

const valuesOf = (attributes: readonly AttributeShape[]): string[] =>
  attributes.flatMap((each) => (each.kind === 'values' ? each.values.map(String) : []));

const unique = (texts: readonly string[]): boolean => new Set(texts).size === texts.length;

const characteristic = z
  .object({
    name: columnName,
    source,
    reason: z.object({
      code: z
        .string()
        .regex(/^[a-z0-9][a-z0-9-]{0,79}$/, 'expected lower case words joined by hyphens'),
      text: shortText.meta({ description: 'The principal reason as a notice would say it' }),
    }),
    attributes: z.array(attribute).min(1).max(400),
    best: points.meta({ description: 'The highest points that any attribute gives' }),
    neutral: points.meta({ description: 'The mean points of all training rows, rounded' }),
  })
  .refine(({ attributes }) => count(attributes, 'missing') === 1, scorecardRules.missing)
  .refine(({ attributes }) => isCover(attributes), scorecardRules.cover)
  .refine(
    ({ attributes }) =>
      count(attributes, 'other') === (count(attributes, 'interval') === 0 ? 1 : 0),
    scorecardRules.other,
  )
  .refine(({ attributes }) => unique(valuesOf(attributes)), scorecardRules.distinct)
  .refine(
    ({ attributes, best, neutral }) =>
      best === Math.max(...attributes.map((each) => each.points)) && neutral <= best,
    scorecardRules.best,
  )
  .meta({
    title: 'Characteristic',
    description: 'A table of points; exactly one attribute applies',
  });

const characteristics = z
  .array(characteristic)
  .max(500)
  .refine(
    (all) => unique(all.map(({ name }) => name)) && unique(all.map(({ reason }) => reason.code)),
    scorecardRules.names,
  );

const trainedOn = z
  .object({
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    rows: z.int().positive(),
    seed: z.int().nonnegative(),
  })
  .meta({ title: 'Trained on', description: 'Hash of the bytes of the file, and what drew folds' });

const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected words joined by hyphens');

/** Sums points to a figure such as expected days; no probability and no grade. */
export const pointsTableSchema = z
  .object({
    schemaVersion: z.literal(1),
    name,
    version: z.int().positive(),
    outcome: z.object({ description: shortText, unit: shortText }),
    trainedOn,
    pointsPerUnit: z.int().positive(),
    basePoints: points,
    characteristics,
  })
  .meta({ title: 'Points table', description: 'A sum of points that stands for an amount' });

export const riskClasses = ['low', 'medium', 'high'] as const;
export type RiskClass = (typeof riskClasses)[number];

const calibration = z
  .array(z.object({ score: z.int(), ppm: partsPerMillion }))
  .min(1)
  .max(1000)
  .refine(
    (knots) =>
      knots.every(({ score, ppm }, index) => {
        const before = knots[index - 1];
        return before === undefined || (before.score < score && before.ppm >= ppm);
      }),
    scorecardRules.calibration,
  )
  .meta({
    title: 'Calibration',
    description: 'Probability of the bad outcome by score, straight between the knots',
  });

const grades = z
  .array(
    z.object({
      grade: z.string().min(1).max(8),
      riskClass: z.enum(riskClasses),
      belowPpm: z
        .int()
        .min(1)
        .max(million + 1),
    }),
  )
  .min(1)
  .refine(
    (all) =>
      all.at(-1)?.belowPpm === million + 1 &&
      all.every(({ belowPpm }, index) => index === 0 || belowPpm > (all[index - 1]?.belowPpm ?? 0)),
    scorecardRules.grades,
  )
  .meta({
    title: 'Grades',
    description: 'The first grade whose belowPpm is above the probability',
  });

/**
 * One versioned scorecard. A higher score is a lower risk. A version in use is never edited, because
 * decisions replay against it: a new training gives the next version.
 */
export const scorecardSchema = z
  .object({
    schemaVersion: z.literal(1),
    name,
    version: z.int().positive(),
    outcome: z
      .object({ description: shortText, target: columnName, bad: z.array(z.string()).min(1) })
      .meta({ title: 'Outcome', description: 'What counts as bad' }),
    trainedOn: trainedOn.optional(),
    judgedBy: shortText.optional().meta({
      description: 'Instead of a training: whose judgement the points are, and on what it rests',
    }),
    scale: z.object({
      anchorScore: z.int(),
      anchorOdds: z.number().positive().meta({ description: 'Good to bad at the anchor score' }),
      pointsToDoubleOdds: z.int().positive(),
    }),
    basePoints: points,
    characteristics,
    calibration,
    grades,
    reasons: z.object({
      against: z.enum(['neutral', 'best']),
      most: z.int().min(1).max(20),
    }),
  })
  .refine(
    ({ trainedOn: trained, judgedBy }) => (trained === undefined) !== (judgedBy === undefined),
    scorecardRules.basis,
  )
  .meta({ title: 'Scorecard', description: 'Points by characteristic, and what their sum means' });

export type Scorecard = z.infer<typeof scorecardSchema>;
export type PointsTable = z.infer<typeof pointsTableSchema>;
export type Characteristic = z.infer<typeof characteristic>;
export type Attribute = z.infer<typeof attribute>;
export type Source = z.infer<typeof source>;

/** A value as it is known; null, undefined and NaN are missing. */
export type InputValue = number | string | boolean | null | undefined;
export type Inputs = Readonly<Record<string, InputValue>>;
