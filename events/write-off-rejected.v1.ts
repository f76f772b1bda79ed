import * as z from 'zod';
import { accountId, domain } from './envelope.ts';
import { act, invoiceNumber } from './parts.ts';

/** A write-off that waited for approval will not happen; the invoice is owed as before. */
export const writeOffRejected = domain(
  'receivables',
  'WriteOffRejected',
  z
    .object({
      accountId,
      invoiceNumber,
      request: act.meta({ description: 'Who asked for it' }),
      act,
    })
    .meta({
      title: 'WriteOffRejected',
      description: 'A write-off that waited for approval will not happen',
    }),
);
