import * as z from 'zod';
import { accountId, domain } from './envelope.ts';
import { caseId, stage } from './parts.ts';

/** What the case did was only simulated, and its party is contacted for real from now on. */
export const caseRestarted = domain(
  'collections',
  'CaseRestarted',
  z
    .object({
      caseId,
      accountId,
      from: stage.optional().meta({ description: 'The stage that it had reached in simulation' }),
    })
    .meta({
      title: 'CaseRestarted',
      description: 'The case forgets stage and steps, because they were only simulated',
    }),
);
