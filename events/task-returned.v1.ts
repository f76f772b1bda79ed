import * as z from 'zod';
import { accountId, domain } from './envelope.ts';
import { act, caseId, taskId } from './parts.ts';

/** A claimed task is free for others again. */
export const taskReturned = domain(
  'collections',
  'TaskReturned',
  z
    .object({ taskId, caseId, accountId, act })
    .meta({ title: 'TaskReturned', description: 'A claimed task is free for others again' }),
);
