import * as z from 'zod';
import { accountId, domain } from './envelope.ts';
import { caseId } from './parts.ts';

/** A collection effort ended. */
export const caseClosed = domain(
  'collections',
  'CaseClosed',
  z
    .object({
      caseId,
      accountId,
      reason: z
        .enum(['settled', 'nothing-due', 'handed-off', 'written-off', 'closed-by-person'])
        .meta({ description: 'Why' }),
    })
    .meta({ title: 'CaseClosed', description: 'A collection effort ended' }),
);
