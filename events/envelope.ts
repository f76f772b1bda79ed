import * as z from 'zod';

/** Days outside are slips of the keyboard; inside, a due date plus any offset has four digits. */
const earliestDay = '1900-01-01';
const latestDay = '9998-12-31';

/** A calendar day without a zone, `YYYY-MM-DD`, checked to exist (no 30 February). */
export const businessDate = z.iso
  .date()
  .refine(
    (day) => !/^\d{4}-\d\d-\d\d$/.test(day) || (day >= earliestDay && day <= latestDay),
    `expected a day from ${earliestDay} to ${latestDay}`,
  )
  .meta({
    title: 'Business date',
    description: `Calendar day, YYYY-MM-DD, from ${earliestDay} to ${latestDay}`,
    examples: ['2026-01-31'],
  });

/** A moment in UTC, ISO 8601 with `Z`. */
export const instant = z.iso.datetime({ precision: 3 }).meta({
  title: 'Instant',
  description: 'Moment in UTC with milliseconds',
  examples: ['2026-01-31T06:00:00.000Z'],
});

/** Instants of other systems come with any precision and offset; we keep them as they came. */
export const foreignInstant = z.iso
  .datetime({ offset: true })
  .refine((moment) => {
    const ms = Date.parse(moment);
    return Number.isNaN(ms) || (ms >= Date.parse(earliestDay) && ms < Date.parse(latestDay));
  }, `expected a moment from ${earliestDay} to ${latestDay}`)
  .meta({
    title: 'Instant of another system',
    description: `ISO 8601 with offset or Z, any precision, from ${earliestDay} to ${latestDay}`,
    examples: ['2026-01-31T06:00:00Z'],
  });

export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code such as USD')
  .meta({ title: 'Currency', description: 'ISO 4217 alphabetic code', examples: ['USD', 'CLP'] });

/** Amounts are integers in the minor unit of the currency that stands beside them. */
export const amountMinor = z
  .int()
  .nonnegative()
  .meta({ title: 'Amount', description: 'Integer minor units, zero or more', examples: [5594] });

export const positiveMinor = z
  .int()
  .positive()
  .meta({
    title: 'Positive amount',
    description: 'Integer minor units, above zero',
    examples: [5594],
  });

/**
 * The most that one document may be over. 900 of them still add up to a safe integer, and an
 * amount beyond it, in any currency, is a slip of the keyboard.
 */
export const maxDocumentMinor = 10_000_000_000_000;

/** What an invoice, a credit note or a payment of another system is over. */
export const documentMinor = positiveMinor.max(maxDocumentMinor).meta({
  title: 'Amount of a document',
  description: `Integer minor units, above zero, at most ${maxDocumentMinor}`,
  examples: [5594],
});

export const signedMinor = z
  .int()
  .min(-maxDocumentMinor)
  .max(maxDocumentMinor)
  .refine((value) => value !== 0, 'expected an amount other than zero')
  .meta({ title: 'Signed amount', description: 'Integer minor units, not zero', examples: [-500] });

/** Identifiers come from other systems: printable, bounded, and free of our key separators. */
export const identifier = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[^#|\s\p{Cc}\p{Cs}]+$/u, 'expected no white space, control character, # or |')
  .meta({
    title: 'Identifier',
    description: '1 to 128 characters without space, control character, # or |',
  });

/**
 * An identifier under the name of its provider, or derived from one, moment and amount
 * included. Longer than what it is made of, so that whatever a door takes can be booked.
 */
export const scopedId = z
  .string()
  .min(1)
  .max(300)
  .regex(/^[^#|\s\p{Cc}\p{Cs}]+$/u, 'expected no white space, control character, # or |')
  .meta({ title: 'Scoped identifier', description: '<provider>:<identifier>' });

/** `customer|legal entity|currency`. */
export const accountId = z
  .string()
  .regex(
    /^[^#|\s\p{Cc}\p{Cs}]{1,128}\|[^#|\s\p{Cc}\p{Cs}]{1,64}\|[A-Z]{3}$/u,
    'expected customer|legalEntity|CURRENCY',
  )
  .meta({
    title: 'Account',
    description: 'customer|legal entity|currency',
    examples: ['0379-NEVHP|main|USD'],
  });

export const webUrl = z
  .url({ protocol: /^https$/ })
  .max(1024)
  .meta({ title: 'Link', description: 'https address' });

/** What another system says about the event that it sends us. */
export const inboundMeta = z
  .object({
    eventId: identifier.meta({
      title: 'Event id',
      description: 'Unique per fact at the sender; a repeat is the same fact delivered again',
    }),
    occurredAt: foreignInstant,
    correlationId: identifier.optional(),
  })
  .meta({ title: 'Inbound metadata', description: 'Identity and time of the fact at its sender' });

/** What the journal says about an event that it recorded. */
export const recordedMeta = z
  .object({
    eventId: z.string().meta({ description: 'streamId#version' }),
    streamId: z.string().meta({ description: 'Aggregate, e.g. account#0379-NEVHP|main|USD' }),
    version: z.int().positive().meta({ description: 'Position in the stream, from 1, no gaps' }),
    recordedAt: instant.meta({ description: 'When the journal took it' }),
    effectiveOn: businessDate.meta({ description: 'The business date it counts for' }),
    causationId: z.string().meta({ description: 'The input or event that caused it' }),
    correlationId: z.string().meta({ description: 'Follows one input through every hop' }),
  })
  .meta({ title: 'Recorded metadata', description: 'Position, times and cause in the journal' });

export type InboundMeta = z.infer<typeof inboundMeta>;
export type RecordedMeta = z.infer<typeof recordedMeta>;

/** Contexts that publish; the bus source of an event is `cartera.<context>`. */
export type Context =
  | 'receivables'
  | 'collections'
  | 'contact'
  | 'payments'
  | 'credit'
  | 'insight'
  | 'operations';

export type EventContract<Name extends string = string, Data extends z.ZodType = z.ZodType> = {
  readonly name: Name;
  readonly version: number;
  readonly direction: 'inbound' | 'domain';
  readonly context: Context | 'upstream';
  readonly data: Data;
};

export const inbound = <Name extends string, Data extends z.ZodType>(
  name: Name,
  data: Data,
): EventContract<Name, Data> & { direction: 'inbound' } => ({
  name,
  version: 1,
  direction: 'inbound',
  context: 'upstream',
  data,
});

export const domain = <Name extends string, Data extends z.ZodType>(
  context: Context,
  name: Name,
  data: Data,
): EventContract<Name, Data> & { direction: 'domain' } => ({
  name,
  version: 1,
  direction: 'domain',
  context,
  data,
});

/** The `detail` of a bus entry: metadata beside data, so that a rule can match on either. */
export const detailOf = (contract: EventContract) =>
  z.object({
    meta: contract.direction === 'inbound' ? inboundMeta : recordedMeta,
    data: contract.data,
  });

/** An event as the journal keeps it and the publisher sends it. */
export type Recorded<Name extends string = string, Data = unknown> = {
  readonly type: Name;
  readonly meta: RecordedMeta;
  readonly data: Data;
};
