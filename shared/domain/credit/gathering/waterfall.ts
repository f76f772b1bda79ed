import * as z from 'zod';
import type { Instant } from '../../calendar.ts';
import { type BureauReport, bureauReportSchema, type MissingBecause } from '../inputs.ts';
import type { ApplicantKind } from '../tax-id.ts';
import type { BureauPlan, WantedField } from './settings.ts';

/** How one bureau was asked, and what it had. */
export type BureauTry = {
  readonly provider: string;
  readonly status: 'found' | 'reused' | Exclude<MissingBecause, 'not-asked'>;
  readonly report?: BureauReport | undefined;
  /** Of all that it answered, as it is kept. */
  readonly sha256?: string | undefined;
  readonly receivedAt?: Instant | undefined;
};

/** Bureaus that may know this applicant, in the order in which they are asked. */
export const bureausFor = (
  bureaus: readonly BureauPlan[],
  applicant: { readonly country: string; readonly kind: ApplicantKind },
): readonly BureauPlan[] =>
  bureaus.filter(
    ({ countries, applicants }) =>
      (countries === undefined || countries.includes(applicant.country)) &&
      (applicants === undefined || applicants.includes(applicant.kind)),
  );

/** The worse of what two bureaus count; where one says nothing, what the other says. */
const worse = (first: number | null, next: number | null): number | null =>
  first === null || next === null ? (first ?? next) : Math.max(first, next);

/** A report with what it does not say filled in from a later one. Bad news of either stays. */
const filledIn = (first: BureauReport, next: BureauReport): BureauReport => ({
  ...first,
  bankrupt: first.bankrupt || next.bankrupt,
  openDefaults: Math.max(first.openDefaults, next.openDefaults),
  score: first.score ?? next.score,
  openDefaultsMinor: worse(first.openDefaultsMinor, next.openDefaultsMinor),
  legalActions: worse(first.legalActions, next.legalActions),
  meanDaysBeyondTerms: first.meanDaysBeyondTerms ?? next.meanDaysBeyondTerms,
  creditLines: first.creditLines ?? next.creditLines,
  utilisation: first.utilisation ?? next.utilisation,
  inquiries: first.inquiries ?? next.inquiries,
  monthsOnFile: first.monthsOnFile ?? next.monthsOnFile,
});

/** What the bureaus said as one report; the word of the one asked earlier stands. */
export const oneReport = (tries: readonly BureauTry[]): BureauReport | undefined => {
  const [first, ...others] = tries.flatMap(({ report }) => report ?? []);
  return first && others.reduce(filledIn, first);
};

/** Whether the next bureau is worth its price. */
export const lacksData = (
  report: BureauReport | undefined,
  wanted: readonly WantedField[],
): boolean => report === undefined || wanted.some((field) => report[field] === null);

const faults = ['timed-out', 'unavailable', 'invalid'] as const;

/**
 * What the bureaus came to. Without a report a fault weighs more than another bureau's no-record:
 * the one that did not answer might have had one.
 */
export const statusOf = (tries: readonly BureauTry[]): 'found' | 'reused' | MissingBecause => {
  const statuses = tries.map(({ status }) => status);
  if (statuses.includes('found')) return 'found';
  if (statuses.includes('reused')) return 'reused';
  if (statuses.length === 0) return 'not-asked';
  return faults.find((fault) => statuses.includes(fault)) ?? 'no-record';
};

export type ReadReport =
  | { readonly ok: true; readonly report: BureauReport }
  | { readonly ok: false; readonly problems: readonly string[] };

/** What a report must be beyond its shape; each has the words that people read. */
const future = 'asOf: expected a day that has come';

/**
 * Checks what a bureau answered, in our words. A record of another shape is garbage as a whole: a
 * decision on half of it would look like one on all of it.
 */
export const readReport = (provider: string, record: unknown, today: string): ReadReport => {
  const given = z.record(z.string(), z.unknown()).safeParse(record);
  if (!given.success) return { ok: false, problems: ['expected an object'] };
  const read = bureauReportSchema.safeParse({ ...given.data, bureau: provider });
  if (read.success) {
    return read.data.asOf > today
      ? { ok: false, problems: [future] }
      : { ok: true, report: read.data };
  }
  // The value itself is not quoted: it may be anything, and this is read by many.
  const problems = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  return { ok: false, problems: problems.slice(0, 20) };
};
