import * as z from 'zod';
import { identifier, inbound } from './envelope.ts';
import { customerId, locale } from './parts.ts';

/** A customer as upstream knows it now; replaces what was known, less opt-outs not mentioned. */
export const customerUpserted = inbound(
  'CustomerUpserted',
  z
    .object({
      customerId,
      partyId: identifier.optional().meta({
        description: 'Who is contacted; several customers may share one. Default: the customer',
      }),
      name: z
        .string()
        .min(1)
        .max(200)
        .meta({ description: 'As messages address it', examples: ['Acme SA'] }),
      email: z
        .email()
        .max(254)
        .optional()
        .meta({ description: 'Where e-mails go', examples: ['ap@acme.example'] }),
      phone: z.e164().optional().meta({ description: 'E.164, e.g. +15550100' }),
      locale,
      country: z
        .string()
        .regex(/^[A-Z]{2}$/, 'expected an ISO 3166-1 alpha-2 code')
        .optional()
        .meta({ description: 'ISO 3166-1 alpha-2', examples: ['CO'] }),
      zone: z.string().min(1).max(64).meta({ description: 'IANA time zone, e.g. America/Bogota' }),
      optOuts: z
        .array(z.enum(['email', 'sms', 'all']))
        .max(3)
        .optional()
        .meta({
          description:
            "Channels that are refused; replaces this customer's earlier list, absent keeps it. A shared party honours the lists of all its customers",
        }),
      segment: identifier.optional(),
    })
    .meta({
      title: 'CustomerUpserted',
      description:
        'A customer as upstream knows it now; replaces what was known, except opt-outs that it does not mention',
    }),
);

export type CustomerUpserted = z.infer<typeof customerUpserted.data>;
