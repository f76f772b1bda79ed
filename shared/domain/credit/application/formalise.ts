import type { DomainData } from '../../../../events/catalogue.ts';
import type { Instant } from '../../calendar.ts';
import type { Application, Offer } from '../types.ts';
import {
  type ApplicationDecision,
  applicationRefusals as codes,
  decided,
  isFinal,
  refused,
} from './facts.ts';

/** Offers the approved terms of a new line, once. */
export const decideOffer = (
  state: Application,
  offer: Omit<Offer, 'limitMinor' | 'termsDays'>,
): ApplicationDecision => {
  const { applicationId, approved, currency, status, kind } = state;
  if (status !== 'approved' || approved === undefined || kind === 'review') {
    return refused(codes.notApproved, `${applicationId} is a ${kind} one and ${status}`);
  }
  const { limitMinor, termsDays } = approved;
  return decided({
    type: 'CreditOfferMade',
    data: { applicationId, ...offer, limitMinor, currency, termsDays },
  });
};

export type OfferAnswer = {
  readonly tokenId: string;
  readonly answer: 'accept' | 'refuse';
  readonly evidence: DomainData<'CreditOfferAccepted'>['evidence'];
};

/** Takes the applicant's answer to an offer: of that link, that document, and in time. */
export const decideOfferAnswer = (
  state: Application,
  { tokenId, answer, evidence }: OfferAnswer,
  now: Instant,
): ApplicationDecision => {
  const { applicationId, offer, status } = state;
  if (offer === undefined || offer.tokenId !== tokenId) {
    return refused(codes.otherOffer, `${applicationId} has no such offer`);
  }
  if (status === 'expired' || (status === 'offered' && now >= offer.expiresAt)) {
    return refused(codes.offerExpired, `the offer expired at ${offer.expiresAt}`);
  }
  if (status !== 'offered') {
    return refused(codes.notOffered, `the offer was answered: ${applicationId} is ${status}`);
  }
  if (evidence.documentSha256 !== offer.documentSha256) {
    return refused(codes.otherDocument, 'another document was shown than was offered');
  }
  const type = answer === 'accept' ? 'CreditOfferAccepted' : 'CreditOfferRefused';
  return decided({ type, data: { applicationId, tokenId, evidence } });
};

/** What became of the line: of a new one that it is active, of a reviewed one what changed. */
export type LineOutcome = {
  readonly lineId: string;
  readonly outcome: 'active' | 'kept' | 'changed' | 'closed';
};

/** Ends an application once its line is what it was decided to be. */
export const decideLine = (
  state: Application,
  { lineId, outcome }: LineOutcome,
): ApplicationDecision => {
  const { applicationId, kind, status } = state;
  if (isFinal(status)) return refused(codes.ended, `${applicationId} is ${status}`);
  if (kind === 'new' && status === 'accepted' && outcome === 'active') {
    return decided({ type: 'CreditApplicationActivated', data: { applicationId, lineId } });
  }
  const closes = status === 'closing' && outcome === 'closed';
  const stays = status === 'approved' && (outcome === 'kept' || outcome === 'changed');
  if (kind === 'review' && (closes || stays)) {
    return decided({ type: 'CreditReviewConcluded', data: { applicationId, lineId, outcome } });
  }
  return refused(codes.notAccepted, `${applicationId} is ${status}, and no line ${outcome}`);
};

/** Records that an adverse decision was told, once. */
export const decideNotice = (
  { applicationId, noticeOwed }: Application,
  notice: Omit<DomainData<'AdverseNoticeSent'>, 'applicationId'>,
): ApplicationDecision =>
  noticeOwed
    ? decided({ type: 'AdverseNoticeSent', data: { applicationId, ...notice } })
    : refused(codes.noNotice, `${applicationId} owes no notice`);
