import * as z from 'zod';
import { accountId, domain } from './envelope.ts';
import { act, caseId } from './parts.ts';

/** Somebody ended a hold, or lets an account be chased again whose case a person had closed. */
export const caseReleased = domain(
  'collections',
  'CaseReleased',
  z
    .object({
      caseId,
      accountId,
      from: z
        .enum(['hold', 'close'])
        .meta({ description: 'What a person had done that is over now' }),
      act,
    })
    .meta({
      title: 'CaseReleased',
      description: 'Somebody ended a hold, or took back the close of a case',
    }),
);
