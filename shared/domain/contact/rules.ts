import * as z from 'zod';

/** Days of the week, and `holiday` for the dates that the pack lists, whatever their weekday. */
export const contactDays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun', 'holiday'] as const;

/** Every channel that a law speaks of; the ones we can use are a subset. */
export const ruledChannels = ['email', 'sms', 'whatsapp', 'call', 'letter', 'visit'] as const;

const channels = z.array(z.enum(ruledChannels)).min(1).optional().meta({
  title: 'Channels',
  description: 'The channels that the rule is about; all of them when absent',
});

/**
 * Clocks change at night, so windows between 04:00 and 23:00 open and close at exactly one
 * moment on every day of every zone; no law that we know allows a contact outside of that.
 */
const wallTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected HH:mm')
  .refine((time) => time >= '04:00' && time <= '23:00', 'expected 04:00 to 23:00')
  .meta({ title: 'Wall time', description: 'HH:mm in the zone of the party' });

const window = z
  .object({ days: z.array(z.enum(contactDays)).min(1), from: wallTime, to: wallTime, channels })
  .refine((value) => value.from < value.to, 'expected from before to')
  .meta({ title: 'Window', description: 'Contacts are allowed from `from` until before `to`' });

const name = z
  .string()
  .regex(/^[a-z0-9-]{1,64}$/, 'expected lower case words joined by hyphens')
  .meta({ title: 'Rule name', description: 'What the journal says when the rule decides' });

/**
 * No rule looks further back than this. The party's snapshot keeps its contacts for a day longer,
 * because the days of two zones overlap; a longer span would silently count too few.
 */
export const longestSpanDays = 7;

const span = z.int().min(1).max(longestSpanDays);
const per = z.enum(['party', 'account']).meta({
  title: 'Scope',
  description: 'Counted over all accounts of the party, or over one account',
});

const cap = z
  .object({
    kind: z.literal('cap'),
    name,
    max: z.int().min(0).max(1000),
    days: span,
    per,
    channels,
  })
  .meta({ title: 'Cap', description: 'At most `max` contacts in any `days` consecutive days' });

const spacing = z
  .object({ kind: z.literal('spacing'), name, minDays: span, per, channels })
  .meta({ title: 'Spacing', description: 'At least `minDays` days from one contact to the next' });

const singleChannel = z.object({ kind: z.literal('single-channel'), name, days: span, per }).meta({
  title: 'Single channel',
  description: 'One channel only in any `days` consecutive days',
});

const limit = z.discriminatedUnion('kind', [cap, spacing, singleChannel]);

/**
 * One versioned set of contact rules. The default is our own choice; a law pack says the same
 * things for the jurisdictions that it names, and never loosens anything by leaving it out:
 * no window means no contact.
 */
export const contactRulesSchema = z
  .object({
    name: z.string().regex(/^[a-z0-9-]{1,64}$/),
    version: z.int().positive(),
    description: z.string().min(1),
    jurisdictions: z
      .array(z.string().regex(/^(\*|[A-Z]{2}(-[A-Z0-9]{1,3})?)$/, 'expected *, CO or BR-SP'))
      .min(1),
    purposes: z
      .array(z.object({ name, exemptFrom: z.array(z.enum(['windows', 'limits'])) }))
      .min(1)
      .meta({ description: 'Any other purpose is refused' }),
    windows: z.array(window),
    holidays: z
      .array(z.iso.date())
      .meta({ description: 'Dates on which only holiday windows count' }),
    limits: z.array(limit),
  })
  .meta({
    title: 'Contact rules',
    description: 'When, how often and for what a party is contacted',
  });

export type ContactRules = z.infer<typeof contactRulesSchema>;
export type ContactWindow = ContactRules['windows'][number];
export type ContactLimit = ContactRules['limits'][number];
