import * as z from 'zod';
import { reservation } from './credit-parts.ts';
import { domain } from './envelope.ts';

/** An order took its part of a line. */
export const creditReserved = domain(
  'credit',
  'CreditReserved',
  z
    .object(reservation)
    .meta({ title: 'CreditReserved', description: 'An order took its part of a line' }),
);
