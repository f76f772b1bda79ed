import * as z from 'zod';
import { accountId, domain } from './envelope.ts';
import { caseId, daysPastDue, stage } from './parts.ts';

/** A case moved back because it is less late than its stage. */
export const caseDeescalated = domain(
  'collections',
  'CaseDeescalated',
  z.object({ caseId, accountId, stage, from: stage, daysPastDue }).meta({
    title: 'CaseDeescalated',
    description: 'A case moved back because it is less late than its stage',
  }),
);
