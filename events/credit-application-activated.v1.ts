import * as z from 'zod';
import { applicationId, lineId } from './credit-parts.ts';
import { domain } from './envelope.ts';

/** The line that an application asked for is in force. */
export const creditApplicationActivated = domain(
  'credit',
  'CreditApplicationActivated',
  z
    .object({
      applicationId,
      lineId,
    })
    .meta({
      title: 'CreditApplicationActivated',
      description: 'The line that an application asked for is in force',
    }),
);
