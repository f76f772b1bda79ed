import * as z from 'zod';
import { currency, domain, identifier, positiveMinor } from './envelope.ts';
import { contactOf } from './parts.ts';

/** About to hand one message to the provider; never done twice. */
export const contactAttempted = domain(
  'contact',
  'ContactAttempted',
  z
    .object({
      ...contactOf,
      template: z.string(),
      templateVersion: z.int(),
      locale: z.enum(['en', 'es', 'pt']),
      invoiceNumbers: z.array(identifier).max(1000),
      amountMinor: positiveMinor,
      currency,
      contentHash: z.string(),
      rules: z.array(z.string()).meta({ description: 'The gate rules that allowed it' }),
    })
    .meta({
      title: 'ContactAttempted',
      description: 'About to hand one message to the provider; never done twice',
    }),
);

export type ContactAttempted = z.infer<typeof contactAttempted.data>;
