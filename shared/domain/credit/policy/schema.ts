import * as z from 'zod';
import { currency } from '../../../../events/envelope.ts';
import { missingBecause } from '../inputs.ts';
import { creditRoles } from '../types.ts';
import { knownFields } from './fields.ts';
import { brokenRules, policyRules } from './rules.ts';

const word = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected lower case words joined by hyphens');

const whole = z.int().nonnegative();
const minor = whole.meta({ description: 'Integer minor units of the currency of the policy' });
const percent = z.int().min(0).max(100);

const byClass = <T extends z.ZodType>(of: T) => z.object({ low: of, medium: of, high: of });
const byKind = <T extends z.ZodType>(of: T) => z.object({ company: of, person: of });

const field = z
  .string()
  .refine((name) => knownFields.has(name), policyRules.field)
  .meta({ title: 'Field', description: '<source>.<figure>; what is not known meets no condition' });

const condition = z
  .union([
    z.strictObject({ field, is: z.union([z.boolean(), z.string()]) }),
    z.strictObject({ field, above: z.number() }),
    z.strictObject({ field, below: z.number() }),
  ])
  .meta({ title: 'Condition', description: 'Equal, strictly above or strictly below' });

const reason = z.strictObject({
  code: word.meta({ description: 'Tells reasons apart' }),
  text: z.string().min(1).max(200).meta({ description: 'As a notice says it' }),
});

const verdict = z.enum(['refer', 'decline']);

const knockOut = z
  .strictObject({
    name: word,
    for: z.array(z.enum(['company', 'person'])).min(1),
    when: z.array(condition).min(1).max(5).meta({ description: 'All of them' }),
    outcome: verdict,
    reason,
  })
  .meta({ title: 'Knock-out', description: 'Holds before any score' });

const gap = z
  .strictObject({
    name: word,
    source: z.enum(['history', 'bureau', 'financials']),
    because: z.array(z.enum(missingBecause)).min(1),
    for: z.array(z.enum(['company', 'person'])).min(1),
    unless: z
      .array(condition)
      .min(1)
      .max(5)
      .optional()
      .meta({ description: 'All of them: then the source may be missing' }),
    outcome: verdict,
    reason,
  })
  .meta({ title: 'Missing data', description: 'What a source that says nothing leads to' });

const band = z.strictObject({
  fromScore: z.int().nullable().meta({ description: 'Inclusive; null for the last band' }),
  outcome: z.enum(['approve', 'refer', 'decline']),
});

const scorecardRef = z.strictObject({ name: word, version: z.int().positive() });

const basis = z
  .strictObject({
    field,
    when: z
      .array(condition)
      .min(1)
      .max(5)
      .optional()
      .meta({ description: 'All of them: else it is no basis' }),
    percentByClass: byClass(z.int().min(0).max(1000)),
  })
  .meta({ title: 'Basis', description: 'A share of an amount, by class' });

const limit = z
  .strictObject({
    smallestOf: z.array(basis).min(1).max(10).meta({ description: 'Of those that are known' }),
    capByClass: byClass(minor),
    withoutBasis: byClass(minor).meta({ description: 'The cap when no basis is known' }),
    roundDownToMinor: z.int().positive(),
    counterPercent: percent.meta({
      description: 'Less than this share of what was asked is for a person to offer',
    }),
  })
  .meta({ title: 'Limit', description: 'How much a class may have' });

const authority = z
  .strictObject({
    automaticByClass: byClass(minor).meta({ description: 'Up to here policy approves alone' }),
    roles: z
      .array(z.strictObject({ role: z.enum(creditRoles), upToByClass: byClass(minor) }))
      .length(creditRoles.length),
    fourEyes: z.strictObject({
      aboveMinor: minor.meta({ description: 'Above it two different people have to approve' }),
      second: z.enum(creditRoles).meta({ description: 'Least role of the other person' }),
    }),
  })
  .meta({ title: 'Authority', description: 'Who may approve how much' });

const waits = z.strictObject({
  referralHours: z.strictObject({
    analyst: z.int().min(1).max(720),
    manager: z.int().min(1).max(720),
    director: z.int().min(1).max(720),
  }),
  remindLast: z.int().min(0).max(10).meta({
    description: 'How often the last authority is reminded before an application expires',
  }),
  informationDays: z.int().min(1).max(90),
  offerDays: z.int().min(1).max(90),
});

/**
 * How credit is decided: knock-outs, what missing data leads to, bands of the score, limit, terms,
 * authority and waits. Versioned data: a version in use is never edited, decisions replay on it.
 */
export const policySchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    name: word,
    version: z.int().positive(),
    basis: z.string().min(1).max(500).meta({ description: 'Where its numbers come from' }),
    currency,
    scorecards: byKind(scorecardRef),
    knockOuts: z.array(knockOut).max(100),
    missing: z.array(gap).max(30),
    bands: byKind(z.array(band).min(1).max(10)),
    limit,
    termsDaysByClass: byClass(z.int().min(0).max(360)),
    reviewMonthsByClass: byClass(z.int().min(1).max(36)),
    lossGivenDefaultPercent: byKind(percent),
    reasons: z.strictObject({ most: z.int().min(1).max(5) }),
    referAfterNoDays: z.int().min(1).max(3650).optional().meta({
      description:
        'For so long after a person declined, or closed a line, policy grants nothing alone; left out, for good',
    }),
    authority,
    waits,
  })
  .superRefine((value, context) => {
    for (const { rule, path } of brokenRules(value)) {
      context.addIssue({ code: 'custom', message: policyRules[rule], path });
    }
  })
  .meta({ title: 'Credit policy', description: 'How credit is decided, for how much and by whom' });

export type CreditPolicy = z.infer<typeof policySchema>;
export type Condition = z.infer<typeof condition>;
