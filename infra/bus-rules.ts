import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { domainEvents, inboundEvents } from '../events/catalogue.ts';

type DomainName = keyof typeof domainEvents;

/** `cartera.<context>` of the contexts that own these events. */
const sourcesOf = (names: readonly DomainName[]): string[] => [
  ...new Set(names.map((name) => `cartera.${domainEvents[name].context}`)),
];

const published = (names: readonly DomainName[]): EventPattern => ({
  source: sourcesOf(names),
  detailType: [...names],
});

/** Events after which a case may have to open, wake, move back, fall back or close. */
export const CASE_SIGNALS: readonly DomainName[] = [
  'InvoicePosted',
  'InvoiceAmended',
  'InvoiceVoided',
  'InvoiceWrittenOff',
  'CreditNotePosted',
  'PaymentReceived',
  'CashAllocated',
  'CashReleased',
  'PaymentRefunded',
  'PaymentReversed',
  'PaymentReinstated',
  'PaymentContested',
  'PaymentReallocated',
  'InvoiceDisputed',
  'InvoiceDisputeCleared',
  // A step whose message reached nobody is done once more on its other channel.
  'ContactBounced',
  'ContactFailed',
];

/** Events after which more or less of a credit line is used; allocations only move it about. */
export const EXPOSURE_SIGNALS: readonly DomainName[] = [
  'InvoicePosted',
  'InvoiceAmended',
  'InvoiceVoided',
  'InvoiceWrittenOff',
  'CreditNotePosted',
  'PaymentReceived',
  'PaymentRefunded',
  'PaymentReversed',
  'PaymentReinstated',
  // No money moves, but whoever broke a promise is looked at again.
  'PromiseBroken',
  // What is disputed holds no orders, however long it is past due.
  'InvoiceDisputed',
  'InvoiceDisputeCleared',
  // What a line says of itself: a review of it begins, or it is over.
  'CreditReviewDue',
  'CreditLineClosed',
];

/** Events of an application that its machine may wait for, or after which nothing waits any more. */
export const APPLICATION_SIGNALS: readonly DomainName[] = [
  'CreditApplicationReceived',
  'CreditInformationRequested',
  'CreditInformationReceived',
  'CreditReferralEscalated',
  'CreditApproved',
  'CreditDeclined',
  'AdverseNoticeSent',
  'CreditOfferAccepted',
  'CreditOfferRefused',
  'CreditOfferExpired',
  'CreditApplicationExpired',
  'CreditApplicationWithdrawn',
  'CreditApplicationActivated',
  'CreditApplicationSetAside',
  'CreditReviewConcluded',
];

/** Events of a case that move it when a person is behind them; by itself a case needs no telling. */
export const CASE_DECISIONS: readonly DomainName[] = ['CaseReleased', 'CaseClosed'];

/** Events that may deserve a person's attention; raise-alerts decides which do. */
export const ALERTABLE: readonly DomainName[] = [
  'OverdueThresholdExceeded',
  'PaymentReversed',
  'PaymentContested',
  'PaymentFailed',
  'InputRejected',
  'EntryRefused',
  'WriteOffRequested',
  'ContactRefused',
  'ContactFailed',
  'ContactOutcomeUnknown',
  'ContactBounced',
  'ContactComplained',
  'SendingStopped',
  'DailyCapReached',
  'CreditUsageWarned',
  'CreditLimitExceeded',
  'CreditLineChanged',
  'CreditReviewOverdue',
  'CreditOrderHeld',
  'CreditDataGathered',
  'CreditReferralEscalated',
  'CreditOfferSent',
  'CreditQuestionSent',
  'AdverseNoticeSent',
  'CreditApplicationSetAside',
];

/** Events that may settle themselves: raise-held-alerts gives them time before it tells anybody. */
export const HELD_ALERTABLE: readonly DomainName[] = ['PaymentUnmatched'];

/** What upstream systems say; what we say ourselves never comes back in. */
export const fromUpstream: EventPattern = {
  source: [{ 'anything-but': { prefix: 'cartera.' } }] as unknown as string[],
  detailType: Object.keys(inboundEvents),
};

export const applicationSignals: EventPattern = published(APPLICATION_SIGNALS);
export const caseSignals: EventPattern = published(CASE_SIGNALS);
export const decidedByPeople: EventPattern = {
  ...published(CASE_DECISIONS),
  detail: { data: { act: { actId: [{ exists: true }] } } },
};
export const exposureSignals: EventPattern = published(EXPOSURE_SIGNALS);
export const alertable: EventPattern = published(ALERTABLE);
export const heldAlertable: EventPattern = published(HELD_ALERTABLE);

/**
 * What became of the e-mails of this environment only: others of the account share the default bus.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-ses.html
 */
export const emailReports = (configurationSetName: string): EventPattern => ({
  source: ['aws.ses'],
  detailType: [
    'Email Sent',
    'Email Delivered',
    'Email Delivery Delayed',
    'Email Bounced',
    'Email Complaint Received',
    'Email Rejected',
    'Email Rendering Failed',
  ],
  detail: { mail: { tags: { 'ses:configuration-set': [configurationSetName] } } },
});
