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
      level: z
        .enum(['within', 'warned'])
        .meta({ description: 'What it fell to: within all limits, or still worth a warning' }),
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
      description: 'Less is owed and promised against a line than what people were warned of',
    }),
);
