import type * as z from 'zod';
import { addressSuppressed } from './address-suppressed.v1.ts';
import { addressUnsuppressed } from './address-unsuppressed.v1.ts';
import { adverseNoticeSent } from './adverse-notice-sent.v1.ts';
import { alertRaised } from './alert-raised.v1.ts';
import { bureauAlertReceived } from './bureau-alert-received.v1.ts';
import { caseClosed } from './case-closed.v1.ts';
import { caseDeescalated } from './case-deescalated.v1.ts';
import { caseHeld } from './case-held.v1.ts';
import { caseOpened } from './case-opened.v1.ts';
import { caseReleased } from './case-released.v1.ts';
import { caseRestarted } from './case-restarted.v1.ts';
import { caseStageEntered } from './case-stage-entered.v1.ts';
import { cashAllocated } from './cash-allocated.v1.ts';
import { cashReleased } from './cash-released.v1.ts';
import { contactAttempted } from './contact-attempted.v1.ts';
import { contactBounced } from './contact-bounced.v1.ts';
import { contactComplained } from './contact-complained.v1.ts';
import { contactDeferred } from './contact-deferred.v1.ts';
import { contactDelayed } from './contact-delayed.v1.ts';
import { contactDelivered } from './contact-delivered.v1.ts';
import { contactFailed } from './contact-failed.v1.ts';
import { contactOutcomeUnknown } from './contact-outcome-unknown.v1.ts';
import { contactRefused } from './contact-refused.v1.ts';
import { contactSent } from './contact-sent.v1.ts';
import { contactSimulated } from './contact-simulated.v1.ts';
import { creditApplicationActivated } from './credit-application-activated.v1.ts';
import { creditApplicationDuplicated } from './credit-application-duplicated.v1.ts';
import { creditApplicationExpired } from './credit-application-expired.v1.ts';
import { creditApplicationReceived } from './credit-application-received.v1.ts';
import { creditApplicationSetAside } from './credit-application-set-aside.v1.ts';
import { creditApplicationSubmitted } from './credit-application-submitted.v1.ts';
import { creditApplicationWithdrawn } from './credit-application-withdrawn.v1.ts';
import { creditApprovalGiven } from './credit-approval-given.v1.ts';
import { creditApproved } from './credit-approved.v1.ts';
import { creditDataGathered } from './credit-data-gathered.v1.ts';
import { creditDecided } from './credit-decided.v1.ts';
import { creditDeclined } from './credit-declined.v1.ts';
import { creditExposureChanged } from './credit-exposure-changed.v1.ts';
import { creditGroupLimitSet } from './credit-group-limit-set.v1.ts';
import { creditHoldPlaced } from './credit-hold-placed.v1.ts';
import { creditHoldReleased } from './credit-hold-released.v1.ts';
import { creditInformationProvided } from './credit-information-provided.v1.ts';
import { creditInformationReceived } from './credit-information-received.v1.ts';
import { creditInformationRequested } from './credit-information-requested.v1.ts';
import { creditLimitExceeded } from './credit-limit-exceeded.v1.ts';
import { creditLineActivated } from './credit-line-activated.v1.ts';
import { creditLineChanged } from './credit-line-changed.v1.ts';
import { creditLineClosed } from './credit-line-closed.v1.ts';
import { creditNoteIssued } from './credit-note-issued.v1.ts';
import { creditNotePosted } from './credit-note-posted.v1.ts';
import { creditOfferAccepted } from './credit-offer-accepted.v1.ts';
import { creditOfferExpired } from './credit-offer-expired.v1.ts';
import { creditOfferMade } from './credit-offer-made.v1.ts';
import { creditOfferRefused } from './credit-offer-refused.v1.ts';
import { creditOfferSent } from './credit-offer-sent.v1.ts';
import { creditOrderHeld } from './credit-order-held.v1.ts';
import { creditQuestionSent } from './credit-question-sent.v1.ts';
import { creditReferralClaimed } from './credit-referral-claimed.v1.ts';
import { creditReferralEscalated } from './credit-referral-escalated.v1.ts';
import { creditReferralReturned } from './credit-referral-returned.v1.ts';
import { creditReferred } from './credit-referred.v1.ts';
import { creditReservationChanged } from './credit-reservation-changed.v1.ts';
import { creditReservationInvoiced } from './credit-reservation-invoiced.v1.ts';
import { creditReservationReleased } from './credit-reservation-released.v1.ts';
import { creditReserved } from './credit-reserved.v1.ts';
import { creditReviewConcluded } from './credit-review-concluded.v1.ts';
import { creditReviewDue } from './credit-review-due.v1.ts';
import { creditReviewOverdue } from './credit-review-overdue.v1.ts';
import { creditReviewQueued } from './credit-review-queued.v1.ts';
import { creditTermsChanged } from './credit-terms-changed.v1.ts';
import { creditUsageWarned } from './credit-usage-warned.v1.ts';
import { customerUpserted } from './customer-upserted.v1.ts';
import { dailyCapReached } from './daily-cap-reached.v1.ts';
import { entryHeld } from './entry-held.v1.ts';
import { entryRefused } from './entry-refused.v1.ts';
import type { EventContract } from './envelope.ts';
import { exchangeRatePublished } from './exchange-rate-published.v1.ts';
import { inputRejected } from './input-rejected.v1.ts';
import { invoiceAdjusted } from './invoice-adjusted.v1.ts';
import { invoiceAmended } from './invoice-amended.v1.ts';
import { invoiceCancelled } from './invoice-cancelled.v1.ts';
import { invoiceDisputeCleared } from './invoice-dispute-cleared.v1.ts';
import { invoiceDisputed } from './invoice-disputed.v1.ts';
import { invoiceIssued } from './invoice-issued.v1.ts';
import { invoicePosted } from './invoice-posted.v1.ts';
import { invoiceVoided } from './invoice-voided.v1.ts';
import { invoiceWrittenOff } from './invoice-written-off.v1.ts';
import { operationEnded } from './operation-ended.v1.ts';
import { operationStarted } from './operation-started.v1.ts';
import { orderCancelled } from './order-cancelled.v1.ts';
import { orderPlaced } from './order-placed.v1.ts';
import { overdueThresholdExceeded } from './overdue-threshold-exceeded.v1.ts';
import { partyOptedIn } from './party-opted-in.v1.ts';
import { partyOptedOut } from './party-opted-out.v1.ts';
import { partyRegistered } from './party-registered.v1.ts';
import { paymentContested } from './payment-contested.v1.ts';
import { paymentFailed } from './payment-failed.v1.ts';
import { paymentReallocated } from './payment-reallocated.v1.ts';
import { paymentReceived } from './payment-received.v1.ts';
import { paymentRefunded } from './payment-refunded.v1.ts';
import { paymentReinstated } from './payment-reinstated.v1.ts';
import { paymentReported } from './payment-reported.v1.ts';
import { paymentReversed } from './payment-reversed.v1.ts';
import { paymentUnmatched } from './payment-unmatched.v1.ts';
import { promiseBroken } from './promise-broken.v1.ts';
import { promiseToPayBroken } from './promise-to-pay-broken.v1.ts';
import { sendingResumed } from './sending-resumed.v1.ts';
import { sendingStopped } from './sending-stopped.v1.ts';
import { stepDeferred } from './step-deferred.v1.ts';
import { stepPerformed } from './step-performed.v1.ts';
import { stepUndelivered } from './step-undelivered.v1.ts';
import { taskClaimed } from './task-claimed.v1.ts';
import { taskFinished } from './task-finished.v1.ts';
import { taskOpened } from './task-opened.v1.ts';
import { taskReturned } from './task-returned.v1.ts';
import { writeOffRejected } from './write-off-rejected.v1.ts';
import { writeOffRequested } from './write-off-requested.v1.ts';

/** Every event that enters or leaves, by name: the one list that tests, docs and doors read. */
export const inboundEvents = {
  CustomerUpserted: customerUpserted,
  InvoiceIssued: invoiceIssued,
  InvoiceAdjusted: invoiceAdjusted,
  InvoiceCancelled: invoiceCancelled,
  CreditNoteIssued: creditNoteIssued,
  PaymentReported: paymentReported,
  CreditApplicationSubmitted: creditApplicationSubmitted,
  CreditInformationProvided: creditInformationProvided,
  OrderPlaced: orderPlaced,
  OrderCancelled: orderCancelled,
  ExchangeRatePublished: exchangeRatePublished,
  BureauAlertReceived: bureauAlertReceived,
  PromiseToPayBroken: promiseToPayBroken,
} as const;

export const domainEvents = {
  InvoicePosted: invoicePosted,
  InvoiceAmended: invoiceAmended,
  InvoiceVoided: invoiceVoided,
  CreditNotePosted: creditNotePosted,
  PaymentReceived: paymentReceived,
  CashAllocated: cashAllocated,
  CashReleased: cashReleased,
  PaymentRefunded: paymentRefunded,
  PaymentReversed: paymentReversed,
  PaymentReinstated: paymentReinstated,
  PaymentContested: paymentContested,
  PromiseBroken: promiseBroken,
  InvoiceWrittenOff: invoiceWrittenOff,
  WriteOffRequested: writeOffRequested,
  WriteOffRejected: writeOffRejected,
  PaymentReallocated: paymentReallocated,
  InvoiceDisputed: invoiceDisputed,
  InvoiceDisputeCleared: invoiceDisputeCleared,
  EntryHeld: entryHeld,
  EntryRefused: entryRefused,
  PaymentUnmatched: paymentUnmatched,
  PaymentFailed: paymentFailed,
  CaseOpened: caseOpened,
  CaseStageEntered: caseStageEntered,
  CaseDeescalated: caseDeescalated,
  CaseRestarted: caseRestarted,
  StepPerformed: stepPerformed,
  StepDeferred: stepDeferred,
  StepUndelivered: stepUndelivered,
  TaskOpened: taskOpened,
  TaskClaimed: taskClaimed,
  TaskReturned: taskReturned,
  TaskFinished: taskFinished,
  CaseHeld: caseHeld,
  CaseReleased: caseReleased,
  OverdueThresholdExceeded: overdueThresholdExceeded,
  CaseClosed: caseClosed,
  PartyRegistered: partyRegistered,
  ContactAttempted: contactAttempted,
  ContactSent: contactSent,
  ContactSimulated: contactSimulated,
  ContactFailed: contactFailed,
  ContactOutcomeUnknown: contactOutcomeUnknown,
  ContactDelivered: contactDelivered,
  ContactDelayed: contactDelayed,
  ContactBounced: contactBounced,
  ContactComplained: contactComplained,
  AddressSuppressed: addressSuppressed,
  AddressUnsuppressed: addressUnsuppressed,
  PartyOptedOut: partyOptedOut,
  PartyOptedIn: partyOptedIn,
  ContactDeferred: contactDeferred,
  ContactRefused: contactRefused,
  SendingStopped: sendingStopped,
  SendingResumed: sendingResumed,
  DailyCapReached: dailyCapReached,
  InputRejected: inputRejected,
  AlertRaised: alertRaised,
  OperationStarted: operationStarted,
  OperationEnded: operationEnded,
  CreditApplicationReceived: creditApplicationReceived,
  CreditApplicationDuplicated: creditApplicationDuplicated,
  CreditDataGathered: creditDataGathered,
  CreditDecided: creditDecided,
  CreditReferred: creditReferred,
  CreditReferralClaimed: creditReferralClaimed,
  CreditReferralReturned: creditReferralReturned,
  CreditReferralEscalated: creditReferralEscalated,
  CreditTermsChanged: creditTermsChanged,
  CreditInformationRequested: creditInformationRequested,
  CreditInformationReceived: creditInformationReceived,
  CreditApprovalGiven: creditApprovalGiven,
  CreditApproved: creditApproved,
  CreditDeclined: creditDeclined,
  CreditQuestionSent: creditQuestionSent,
  AdverseNoticeSent: adverseNoticeSent,
  CreditOfferMade: creditOfferMade,
  CreditOfferSent: creditOfferSent,
  CreditOfferAccepted: creditOfferAccepted,
  CreditOfferRefused: creditOfferRefused,
  CreditOfferExpired: creditOfferExpired,
  CreditApplicationExpired: creditApplicationExpired,
  CreditApplicationWithdrawn: creditApplicationWithdrawn,
  CreditApplicationActivated: creditApplicationActivated,
  CreditApplicationSetAside: creditApplicationSetAside,
  CreditReviewConcluded: creditReviewConcluded,
  CreditLineActivated: creditLineActivated,
  CreditLineChanged: creditLineChanged,
  CreditReserved: creditReserved,
  CreditReservationChanged: creditReservationChanged,
  CreditReservationReleased: creditReservationReleased,
  CreditReservationInvoiced: creditReservationInvoiced,
  CreditOrderHeld: creditOrderHeld,
  CreditExposureChanged: creditExposureChanged,
  CreditUsageWarned: creditUsageWarned,
  CreditLimitExceeded: creditLimitExceeded,
  CreditHoldPlaced: creditHoldPlaced,
  CreditHoldReleased: creditHoldReleased,
  CreditReviewDue: creditReviewDue,
  CreditReviewQueued: creditReviewQueued,
  CreditReviewOverdue: creditReviewOverdue,
  CreditLineClosed: creditLineClosed,
  CreditGroupLimitSet: creditGroupLimitSet,
} as const;

export type InboundName = keyof typeof inboundEvents;
export type DomainName = keyof typeof domainEvents;
export type InboundData<N extends InboundName> = z.infer<(typeof inboundEvents)[N]['data']>;
export type DomainData<N extends DomainName> = z.infer<(typeof domainEvents)[N]['data']>;

/** A domain event that a decision produced, not yet recorded. */
export type DomainFact = {
  [N in DomainName]: { readonly type: N; readonly data: DomainData<N> };
}[DomainName];

export const contractOf = (name: string): EventContract | undefined =>
  (inboundEvents as Record<string, EventContract>)[name] ??
  (domainEvents as Record<string, EventContract>)[name];
