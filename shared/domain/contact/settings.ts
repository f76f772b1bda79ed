import * as z from 'zod';
import { allowListEntry, sendingModes } from './mode.ts';

const perLocale = (text: z.ZodString, description: string) =>
  z.object({ en: text, es: text, pt: text }).meta({ description });

const sending = {
  mode: z.enum(sendingModes).meta({
    description: 'live: to everybody; allow-list: to those on it; shadow: to nobody',
  }),
  allowList: z
    .array(z.string().regex(allowListEntry, 'expected a@b, @domain or +<number>'))
    .meta({ description: 'Who is contacted in the mode allow-list' }),
};

/** The part that every function needs which decides what counts as carried out. */
export const sendingSettings = z.object({ contact: z.object(sending) });

const dailyCap = z.int().positive();

/**
 * What an environment says about its creditor and its senders; part of the settings of every
 * function that writes to parties.
 */
export const contactSettings = z.object({
  contact: z.object({
    ...sending,
    dailyCap: z
      .object({ email: dailyCap, sms: dailyCap })
      .meta({ description: 'Messages of a day of UTC; what is due beyond waits for the next' }),
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
