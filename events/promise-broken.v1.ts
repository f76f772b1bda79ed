import * as z from 'zod';
import { accountId, businessDate, currency, domain, positiveMinor } from './envelope.ts';
import { promiseId } from './parts.ts';

/** A promise to pay was not kept; the ledger moves no money for it. */
export const promiseBroken = domain(
  'receivables',
  'PromiseBroken',
  z
    .object({
      accountId,
      promiseId,
      amountMinor: positiveMinor.meta({ description: 'What was promised, integer minor units' }),
      currency,
      promisedOn: businessDate.meta({ description: 'The day by which it was to be paid' }),
    })
    .meta({
      title: 'PromiseBroken',
      description: 'A promise to pay was not kept; the ledger moves no money for it',
    }),
);
