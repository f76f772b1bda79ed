import * as z from 'zod';
import {
  applicationId,
  creditRole,
  grade,
  lateness,
  limitMinor,
  othersMinor,
  principalReasons,
  probabilityPpm,
  published,
  riskClass,
  round,
  sha256,
  termsDays,
} from './credit-parts.ts';
import { businessDate, currency, domain, instant } from './envelope.ts';

/** Policy and scorecard answered for an application; the same inputs give the same answer for ever. */
export const creditDecided = domain(
  'credit',
  'CreditDecided',
  z
    .object({
      applicationId,
      round,
      outcome: z.enum(['approve', 'refer', 'decline']).meta({ description: 'What policy says' }),
      limitMinor: limitMinor.meta({
        description: 'Proposed, integer minor units; 0 when declined',
      }),
      currency,
      termsDays,
      score: z.int().optional().meta({ description: 'Higher is safer; absent when not scored' }),
      probabilityPpm: probabilityPpm.optional(),
      grade: grade.optional(),
      riskClass: riskClass.optional(),
      rules: z
        .array(z.string())
        .max(50)
        .meta({ description: 'The rules of the policy that led here' }),
      reasons: principalReasons,
      role: creditRole.optional().meta({ description: 'Of a referral: who is to look at it' }),
      policy: published.meta({ description: 'The policy that decided' }),
      scorecard: published.meta({ description: 'The scorecard that scored' }),
      evaluator: z
        .int()
        .positive()
        .meta({ description: 'Version of the code that evaluates both' }),
      rate: z
        .object({
          base: currency.meta({ description: 'One unit of this' }),
          quote: currency.meta({ description: 'Is that many units of this' }),
          rate: z.string().meta({ description: 'Units of quote for one of base, a decimal' }),
          on: businessDate.meta({ description: 'The day that the rate is of' }),
        })
        .optional()
        .meta({ description: 'Absent when the currencies are the same, or no rate was known' }),
      othersMinor: othersMinor.optional(),
      lateness: lateness.optional(),
      newsAt: instant.optional().meta({
        description:
          'When a bureau last told of news of the applicant, as far as the reports of this round are newer',
      }),
      unreadNewsAt: instant.optional().meta({
        description:
          'When a bureau last told of news of the applicant that no report knows of: people decide',
      }),
      decidedOn: businessDate.optional().meta({ description: 'The day of the book' }),
      readTo: z
        .array(
          z.object({
            currency: currency.meta({ description: 'Of the account' }),
            version: z
              .int()
              .min(0)
              .meta({ description: 'Of its journal; 0 before its first entry' }),
          }),
        )
        .max(20)
        .optional()
        .meta({
          description:
            'How far the journals of its accounts were read: what these tell later is news. Absent when they were not: what an earlier round read counts, or else all that they tell from the day of the application on',
        }),
      inputs: z
        .object({
          key: z.string().meta({ description: 'Where they are kept, encrypted' }),
          sha256,
        })
        .meta({ description: 'What the decision was made from, whole' }),
    })
    .meta({
      title: 'CreditDecided',
      description:
        'Policy and scorecard answered for an application; the same inputs give the same answer for ever',
    }),
);
