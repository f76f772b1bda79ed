import * as z from 'zod';
import { exposure, limitMinor, lineId } from './credit-parts.ts';
import { accountId, amountMinor, currency, domain } from './envelope.ts';

/** What is owed and promised against a line was looked at again. */
export const creditExposureChanged = domain(
  'credit',
  'CreditExposureChanged',
  z
    .object({
      lineId,
      ...exposure,
      limitMinor,
      currency,
      accounts: z
        .array(
          z.object({
            accountId,
            version: z
              .int()
              .nonnegative()
              .meta({ description: 'Of the ledger, up to which it counts' }),
            openMinor: amountMinor.meta({ description: 'In the currency of the account' }),
            unappliedMinor: amountMinor.meta({ description: 'In the currency of the account' }),
          }),
        )
        .max(50)
        .meta({ description: 'Up to where each account is counted' }),
    })
    .meta({
      title: 'CreditExposureChanged',
      description: 'What is owed and promised against a line was looked at again',
    }),
);
