import * as z from 'zod';
import { accountId, domain } from './envelope.ts';
import { act, caseId, instalmentRef } from './parts.ts';

/** Instalments that a person may close a case over. An event takes 64 kB. */
export const mostLetGo = 200;

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
      letGo: z.array(instalmentRef).max(mostLetGo).optional().meta({
        description:
          'Closed by a person: what was owed and opens no case again by itself; handed off, it is not chased in any',
      }),
      act: act.optional(),
    })
    .meta({ title: 'CaseClosed', description: 'A collection effort ended' }),
);
