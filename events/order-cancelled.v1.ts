import * as z from 'zod';
import { inbound } from './envelope.ts';
import { customerId, legalEntity, orderId } from './parts.ts';

/** An order will not be billed. */
export const orderCancelled = inbound(
  'OrderCancelled',
  z
    .object({
      orderId,
      customerId,
      legalEntity,
      revision: z
        .int()
        .positive()
        .default(1)
        .meta({ description: 'The revision that is cancelled; a later one stands' }),
    })
    .meta({ title: 'OrderCancelled', description: 'An order will not be billed' }),
);
