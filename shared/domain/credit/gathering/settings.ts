import * as z from 'zod';

const name = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected words joined by hyphens');

/** Fields of a report without which the next bureau is asked. */
export const wantedFields = [
  'score',
  'openDefaultsMinor',
  'legalActions',
  'meanDaysBeyondTerms',
  'creditLines',
  'utilisation',
  'inquiries',
  'monthsOnFile',
] as const;

const asked = {
  name,
  /** ISO 3166-1 codes of the countries that it knows applicants of; all when left out. */
  countries: z.array(z.string().regex(/^[A-Z]{2}$/)).optional(),
  applicants: z.array(z.enum(['company', 'person'])).optional(),
  /** How often it is asked at most when it is not there. */
  attempts: z.int().min(1).max(5),
} as const;

const rest = z.object({
  ...asked,
  kind: z.literal('rest'),
  url: z.url(),
  /** How its words become ours; `bureau-mappings/`. */
  mapping: z.object({ name: z.string(), version: z.int().positive() }),
  /** For each try. */
  timeoutMs: z.int().min(100).max(30_000),
});

/** Answers by itself from the digits of the tax id: for trials, never about a real applicant. */
const sandbox = z.object({ ...asked, kind: z.literal('sandbox') });

const bureau = z.discriminatedUnion('kind', [rest, sandbox]);

export const bureauSettings = z.object({
  /** In the order in which they are asked. */
  bureaus: z.array(bureau).max(5),
  /** A report younger than so many months is used again. */
  reuseMonths: z.int().min(0).max(24),
  wanted: z.array(z.enum(wantedFields)),
});

export type BureauSettings = z.infer<typeof bureauSettings>;
export type BureauPlan = z.infer<typeof bureau>;
export type RestBureau = z.infer<typeof rest>;
export type WantedField = (typeof wantedFields)[number];
