import * as z from 'zod';
import { episode, exposure, limitMinor, lineId } from './credit-parts.ts';
import { currency, domain } from './envelope.ts';

/** More is owed and promised than a line allows. */
export const creditLimitExceeded = domain(
  'credit',
  'CreditLimitExceeded',
  z
    .object({
      lineId,
      ...exposure,
      limitMinor,
      currency,
      episode,
    })
    .meta({
      title: 'CreditLimitExceeded',
      description: 'More is owed and promised than a line allows',
    }),
);
