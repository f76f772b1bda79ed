import * as z from 'zod';
import { accountId, domain } from './envelope.ts';
import { act, caseId, taskId } from './parts.ts';

/** Somebody took a task upon himself. */
export const taskClaimed = domain(
  'collections',
  'TaskClaimed',
  z
    .object({ taskId, caseId, accountId, act })
    .meta({ title: 'TaskClaimed', description: 'Somebody took a task upon himself' }),
);
