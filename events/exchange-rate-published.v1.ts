import * as z from 'zod';
import { businessDate, currency, inbound } from './envelope.ts';

/** A rate of exchange of one day. */
export const exchangeRatePublished = inbound(
  'ExchangeRatePublished',
  z
    .object({
      base: currency.meta({ description: 'One unit of this, ISO 4217' }),
      quote: currency.meta({ description: 'Is that many units of this, ISO 4217' }),
      on: businessDate.meta({ description: 'The day that the rate is of' }),
      rate: z
        .string()
        .regex(/^(?=.*[1-9])\d{1,12}(\.\d{1,12})?$/, 'expected a plain decimal above zero')
        .meta({
          description: 'Units of quote for one unit of base, major units',
          examples: ['0.00024'],
        }),
    })
    .meta({ title: 'ExchangeRatePublished', description: 'A rate of exchange of one day' }),
);
