import * as z from 'zod';

const perLocale = (text: z.ZodString, description: string) =>
  z.object({ en: text, es: text, pt: text }).meta({ description });

/**
 * What an environment says about its creditor and its senders; part of the settings of every
 * function that writes to parties.
 */
export const contactSettings = z.object({
  contact: z.object({
    fromAddress: z
      .string()
      .max(320)
      .regex(
        /^([^<>\r\n"]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
        'expected a@b or Name <a@b>',
      )
      .meta({ description: 'Sender of e-mails; its identity is verified in SES' }),
    replyTo: z.email().meta({ description: 'Where people read answers, opt-outs included' }),
    smsSenderId: z
      .string()
      .regex(
        /^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/,
        'expected 1 to 11 letters or digits, one a letter',
      )
      .optional()
      .meta({ description: 'Shown as the sender where the country allows it' }),
  }),
  creditor: z.object({
    name: z
      .string()
      .trim()
      .min(1)
      .max(120)
      .meta({ description: 'Legal name, as invoices show it' }),
    shortName: z
      .string()
      .trim()
      .min(1)
      .max(20)
      .meta({ description: 'For texts of 160 characters' }),
    paymentInstructions: perLocale(
      z.string().trim().min(1).max(2000),
      'How to pay, one paragraph a line; in every message',
    ),
    smsPayment: perLocale(
      z.string().trim().min(1).max(48),
      'How to pay in one short sentence without its full stop, for texts',
    ),
  }),
  contactRules: z.object({ name: z.string().min(1), version: z.int().positive() }),
});

export type ContactSettings = z.infer<typeof contactSettings>;
export type Creditor = ContactSettings['creditor'];
