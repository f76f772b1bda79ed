import type { BusinessDate, Instant } from '../../../shared/domain/calendar.ts';
import {
  type CreditInputs,
  creditInputsSchema,
  type MissingBecause,
} from '../../../shared/domain/credit/inputs.ts';
import type { Rate } from '../../../shared/domain/credit/rates.ts';
import type { Application } from '../../../shared/domain/credit/types.ts';
import type { Applicant } from '../../../shared/ports/applications.ts';
import type { GatherAnswer } from '../../../statemachines/credit-approval/io.ts';

/** The line that the applicant has already, and what is owed and promised against it. */
export type PresentLine = {
  readonly line: NonNullable<CreditInputs['line']>;
  readonly exposureMinor: number;
};

/** A part of the inputs: what a source had, or why it had nothing. */
export type Gathered = {
  readonly source: GatherAnswer['source'];
  readonly status: GatherAnswer['status'];
  /** What its object holds; undefined when there is none, or it is not what was kept. */
  readonly value: unknown;
};

const sources = ['history', 'bureau', 'financials'] as const;

const missing = (status: GatherAnswer['status']): { readonly missing: MissingBecause } => ({
  missing: status === 'found' || status === 'reused' ? 'invalid' : status,
});

/** What each source had; one that did not answer at all was not asked. */
const partsOf = (gathered: readonly Gathered[]) =>
  Object.fromEntries(
    sources.map((name) => {
      const part = gathered.find(({ source }) => source === name);
      if (part?.value !== undefined) return [name, part.value];
      return [name, missing(part?.status ?? 'not-asked')];
    }),
  );

const purposeOf = (applicant: Applicant | undefined, purpose: string): boolean =>
  applicant?.purposes.includes(purpose) === true;

/**
 * All that the decision of a round looks at, held against its schema: what a source kept may be of
 * an older release, or no longer what it was.
 *
 * @throws ZodError when it does not fit.
 */
export const inputsOf = (of: {
  readonly state: Application;
  readonly applicant: Applicant | undefined;
  readonly gathered: readonly Gathered[];
  readonly present: PresentLine | undefined;
  readonly rate: Rate | undefined;
  readonly at: Instant;
  readonly on: BusinessDate;
}): CreditInputs => {
  const { state, applicant, present, rate } = of;
  const parts = partsOf(of.gathered);
  const history = parts['history'] as { readonly openMinor?: number };
  const { askedMinor: amountMinor, askedDays: termsDays, currency } = state;
  return creditInputsSchema.parse({
    schemaVersion: 1,
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
    ...parts,
    ...(present === undefined ? {} : { line: present.line }),
    // Without a line what is owed is all that there is.
    exposureMinor: present?.exposureMinor ?? history.openMinor ?? 0,
    ...(rate === undefined ? {} : { rate }),
  });
};
