import type { DomainData, DomainName } from '../../../events/catalogue.ts';
import { money } from './money.ts';

type Terms = Pick<DomainData<'CreditApproved'>, 'limitMinor' | 'currency' | 'termsDays'>;
const terms = ({ limitMinor, currency, termsDays }: Terms): string =>
  `${money(limitMinor, currency)} at ${termsDays} days`;

type Reasons = Pick<DomainData<'CreditDeclined'>, 'reasons'>;
const codes = ({ reasons }: Reasons): string => reasons.map(({ code }) => code).join(', ');

type Acted = Pick<DomainData<'CreditReferralClaimed'>, 'act'>;
const acted = ({ act }: Acted): string => `${act.role}: ${act.reason}`;
const maybeActed = ({ act }: { readonly act?: Acted['act'] | undefined }): string =>
  act === undefined ? '' : `, ${act.role}`;

type Reserved = Pick<DomainData<'CreditReserved'>, 'orderId' | 'revision' | 'lineMinor'>;
const order = ({ orderId, revision, lineMinor }: Reserved): string =>
  `${orderId}/${revision} ${lineMinor}`;

type Exposed = Pick<DomainData<'CreditUsageWarned'>, 'exposureMinor' | 'limitMinor' | 'currency'>;
const exposed = ({ exposureMinor, limitMinor, currency }: Exposed): string =>
  `${money(exposureMinor, currency)} of ${money(limitMinor, currency)}`;

type CreditName = Exclude<
  Extract<DomainName, `Credit${string}` | 'AdverseNoticeSent'>,
  'CreditNotePosted'
>;
type Tellers = { readonly [N in CreditName]: (data: DomainData<N>) => string };

/** What each event of the credit side says beyond its name. */
export const creditTellers: Tellers = {
  CreditApplicationReceived: ({ kind, amountMinor, currency, termsDays }) =>
    `${kind} ${money(amountMinor, currency)} at ${termsDays} days`,
  CreditApplicationDuplicated: ({ openApplicationId }) => `of ${openApplicationId}`,
  CreditDataGathered: ({ sources }) =>
    sources.map(({ source, status }) => `${source} ${status}`).join(', '),
  CreditDecided: (data) =>
    `${data.outcome} ${terms(data)}${data.grade === undefined ? '' : `, grade ${data.grade}`}`,
  CreditReferred: ({ role, dueAt }) => `${role} until ${dueAt}`,
  CreditReferralClaimed: acted,
  CreditReferralReturned: acted,
  CreditReferralEscalated: (data) =>
    `${data.fromRole} to ${data.toRole}, ${data.because}${maybeActed(data)}`,
  CreditTermsChanged: (data) => `${terms(data)}, ${acted(data)}`,
  CreditInformationRequested: ({ what, dueAt }) => `${what.join(', ')} until ${dueAt}`,
  CreditInformationReceived: ({ answerId, round }) => `${answerId}, round ${round}`,
  CreditApprovalGiven: (data) => `${terms(data)}, ${data.given} of ${data.needed}, ${acted(data)}`,
  CreditApproved: (data) => `${terms(data)} by ${data.by}`,
  CreditDeclined: (data) => `by ${data.by}: ${codes(data)}`,
  AdverseNoticeSent: ({ about, outcome, reasons }) => `${about}, ${outcome}: ${reasons.join(', ')}`,
  CreditOfferMade: (data) => `${terms(data)} until ${data.expiresAt}`,
  CreditOfferSent: ({ outcome, reasons }) => [outcome, ...(reasons ?? [])].join(', '),
  CreditQuestionSent: ({ letter, outcome }) => `${letter} ${outcome}`,
  CreditOfferAccepted: ({ tokenId }) => tokenId,
  CreditOfferRefused: ({ tokenId }) => tokenId,
  CreditOfferExpired: ({ tokenId }) => tokenId,
  CreditApplicationExpired: ({ waitedFor }) => `no ${waitedFor}`,
  CreditApplicationWithdrawn: acted,
  CreditApplicationActivated: ({ lineId }) => lineId,
  CreditApplicationSetAside: ({ because }) => because,
  CreditReviewConcluded: ({ outcome }) => outcome,
  CreditLineActivated: (data) => `${terms(data)}, ${data.riskClass} ${data.grade}`,
  CreditLineChanged: (data) => `${terms(data)}, ${data.riskClass} ${data.grade} by ${data.because}`,
  CreditReserved: order,
  CreditReservationChanged: order,
  CreditReservationReleased: (data) => `${order(data)}, ${data.because}`,
  CreditReservationInvoiced: ({ orderId, invoiceNumber, lineMinor, leftMinor }) =>
    `${orderId} by ${invoiceNumber} ${lineMinor}, ${leftMinor} left`,
  CreditOrderHeld: ({ orderId, revision, because }) =>
    `${orderId}/${revision}: ${because.join(', ')}`,
  CreditExposureChanged: exposed,
  CreditUsageWarned: exposed,
  CreditLimitExceeded: exposed,
  CreditHoldPlaced: ({ because }) => because.join(', '),
  CreditHoldReleased: ({ because }) => because.join(', '),
  CreditReviewDue: ({ because, dueOn }) => `${because} ${dueOn}`,
  CreditReviewQueued: ({ because }) => because,
  CreditReviewOverdue: ({ dueOn }) => dueOn,
  CreditLineClosed: ({ because }) => because,
  CreditGroupLimitSet: ({ groupId, limitMinor, currency }) =>
    `${groupId} ${money(limitMinor, currency)}`,
};
