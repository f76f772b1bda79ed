import * as z from 'zod';
import { businessDate, currency, inbound, positiveMinor } from './envelope.ts';
import { customerId, legalEntity, promiseId } from './parts.ts';

/** A customer did not pay what it had promised. */
export const promiseToPayBroken = inbound(
  'PromiseToPayBroken',
  z
    .object({
      promiseId,
      customerId,
      legalEntity,
      amountMinor: positiveMinor.meta({ description: 'What was promised, integer minor units' }),
      currency,
      promisedOn: businessDate.meta({ description: 'The day by which it was to be paid' }),
    })
    .meta({
      title: 'PromiseToPayBroken',
      description: 'A customer did not pay what it had promised; promises are kept upstream',
    }),
);
