import type { DomainData } from '../../../../events/catalogue.ts';
import { type BusinessDate, businessDate, instant } from '../../calendar.ts';
import { InvariantError, invariant } from '../../errors.ts';
import type { Application, DecisionSummary, Referral } from '../types.ts';
import { type ApplicationFact, isFinal } from './facts.ts';
import { laterOf } from './news.ts';

const received = (
  data: DomainData<'CreditApplicationReceived'>,
  receivedOn: BusinessDate,
): Application => ({
  applicationId: data.applicationId,
  kind: data.kind,
  customerId: data.customerId,
  legalEntity: data.legalEntity,
  currency: data.currency,
  applicantKind: data.applicantKind,
  country: data.country,
  fingerprint: data.fingerprint,
  ...(data.groupId === undefined ? {} : { groupId: data.groupId }),
  askedMinor: data.amountMinor,
  askedDays: data.termsDays,
  receivedOn,
  ...(data.lineId === undefined ? {} : { lineId: data.lineId }),
  ...(data.termsOf === undefined ? {} : { termsOf: data.termsOf }),
  ...(data.submittedBy === undefined ? {} : { submittedBy: data.submittedBy }),
  ...(data.enteredBy === undefined ? {} : { enteredBy: data.enteredBy }),
  ...(data.applicantNames === undefined ? {} : { applicantNames: data.applicantNames }),
  ...(data.askAfter === undefined ? {} : { askAfter: instant(data.askAfter) }),
  status: 'gathering',
  round: 1,
  noticeOwed: false,
});

/** A round that read nothing takes nothing back of what the one before it had read. */
const readBy = (
  { newsAt, readTo }: DomainData<'CreditDecided'>,
  before: DecisionSummary | undefined,
): Pick<DecisionSummary, 'newsAt' | 'readTo'> => {
  const at = laterOf(newsAt === undefined ? undefined : instant(newsAt), before?.newsAt);
  const to = readTo ?? before?.readTo;
  return {
    ...(at === undefined ? {} : { newsAt: at }),
    ...(to === undefined ? {} : { readTo: to }),
  };
};

const summaryOf = (
  data: DomainData<'CreditDecided'>,
  before: DecisionSummary | undefined,
): DecisionSummary => ({
  round: data.round,
  outcome: data.outcome,
  ...(data.riskClass === undefined ? {} : { riskClass: data.riskClass }),
  ...(data.grade === undefined ? {} : { grade: data.grade }),
  ...(data.probabilityPpm === undefined ? {} : { probabilityPpm: data.probabilityPpm }),
  reasons: data.reasons,
  ...(data.lateness === undefined ? {} : { lateness: data.lateness }),
  policy: data.policy,
  ...(data.rate === undefined ? {} : { rate: { ...data.rate, on: businessDate(data.rate.on) } }),
  inputs: data.inputs,
  ...(data.unreadNewsAt === undefined ? {} : { unreadNewsAt: instant(data.unreadNewsAt) }),
  ...(data.decidedOn === undefined ? {} : { decidedOn: businessDate(data.decidedOn) }),
  ...readBy(data, before),
});

const referralIn = ({ applicationId, referral }: Application): Referral => {
  invariant(referral !== undefined, `${applicationId} is not referred`);
  return referral;
};

const free = (referral: Referral): Referral => {
  const { claimedBy: _, ...rest } = referral;
  return rest;
};

/** The application without what it waited for, which is over. */
const settled = (state: Application): Application => {
  const { referral, question: _q, ...rest } = state;
  return referral === undefined ? rest : { ...rest, lastRole: referral.role };
};

const escalated = (
  state: Application,
  data: DomainData<'CreditReferralEscalated'>,
): Application => {
  const referral = referralIn(state);
  const again = data.fromRole === data.toRole ? 1 : 0;
  return {
    ...state,
    referral: {
      ...free(referral),
      role: data.toRole,
      dueAt: instant(data.dueAt),
      reminders: referral.reminders + again,
    },
  };
};

/**
 * Whether a review that is over has something adverse to tell: that it lowered the line, or that it
 * closed the line which people declined. What left the line as it was tells nothing, and neither
 * does one whose line somebody else has closed, who tells that.
 */
const owesAfterReview = (
  { status, noticeOwed }: Application,
  outcome: DomainData<'CreditReviewConcluded'>['outcome'],
): boolean =>
  noticeOwed && (outcome === 'changed' || (outcome === 'closed' && status === 'closing'));

const after = (
  state: Application | undefined,
  fact: ApplicationFact,
  effectiveOn: BusinessDate,
): Application => {
  if (fact.type === 'CreditApplicationReceived') return received(fact.data, effectiveOn);
  if (state === undefined) {
    throw new InvariantError(`${fact.type} before CreditApplicationReceived`);
  }
  switch (fact.type) {
    case 'CreditApplicationDuplicated':
      return { ...state, status: 'duplicate' };
    case 'CreditDataGathered':
      return state;
    case 'CreditDecided':
      return { ...state, decision: summaryOf(fact.data, state.decision) };
    case 'CreditReferred': {
      const { role, dueAt, limitMinor, termsDays, line } = fact.data;
      const referral = {
        role,
        dueAt: instant(dueAt),
        limitMinor,
        termsDays,
        reminders: 0,
        approvals: [],
        ...(line === undefined ? {} : { line }),
      };
      return { ...settled(state), status: 'referred', referral };
    }
    case 'CreditReferralClaimed': {
      const referral = { ...referralIn(state), claimedBy: fact.data.act.actor };
      return { ...state, referral };
    }
    case 'CreditReferralReturned':
      return { ...state, referral: free(referralIn(state)) };
    case 'CreditReferralEscalated':
      return escalated(state, fact.data);
    case 'CreditTermsChanged': {
      const { limitMinor, termsDays, reasons } = fact.data;
      const { reasons: _, ...before } = referralIn(state);
      const terms = { limitMinor, termsDays, ...(reasons === undefined ? {} : { reasons }) };
      return { ...state, referral: { ...before, ...terms, approvals: [] } };
    }
    case 'CreditInformationRequested': {
      const { dueAt, remindAt, what, newReports } = fact.data;
      const anew = newReports === undefined ? {} : { newReports };
      const question = { dueAt: instant(dueAt), remindAt: instant(remindAt), what, ...anew };
      return { ...settled(state), status: 'awaiting-information', question };
    }
    case 'CreditQuestionSent': {
      const { question } = state;
      invariant(question !== undefined, `${state.applicationId} is asked nothing`);
      return { ...state, question: { ...question, told: fact.data.letter } };
    }
    case 'CreditInformationReceived': {
      const { round, askAfter } = fact.data;
      const anew = askAfter === undefined ? {} : { askAfter: instant(askAfter) };
      return { ...settled(state), ...anew, status: 'gathering', round };
    }
    case 'CreditApprovalGiven': {
      const { actId, actor, role } = fact.data.act;
      const referral = referralIn(state);
      const { lapsed = [], line } = fact.data;
      const standing = referral.approvals.filter((each) => !lapsed.includes(each.actId));
      const given = { actId, actor, role, ...(line === undefined ? {} : { line }) };
      const approvals = [...standing, given];
      return { ...state, referral: { ...referral, approvals } };
    }
    case 'CreditApproved': {
      const { limitMinor, termsDays, by, reasons, offerBy, line } = fact.data;
      const approved = {
        limitMinor,
        termsDays,
        by,
        ...(reasons === undefined ? {} : { reasons }),
        ...(offerBy === undefined ? {} : { offerBy: instant(offerBy) }),
        ...(line === undefined ? {} : { line }),
      };
      // A new line is offered, and the offer says why it is less; a review has only its notice.
      const noticeOwed = state.kind === 'review' && reasons !== undefined;
      return { ...settled(state), status: 'approved', approved, noticeOwed };
    }
    case 'CreditDeclined': {
      const status = state.kind === 'review' ? 'closing' : 'declined';
      const declined = { by: fact.data.by, on: effectiveOn };
      return { ...settled(state), status, declined, noticeOwed: true };
    }
    case 'AdverseNoticeSent':
      return { ...state, noticeOwed: false };
    case 'CreditOfferMade': {
      const { tokenId, documentSha256, documentKey, expiresAt, limitMinor, termsDays } = fact.data;
      const document = { documentSha256, documentKey };
      const offer = { tokenId, ...document, expiresAt: instant(expiresAt), limitMinor, termsDays };
      return { ...state, status: 'offered', offer };
    }
    case 'CreditOfferSent': {
      const { offer } = state;
      invariant(offer !== undefined, `${state.applicationId} has an offer`);
      return { ...state, offer: { ...offer, sent: fact.data.outcome } };
    }
    case 'CreditOfferAccepted':
      return { ...state, status: 'accepted' };
    case 'CreditOfferRefused':
      return { ...state, status: 'refused' };
    case 'CreditOfferExpired':
      return { ...state, status: 'expired' };
    case 'CreditApplicationExpired': {
      const noticeOwed = fact.data.reasons !== undefined;
      return { ...settled(state), status: 'expired', noticeOwed };
    }
    case 'CreditApplicationWithdrawn':
      return { ...settled(state), status: 'withdrawn' };
    case 'CreditApplicationActivated':
      return { ...state, status: 'active', lineId: fact.data.lineId };
    case 'CreditApplicationSetAside':
      return { ...state, status: 'kept', noticeOwed: fact.data.reasons !== undefined };
    case 'CreditReviewConcluded': {
      const { outcome } = fact.data;
      const noticeOwed = owesAfterReview(state, outcome);
      return { ...settled(state), status: outcome, noticeOwed };
    }
  }
};

/**
 * The application after one of its facts.
 *
 * @throws InvariantError for a fact that does not follow from the application.
 */
export const evolve: typeof after = (state, fact, effectiveOn) => {
  const next = after(state, fact, effectiveOn);
  const ends = isFinal(next.status) && next.endedOn === undefined;
  return ends ? { ...next, endedOn: effectiveOn } : next;
};

export const evolveAll = (
  state: Application | undefined,
  facts: readonly ApplicationFact[],
  effectiveOn: BusinessDate,
): Application | undefined =>
  facts.reduce<Application | undefined>((at, fact) => evolve(at, fact, effectiveOn), state);
