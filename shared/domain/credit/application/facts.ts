import type { DomainFact } from '../../../../events/catalogue.ts';
import { type FinalStatus, finalStatuses } from '../types.ts';

/** Facts of an application's stream. */
export type ApplicationFact = Extract<
  DomainFact,
  {
    type:
      | 'CreditApplicationReceived'
      | 'CreditApplicationDuplicated'
      | 'CreditDataGathered'
      | 'CreditDecided'
      | 'CreditReferred'
      | 'CreditReferralClaimed'
      | 'CreditReferralReturned'
      | 'CreditReferralEscalated'
      | 'CreditTermsChanged'
      | 'CreditInformationRequested'
      | 'CreditInformationReceived'
      | 'CreditApprovalGiven'
      | 'CreditApproved'
      | 'CreditDeclined'
      | 'AdverseNoticeSent'
      | 'CreditQuestionSent'
      | 'CreditOfferMade'
      | 'CreditOfferSent'
      | 'CreditOfferAccepted'
      | 'CreditOfferRefused'
      | 'CreditOfferExpired'
      | 'CreditApplicationExpired'
      | 'CreditApplicationWithdrawn'
      | 'CreditApplicationActivated'
      | 'CreditApplicationSetAside'
      | 'CreditReviewConcluded';
  }
>;

/** Why something that is asked of an application does not happen. */
export const applicationRefusals = {
  ended: 'application-ended',
  notReferred: 'not-referred',
  notGathering: 'not-gathering',
  otherRound: 'other-round',
  notAsked: 'not-asked',
  tooLate: 'too-late',
  notDue: 'not-due',
  notApproved: 'not-approved',
  notOffered: 'not-offered',
  otherOffer: 'other-offer',
  otherDocument: 'other-document',
  offerExpired: 'offer-expired',
  notAccepted: 'not-accepted',
  noNotice: 'no-notice-owed',
  noLetter: 'no-letter-owed',
  ownApplication: 'own-application',
  beyondAuthority: 'beyond-authority',
  authorityUnknown: 'authority-unknown',
  anotherAuthority: 'another-authority-needed',
  approvedAlready: 'approved-already',
  heldSince: 'held-since',
  claimedByOther: 'claimed-by-other',
  claimedSo: 'claimed-so',
  notClaimed: 'not-claimed',
  anotherCurrency: 'another-currency',
  termsMoved: 'terms-moved',
  termsSo: 'terms-so',
  noHigherAuthority: 'no-higher-authority',
  reasonsNeeded: 'reasons-needed',
  isReview: 'is-review',
  reviewEnds: 'review-ends',
  reviewRuns: 'review-runs',
} as const;

export type ApplicationRefusal = (typeof applicationRefusals)[keyof typeof applicationRefusals];

export type ApplicationDecision =
  | { readonly decided: true; readonly facts: readonly ApplicationFact[] }
  | { readonly decided: false; readonly code: ApplicationRefusal; readonly message: string };

export const decided = (...facts: readonly ApplicationFact[]): ApplicationDecision => ({
  decided: true,
  facts,
});

export const refused = (code: ApplicationRefusal, message: string): ApplicationDecision => ({
  decided: false,
  code,
  message,
});

const ends: ReadonlySet<string> = new Set(finalStatuses);
export const isFinal = (status: string): status is FinalStatus => ends.has(status);
