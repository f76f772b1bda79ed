import * as z from 'zod';
import { foreignInstant, identifier, inbound } from './envelope.ts';
import { customerId, legalEntity } from './parts.ts';

/** A bureau says that something happened to a customer. */
export const bureauAlertReceived = inbound(
  'BureauAlertReceived',
  z
    .object({
      alertId: identifier.meta({ description: 'Unique at the bureau; a repeat is the same alert' }),
      customerId,
      legalEntity,
      bureau: identifier.meta({ description: 'Which bureau says so' }),
      kind: z
        .enum(['insolvency', 'default-registered', 'legal-action', 'score-dropped', 'other'])
        .meta({ description: 'What happened' }),
      at: foreignInstant.meta({ description: 'When the bureau noticed it' }),
    })
    .meta({
      title: 'BureauAlertReceived',
      description: 'A bureau says that something happened to a customer',
    }),
);
