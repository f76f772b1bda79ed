import * as z from 'zod';
import { accountId, domain, identifier } from './envelope.ts';

/** A collection effort on an account began. */
export const caseOpened = domain(
  'collections',
  'CaseOpened',
  z
    .object({
      caseId: z.string(),
      accountId,
      partyId: identifier,
      strategy: z.string(),
      strategyVersion: z.int(),
    })
    .meta({ title: 'CaseOpened', description: 'A collection effort on an account began' }),
);

export type CaseOpened = z.infer<typeof caseOpened.data>;
