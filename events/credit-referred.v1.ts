import * as z from 'zod';
import {
  applicationId,
  creditRole,
  dueAt,
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
    })
    .meta({ title: 'CreditReferred', description: 'A person is to decide about an application' }),
);
