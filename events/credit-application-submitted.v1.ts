import * as z from 'zod';
import { documents, financials, termsDays } from './credit-parts.ts';
import { currency, documentMinor, foreignInstant, identifier, inbound } from './envelope.ts';
import { customerId, legalEntity, locale } from './parts.ts';

/** Somebody asks for a line of credit. */
export const creditApplicationSubmitted = inbound(
  'CreditApplicationSubmitted',
  z
    .object({
      applicationId: identifier.meta({
        title: 'Application',
        description: 'As the sender names it',
      }),
      customerId,
      legalEntity,
      applicant: z
        .object({
          kind: z.enum(['company', 'person']).meta({ description: 'Which rules apply' }),
          name: z.string().min(1).max(200).meta({ description: 'As documents name it' }),
          country: z
            .string()
            .regex(/^[A-Z]{2}$/, 'expected an ISO 3166-1 alpha-2 code')
            .meta({ description: 'ISO 3166-1 alpha-2; whose tax id it is', examples: ['CO'] }),
          taxId: z.string().min(4).max(40).meta({ description: 'Checked for the country' }),
          email: z.email().max(254).optional().meta({ description: 'Where the offer goes' }),
          phone: z.e164().optional().meta({ description: 'E.164, e.g. +15550100' }),
          locale: locale.default('en'),
          zone: z
            .string()
            .min(1)
            .max(64)
            .default('UTC')
            .meta({ description: 'IANA time zone, e.g. America/Bogota' }),
          groupId: identifier
            .optional()
            .meta({ description: 'The group of companies it belongs to' }),
        })
        .meta({ title: 'Applicant', description: 'Who asks; kept apart from the journal' }),
      amountMinor: documentMinor.meta({ description: 'The limit asked for, integer minor units' }),
      currency,
      termsDays: termsDays.meta({ description: 'Days from invoice to due date asked for' }),
      documents,
      financials: financials.optional(),
      consent: z
        .object({
          givenAt: foreignInstant.meta({ description: 'When the applicant agreed' }),
          purposes: z
            .array(z.enum(['credit-assessment', 'bureau-enquiry', 'automated-decision']))
            .min(1)
            .max(3)
            .meta({
              description: 'What the applicant agreed to; no bureau is asked without its purpose',
            }),
          textVersion: identifier.meta({ description: 'Which text the applicant agreed to' }),
        })
        .meta({ title: 'Consent', description: 'What the applicant agreed to' }),
      submittedBy: z.string().min(1).max(512).optional().meta({
        description:
          'Your employee who entered it: they do not decide about it. Exactly one of this and `channel` is given',
      }),
      channel: z.literal('applicant').optional().meta({
        description: '`applicant`: it was entered by the applicant alone, and no employee',
      }),
    })
    .meta({
      title: 'CreditApplicationSubmitted',
      description: 'Somebody asks for a line of credit',
      oneOf: [{ required: ['submittedBy'] }, { required: ['channel'] }],
    }),
);
