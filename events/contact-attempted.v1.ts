import * as z from 'zod';
import { currency, domain, identifier, positiveMinor } from './envelope.ts';
import { addressHash, contactMode, contactOf, locale } from './parts.ts';

/** About to hand one message to the provider; never done twice. */
export const contactAttempted = domain(
  'contact',
  'ContactAttempted',
  z
    .object({
      ...contactOf,
      mode: contactMode.optional(),
      template: z.string().meta({ description: 'Name of the template' }),
      templateVersion: z.int().meta({ description: 'Its published version' }),
      locale,
      invoiceNumbers: z.array(identifier).max(1000).meta({ description: 'What the message lists' }),
      amountMinor: positiveMinor.meta({
        title: 'Amount listed',
        description:
          'Open amounts of the listed items added up, integer minor units; it may ask for less',
      }),
      currency,
      contentHash: z.string().meta({ description: 'SHA-256 of the body, which is kept elsewhere' }),
      addressHash: addressHash.optional(),
      rules: z.array(z.string()).meta({ description: 'The gate rules that allowed it' }),
    })
    .meta({
      title: 'ContactAttempted',
      description: 'About to hand one message to the provider; never done twice',
    }),
);
