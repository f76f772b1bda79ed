import type * as z from 'zod';
import { addressSuppressed } from './address-suppressed.v1.ts';
import { addressUnsuppressed } from './address-unsuppressed.v1.ts';
import { alertRaised } from './alert-raised.v1.ts';
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
import { creditNoteIssued } from './credit-note-issued.v1.ts';
import { creditNotePosted } from './credit-note-posted.v1.ts';
import { customerUpserted } from './customer-upserted.v1.ts';
import { dailyCapReached } from './daily-cap-reached.v1.ts';
import { entryHeld } from './entry-held.v1.ts';
import { entryRefused } from './entry-refused.v1.ts';
import type { EventContract } from './envelope.ts';
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
