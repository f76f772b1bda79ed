import * as z from 'zod';
import { applicationId, document, keyedDigest, lineId, termsDays } from './credit-parts.ts';
import { currency, documentMinor, domain, foreignInstant, instant } from './envelope.ts';
import { customerId, legalEntity } from './parts.ts';

/** An application for credit, or a review of a line, began. */
export const creditApplicationReceived = domain(
  'credit',
  'CreditApplicationReceived',
  z
    .object({
      applicationId,
      kind: z.enum(['new', 'review']).meta({ description: 'Of a new line, or of one that exists' }),
      customerId,
      legalEntity,
      applicantKind: z.enum(['company', 'person']).meta({ description: 'Which rules apply' }),
      country: z.string().meta({ description: 'ISO 3166-1 alpha-2' }),
      zone: z.string().meta({ description: 'IANA time zone of its days' }),
      fingerprint: keyedDigest.meta({
        description: 'The same for every application of one applicant',
      }),
      groupId: z
        .string()
        .optional()
        .meta({ description: 'The group of companies that the applicant says it is of' }),
      amountMinor: documentMinor.meta({ description: 'The limit asked for, integer minor units' }),
      currency,
      termsDays,
      documents: z.array(document).max(50).meta({ description: 'What was handed in' }),
      contentSha256: keyedDigest.meta({ description: 'Of the applicant, kept elsewhere' }),
      consent: z
        .object({
          givenAt: foreignInstant.meta({ description: 'When the applicant agreed' }),
          purposes: z.array(z.string()).meta({ description: 'What the applicant agreed to' }),
          textVersion: z.string().meta({ description: 'Which text the applicant agreed to' }),
        })
        .optional()
        .meta({ description: 'Absent for a review: that of the application holds' }),
      submittedBy: z
        .string()
        .optional()
        .meta({ description: 'Who entered it: does not decide it' }),
      enteredBy: z.string().optional().meta({
        description:
          'Of a review: who entered the application that the line goes back to; does not decide it',
      }),
      channel: z
        .literal('applicant')
        .optional()
        .meta({ description: 'The applicant entered it alone' }),
      applicantNames: z
        .array(z.string().regex(/^[0-9a-f]{32}$/, 'expected 32 hexadecimal digits'))
        .max(30)
        .optional()
        .meta({
          description:
            'Keyed digests of names of the applicant: whoever has one does not decide it',
        }),
      lineId: lineId.optional().meta({ description: 'Of a review: the line' }),
      because: z
        .enum([
          'periodic',
          'broken-promise',
          'returned-payment',
          'bureau-alert',
          'written-off',
          'person',
        ])
        .optional()
        .meta({ description: 'Of a review: why now' }),
      termsOf: applicationId.optional().meta({
        description: 'Of a review: the application or review whose terms it looks at',
      }),
      askAfter: instant.optional().meta({
        description: 'Of a review: a report of a bureau received up to then does not count',
      }),
    })
    .meta({
      title: 'CreditApplicationReceived',
      description: 'An application for credit, or a review of a line, began',
    }),
);
