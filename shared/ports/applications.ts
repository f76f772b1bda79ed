import type { Financials } from '../../events/credit-parts.ts';
import type { BusinessDate } from '../domain/calendar.ts';
import type { Locale } from '../domain/contact/types.ts';
import type { ApplicantRecord } from '../domain/credit/application/applicant-record.ts';
import type { ApplicationFact } from '../domain/credit/application/facts.ts';
import type { Application, CreditRole } from '../domain/credit/types.ts';
import type { ActMark } from './acts.ts';
import type { Cause, Head } from './journal.ts';

/**
 * Who applies, and what was handed in: personal data, kept beside the application and nowhere
 * else, so that it can be erased. Never logged.
 */
export type Applicant = {
  readonly kind: 'company' | 'person';
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** Checked, upper case letters and digits only. */
  readonly taxId: string;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly locale: Locale;
  /** IANA name; the days of the application are in it. */
  readonly zone: string;
  readonly groupId?: string | undefined;
  /** What the applicant agreed to. */
  readonly purposes: readonly string[];
  readonly documents: readonly { readonly kind: string; readonly reference: string }[];
  readonly financials?: Financials | undefined;
  /** Answers to questions, in words, oldest first. */
  readonly notes: readonly string[];
};

export type StoredApplication = { readonly state: Application; readonly head: Head };

/**
 * How often terms were approved for an applicant or a group, when somebody looked at what else they
 * may use. An approval is written only while the count is the same: of two that race, each for a
 * part of what takes more authority together, one is decided again on what the other left.
 */
export type ApprovalCount = { readonly of: string; readonly count: number };

export type ApplicationCommit = {
  /** As it was read; undefined for the first commit. */
  readonly stored: StoredApplication | undefined;
  /** At least one, all of one application. */
  readonly facts: readonly ApplicationFact[];
  readonly effectiveOn: BusinessDate;
  readonly cause: Cause;
  /** The applicant, when it changes. */
  readonly applicant?: Applicant | undefined;
  /**
   * Of an input or a person's act, so that it is applied once: to this application, or whichever
   * of several takes it, under the id that `of` names.
   */
  readonly mark?: (ActMark & { readonly of?: string | undefined }) | undefined;
  /** Of a commit that may approve terms: what was counted before others were looked at. */
  readonly counted?: readonly ApprovalCount[] | undefined;
};

/** `conflict`: somebody else committed first, or carried out the same act. */
export type ApplicationStore = {
  /** Consistent, as all reads here. */
  readonly load: (applicationId: string) => Promise<StoredApplication | undefined>;
  /** Undefined when it was erased, or never was. */
  readonly applicant: (applicationId: string) => Promise<Applicant | undefined>;
  /** The application for a new line that is open for an applicant, or the review of that line. */
  readonly openOf: (fingerprint: string, lineId?: string) => Promise<string | undefined>;
  /** What is known of an applicant by their other applications. */
  readonly ofApplicant: (fingerprint: string) => Promise<ApplicantRecord>;
  /** Open applications and reviews of a line, whoever they are of; also of one to come. */
  readonly openForLine: (lineId: string) => Promise<readonly string[]>;
  /** Open applications of those who say that they are of a group, at most so many. */
  readonly openInGroup: (groupId: string, limit: number) => Promise<readonly string[]>;
  /** By fingerprint, or `GROUP#` and the id of a group. */
  readonly approvalCounts: (of: readonly string[]) => Promise<readonly ApprovalCount[]>;
  /** The application that an offer belongs to. */
  readonly ofOffer: (tokenId: string) => Promise<string | undefined>;
  /** The digest of what was carried out under that id. */
  readonly carriedOut: (applicationId: string, id: string) => Promise<string | undefined>;
  readonly commit: (commit: ApplicationCommit) => Promise<StoredApplication | 'conflict'>;
};

/** A referral as the list of its desk shows it. */
export type OpenReferral = {
  readonly applicationId: string;
  readonly kind: Application['kind'];
  readonly customerId: string;
  readonly legalEntity: string;
  readonly role: CreditRole;
  readonly dueAt: string;
  readonly limitMinor: number;
  readonly currency: string;
  readonly termsDays: number;
  readonly approvals: number;
  readonly riskClass?: string | undefined;
  readonly claimedBy?: string | undefined;
};

export type ReferralReader = {
  /** Referrals of a role, the most urgent first, after the place where the page before ended. */
  readonly open: (
    role: CreditRole,
    page: { readonly limit: number; readonly after?: string | undefined },
  ) => Promise<{ readonly referrals: readonly OpenReferral[]; readonly next?: string | undefined }>;
};

/** What a decision was made from, whole and encrypted. */
export type CreditFiles = {
  /** Writes once: a key that exists keeps its content. */
  readonly put: (key: string, bytes: Uint8Array, contentType: string) => Promise<void>;
  /** Undefined when there is no such object. */
  readonly get: (key: string) => Promise<Uint8Array | undefined>;
};

export type ApprovalMachine = {
  /** Starts the execution of an application once, however often it is called. */
  readonly start: (applicationId: string) => Promise<void>;
  /** Ends the wait behind the token so that the machine plans again. A token that is over is fine. */
  readonly wake: (token: string) => Promise<void>;
};
