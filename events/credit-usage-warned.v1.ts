import * as z from 'zod';
import { episode, exposure, limitMinor, lineId } from './credit-parts.ts';
import { currency, domain } from './envelope.ts';

/** A line is used beyond the share at which people are warned. */
export const creditUsageWarned = domain(
  'credit',
  'CreditUsageWarned',
  z
    .object({
      lineId,
      ...exposure,
      limitMinor,
      currency,
      episode,
    })
    .meta({
      title: 'CreditUsageWarned',
      description: 'A line is used beyond the share at which people are warned',
    }),
);
