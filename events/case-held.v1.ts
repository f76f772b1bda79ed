import * as z from 'zod';
import { accountId, businessDate, domain } from './envelope.ts';
import { act, caseId } from './parts.ts';

/** Somebody put a case on hold: from its business date on, nothing happens before the day `until`. */
export const caseHeld = domain(
  'collections',
  'CaseHeld',
  z
    .object({
      caseId,
      accountId,
      until: businessDate.meta({ description: 'First day on which steps happen again' }),
      act,
    })
    .meta({
      title: 'CaseHeld',
      description: 'Somebody put a case on hold, from the business date of this event on',
    }),
);
