import * as z from 'zod';
import {
  applicationId,
  creditRole,
  dueAt,
  lineSeen,
  principalReasons,
  riskClass,
  round,
  terms,
} from './credit-parts.ts';
import { domain } from './envelope.ts';

/** A person is to decide about an application. */
export const creditReferred = domain(
  'credit',
  'CreditReferred',
  z
    .object({
      applicationId,
      round,
      role: creditRole.meta({ description: 'Who is to look at it' }),
      dueAt,
      ...terms,
      riskClass: riskClass.optional(),
      reasons: principalReasons,
      line: lineSeen.optional().meta({
        description: 'The line that the customer had then; absent when there was none',
      }),
    })
    .meta({ title: 'CreditReferred', description: 'A person is to decide about an application' }),
);
