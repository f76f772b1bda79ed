import * as z from 'zod';
import { accountId, domain } from './envelope.ts';
import { stage } from './parts.ts';

/** A case moved to its next stage. */
export const caseStageEntered = domain(
  'collections',
  'CaseStageEntered',
  z
    .object({ caseId: z.string(), accountId, stage, from: stage.optional(), daysPastDue: z.int() })
    .meta({ title: 'CaseStageEntered', description: 'A case moved to its next stage' }),
);

export type CaseStageEntered = z.infer<typeof caseStageEntered.data>;
