import * as z from 'zod';
import { accountId, domain } from './envelope.ts';
import { act, caseId, taskId } from './parts.ts';

/** A task was done, or turned out to be needless; the reason of the act says which. */
export const taskFinished = domain(
  'collections',
  'TaskFinished',
  z.object({ taskId, caseId, accountId, act }).meta({
    title: 'TaskFinished',
    description: 'A task was done, or turned out to be needless; the reason of the act says which',
  }),
);
