import type { DomainData } from '../../../events/catalogue.ts';
import type { BusinessDate, Instant } from '../calendar.ts';
import type { RiskClass } from '../scoring/types.ts';
import type { Rate } from './rates.ts';

/** Who may decide about credit, from the least to the most authority. */
export const creditRoles = ['analyst', 'manager', 'director'] as const;
export type CreditRole = (typeof creditRoles)[number];

/** Nothing happens to an application in one of these any more; all of them are legal ends. */
export const finalStatuses = [
  'active',
  'declined',
  'refused',
  'expired',
  'duplicate',
  'withdrawn',
  'kept',
  'changed',
  'closed',
] as const;
export type FinalStatus = (typeof finalStatuses)[number];

/**
 * - `gathering`: sources are asked, then policy decides; both in one commit.
 * - `referred`: a person decides, until `referral.dueAt`.
 * - `awaiting-information`: the applicant answers, until `question.dueAt`.
 * - `approved`: terms are fixed; a new line is offered until `approved.offerBy`, a reviewed one changed.
 * - `offered`: the applicant answers, until `offer.expiresAt`.
 * - `accepted`: the line is to be activated.
 * - `closing`: a person declined a review; the line is to be closed.
 */
export type ApplicationStatus =
  | 'gathering'
  | 'referred'
  | 'awaiting-information'
  | 'approved'
  | 'offered'
  | 'accepted'
  | 'closing'
  | FinalStatus;

/** A person's yes to the terms as they stand. */
export type Approval = {
  readonly actId: string;
  readonly actor: string;
  readonly role: CreditRole;
  /** How the line of the customer stood then; absent without one. */
  readonly line?: DomainData<'CreditApprovalGiven'>['line'];
};

export type CreditTerms = {
  /** Integer minor units of the application's currency. */
  readonly limitMinor: number;
  readonly termsDays: number;
};

/** What weighed in a decision, as a notice says it. */
export type PrincipalReason = { readonly code: string; readonly text: string };

/** Published data by name and version, with the digest of its canonical JSON. */
export type Published = { readonly id: string; readonly version: number; readonly sha256: string };

/** What the account's own history says of its next invoice. */
export type Lateness = {
  readonly probabilityPpm: number;
  readonly lateAfterDays: number;
  /** Settled less due, below zero is early. */
  readonly expectedDays: number;
  readonly model: Published;
};

/** What policy decided last, as far as later acts need it. */
export type DecisionSummary = {
  readonly round: number;
  readonly outcome: 'approve' | 'refer' | 'decline';
  /** Absent when nothing could be scored. */
  readonly riskClass?: RiskClass | undefined;
  readonly grade?: string | undefined;
  readonly probabilityPpm?: number | undefined;
  readonly reasons: readonly PrincipalReason[];
  /** Absent while too little is known of the account. */
  readonly lateness?: Lateness | undefined;
  readonly policy: Published;
  /** Between the application's currency and the policy's; absent when equal or unknown. */
  readonly rate?: Rate | undefined;
  readonly inputs: { readonly key: string; readonly sha256: string };
  /** When a bureau last told of news of the customer, as far as a report knows of it. */
  readonly newsAt?: Instant | undefined;
  /** When it last did so without one: people decide, knowing that. */
  readonly unreadNewsAt?: Instant | undefined;
  readonly decidedOn?: BusinessDate | undefined;
  /** How far the journals of the accounts were read, by any round; absent when they were not. */
  readonly readTo?: DomainData<'CreditDecided'>['readTo'];
};

export type Referral = CreditTerms & {
  readonly role: CreditRole;
  readonly dueAt: Instant;
  /** How often the highest role was reminded, there being no higher one. */
  readonly reminders: number;
  readonly claimedBy?: string | undefined;
  /** Of the present terms; other terms begin again. */
  readonly approvals: readonly Approval[];
  /** Why whoever proposed these terms gives less than was asked; absent for those of policy. */
  readonly reasons?: readonly PrincipalReason[] | undefined;
  /** How the line of the customer stood for policy; absent without one. */
  readonly line?: DomainData<'CreditReferred'>['line'];
};

/** What became of a letter. */
export type LetterOutcome = DomainData<'CreditOfferSent'>['outcome'];

/** What an applicant is asked. */
export type Question = {
  readonly dueAt: Instant;
  readonly remindAt: Instant;
  readonly what: readonly string[];
  /** Bureaus are asked anew when the answer is there. */
  readonly newReports?: boolean | undefined;
  /** Which letters about it were written. */
  readonly told?: DomainData<'CreditQuestionSent'>['letter'] | undefined;
};

export type Offer = CreditTerms & {
  readonly tokenId: string;
  readonly documentSha256: string;
  readonly documentKey: string;
  readonly expiresAt: Instant;
  /** What became of its letter; absent as long as it is to be written. */
  readonly sent?: LetterOutcome | undefined;
};

/** One application for credit, or one review of a line. No personal data. */
export type Application = {
  readonly applicationId: string;
  readonly kind: 'new' | 'review';
  readonly customerId: string;
  readonly legalEntity: string;
  readonly currency: string;
  readonly applicantKind: 'company' | 'person';
  readonly country: string;
  /** One open application per fingerprint. */
  readonly fingerprint: string;
  /** The group that the applicant says it is of. */
  readonly groupId?: string | undefined;
  readonly askedMinor: number;
  readonly askedDays: number;
  readonly receivedOn: BusinessDate;
  /** The line under review; of a new application once it is active. */
  readonly lineId?: string | undefined;
  /** Of a review: the application or review whose terms it looks at. */
  readonly termsOf?: string | undefined;
  /** Who entered it, as their ARN or name: they do not decide about it. */
  readonly submittedBy?: string | undefined;
  /** Of a review: who entered the application that its line goes back to, in the same way. */
  readonly enteredBy?: string | undefined;
  /** Digests of names of the applicant, under a key: whoever goes by one does not decide. */
  readonly applicantNames?: readonly string[] | undefined;
  readonly status: ApplicationStatus;
  /** 1, and one more each time that the applicant answered a question. */
  readonly round: number;
  /** No report of a bureau that was received up to then counts. */
  readonly askAfter?: Instant | undefined;
  readonly decision?: DecisionSummary | undefined;
  /** The last role that had it: then policy does not conclude it alone any more. */
  readonly lastRole?: CreditRole | undefined;
  readonly referral?: Referral | undefined;
  readonly question?: Question | undefined;
  readonly approved?:
    | (CreditTerms & {
        readonly by: 'policy' | 'person';
        /** Why less than was asked; absent when it is not. */
        readonly reasons?: readonly PrincipalReason[] | undefined;
        /** Of a new line: by when its offer is made, or it ends. */
        readonly offerBy?: Instant | undefined;
        /** How the line of the customer stood then; absent without one. */
        readonly line?: DomainData<'CreditApproved'>['line'];
      })
    | undefined;
  readonly offer?: Offer | undefined;
  /** Who declined it, and when; of a review too, which then closes its line. */
  readonly declined?: { readonly by: 'policy' | 'person'; readonly on: BusinessDate } | undefined;
  readonly endedOn?: BusinessDate | undefined;
  /** An adverse decision is told once. */
  readonly noticeOwed: boolean;
};
