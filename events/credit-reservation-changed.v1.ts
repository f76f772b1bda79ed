import * as z from 'zod';
import { reservation } from './credit-parts.ts';
import { domain } from './envelope.ts';

/** A later revision of an order takes another part of the line. */
export const creditReservationChanged = domain(
  'credit',
  'CreditReservationChanged',
  z.object(reservation).meta({
    title: 'CreditReservationChanged',
    description: 'A later revision of an order takes another part of the line',
  }),
);
