import * as z from 'zod';
import { accountId, currency, domain, positiveMinor } from './envelope.ts';
import { act, invoiceNumber } from './parts.ts';

/** Giving up an invoice was asked for, and the amount needs the approval of a second person. */
export const writeOffRequested = domain(
  'receivables',
  'WriteOffRequested',
  z
    .object({
      accountId,
      invoiceNumber,
      amountMinor: positiveMinor.meta({ description: 'What was open, integer minor units' }),
      givenUpMinor: positiveMinor.optional().meta({
        description:
          'What was given up before and counts towards the limit too, of the invoice or by single persons of the account, integer minor units',
      }),
      limitMinor: positiveMinor.meta({
        description: 'Up to here one person decides, integer minor units',
      }),
      currency,
      act,
    })
    .meta({
      title: 'WriteOffRequested',
      description: 'Giving up an invoice waits for the approval of a second person',
    }),
);
