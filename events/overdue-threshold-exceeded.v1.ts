import * as z from 'zod';
import { accountId, currency, domain, positiveMinor } from './envelope.ts';
import { caseId, daysPastDue } from './parts.ts';

/** An account owes more past due than the environment tolerates. */
export const overdueThresholdExceeded = domain(
  'collections',
  'OverdueThresholdExceeded',
  z
    .object({
      caseId,
      accountId,
      overdueMinor: positiveMinor,
      currency,
      thresholdMinor: positiveMinor,
      daysPastDue,
    })
    .meta({
      title: 'OverdueThresholdExceeded',
      description: 'An account owes more past due than the environment tolerates',
    }),
);
