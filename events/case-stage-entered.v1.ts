import * as z from 'zod';
import { accountId, domain } from './envelope.ts';
import { caseId, daysPastDue, stage } from './parts.ts';

/** A case moved to its next stage. */
export const caseStageEntered = domain(
  'collections',
  'CaseStageEntered',
  z
    .object({ caseId, accountId, stage, from: stage.optional(), daysPastDue })
    .meta({ title: 'CaseStageEntered', description: 'A case moved to its next stage' }),
);
