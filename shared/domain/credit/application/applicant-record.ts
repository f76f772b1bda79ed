import type { BusinessDate } from '../../calendar.ts';
import type { Application } from '../types.ts';

/** How an application of somebody ended, as their next one sees it. */
export type Ended = {
  readonly applicationId: string;
  readonly kind: Application['kind'];
  /** `declined` also for a review that a person declined: it closes the line. */
  readonly outcome: string;
  /** Who decided; left out where nobody did. */
  readonly by?: 'policy' | 'person';
  readonly on: BusinessDate;
  readonly lineId?: string;
  /** People had it, and what they said was less than was asked, or had not come when it ended. */
  readonly unsettled?: true;
};

/** What is known of an applicant by their fingerprint. */
export type ApplicantRecord = {
  /** Ids of applications that are open: at most one for a new line, and reviews of lines. */
  readonly open: readonly string[];
  readonly ended: readonly Ended[];
  /** Every line that was ever theirs, under whatever customer, closed ones too. */
  readonly lines: readonly string[];
};
