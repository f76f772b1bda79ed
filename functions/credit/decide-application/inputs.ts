import type * as z from 'zod';
import type { BusinessDate, Instant } from '../../../shared/domain/calendar.ts';
import {
  type CreditInputs,
  creditInputsSchema,
  inputParts,
  isMissing,
  type Missing,
  type Standing,
} from '../../../shared/domain/credit/inputs.ts';
import type { Rate } from '../../../shared/domain/credit/rates.ts';
import type { Application } from '../../../shared/domain/credit/types.ts';
import type { Applicant } from '../../../shared/ports/applications.ts';
import type { GatherAnswer } from '../../../statemachines/credit-approval/io.ts';

/** The line that the applicant has already, and what is owed and promised against it. */
export type PresentLine = {
  readonly line: NonNullable<CreditInputs['line']>;
  /** Null when no rate says what it is. */
  readonly exposureMinor: number | null;
};

/** A part of the inputs: what a source had, or why it had nothing. */
export type Gathered = {
  readonly source: GatherAnswer['source'];
  readonly status: GatherAnswer['status'];
  /** What its object holds; undefined when there is none, or it is not what was kept. */
  readonly value: unknown;
};

const missing = (status: GatherAnswer['status']): Missing => ({
  missing: status === 'found' || status === 'reused' ? 'invalid' : status,
});

/**
 * What a source had, or why it had nothing; one that did not answer at all was not asked. What was
 * kept and no longer fits, such as a report of an older release, is as good as none.
 */
const partOf = <Part>(
  gathered: readonly Gathered[],
  name: Gathered['source'],
  schema: z.ZodType<Part>,
): Part | Missing => {
  const part = gathered.find(({ source }) => source === name);
  if (part?.value === undefined) return missing(part?.status ?? 'not-asked');
  const read = schema.safeParse(part.value);
  return read.success ? read.data : { missing: 'invalid' };
};

const purposeOf = (applicant: Applicant | undefined, purpose: string): boolean =>
  applicant?.purposes.includes(purpose) === true;

/** Whoever was never invoiced owes nothing; what a history that was not read says nobody knows. */
const owedIn = (history: CreditInputs['history']): number | null => {
  if (!isMissing(history)) return history.openMinor;
  return history.missing === 'no-record' ? 0 : null;
};

/** All that the decision of a round looks at, held against its schema. */
export const inputsOf = (of: {
  readonly state: Application;
  readonly applicant: Applicant | undefined;
  readonly gathered: readonly Gathered[];
  readonly present: PresentLine | undefined;
  readonly standing: Standing;
  readonly rate: Rate | undefined;
  readonly at: Instant;
  readonly on: BusinessDate;
}): CreditInputs => {
  const { state, applicant, present, standing, rate, gathered } = of;
  const history = partOf(gathered, 'history', inputParts.history);
  const { askedMinor: amountMinor, askedDays: termsDays, currency } = state;
  return creditInputsSchema.parse({
    schemaVersion: 3,
    applicationId: state.applicationId,
    kind: state.kind,
    round: state.round,
    asOf: { at: of.at, on: of.on },
    asked: { amountMinor, currency, termsDays },
    applicant: { kind: state.applicantKind, country: state.country },
    consent: {
      bureau: purposeOf(applicant, 'bureau-enquiry'),
      automated: purposeOf(applicant, 'automated-decision'),
    },
    history,
    bureau: partOf(gathered, 'bureau', inputParts.bureau),
    financials: partOf(gathered, 'financials', inputParts.financials),
    ...(present === undefined ? {} : { line: present.line }),
    // Without a line what is owed is all that there is.
    exposureMinor: present === undefined ? owedIn(history) : present.exposureMinor,
    standing,
    ...(rate === undefined ? {} : { rate }),
  });
};
