import type { Financials } from '../../events/credit-parts.ts';
import type { BusinessDate, Instant } from '../domain/calendar.ts';
import type { BureauReport } from '../domain/credit/inputs.ts';
import type { ApplicantKind } from '../domain/credit/tax-id.ts';

/** What gathering has to know of an application and its applicant. Personal data: never logged. */
export type GatheringCase = {
  readonly applicationId: string;
  readonly round: number;
  readonly customerId: string;
  readonly legalEntity: string;
  readonly currency: string;
  /** Asked for: days from invoice to due date. */
  readonly termsDays: number;
  /** The same for every application of one applicant. */
  readonly fingerprint: string;
  /** No report that was received up to then counts: a bureau told of news, or a person wants it new. */
  readonly askAfter?: Instant | undefined;
  /** Undefined when it was erased: nobody is asked about it any more. */
  readonly applicant?:
    | {
        readonly kind: ApplicantKind;
        readonly country: string;
        readonly name: string;
        readonly taxId: string;
        /** What it agreed to. */
        readonly purposes: readonly string[];
        readonly financials?: Financials | undefined;
      }
    | undefined;
};

/** What a bureau answered to one question, as it is kept, whole and encrypted. */
export type KeptAnswer = {
  readonly bureau: string;
  readonly requestId: string;
  readonly receivedAt: Instant;
  /** Of the amounts in the report. */
  readonly currency: string;
  readonly status: 'found' | 'no-record' | 'invalid';
  readonly report?: BureauReport | undefined;
  /** What was wrong with it, when it was. */
  readonly problems?: readonly string[] | undefined;
  readonly raw: string;
};

/** An answer with the digest of all that is kept of it. */
export type Kept = { readonly answer: KeptAnswer; readonly sha256: string };

/** Answers of bureaus about one applicant. */
export type BureauReports = {
  /** The answer to this very question, when an earlier try already had it. */
  readonly answered: (
    bureau: string,
    fingerprint: string,
    requestId: string,
  ) => Promise<Kept | undefined>;
  /**
   * The newest report of those that were received after the day (of UTC): what is older may be kept
   * no more. Undefined when there is none, or when what was kept is not what was said.
   */
  readonly newest: (
    bureau: string,
    fingerprint: string,
    after: BusinessDate,
  ) => Promise<Kept | undefined>;
  /** Keeps an answer and says which one counts: the first that was kept for the question. */
  readonly keep: (fingerprint: string, answer: KeptAnswer) => Promise<Kept>;
};

/** What was gathered for a decision, each source an object of its own. */
export type GatheredFiles = {
  /** Writes canonical JSON under a key that its digest makes; doing so again changes nothing. */
  readonly put: (
    place: { readonly applicationId: string; readonly round: number; readonly source: string },
    value: unknown,
  ) => Promise<{ readonly key: string; readonly sha256: string }>;
};
