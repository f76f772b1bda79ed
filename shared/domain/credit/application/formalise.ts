import type { DomainData } from '../../../../events/catalogue.ts';
import type { BusinessDate, Instant } from '../../calendar.ts';
import type { LineOutcome } from '../line/terms.ts';
import type { Application, Offer, PrincipalReason } from '../types.ts';
import { setAsideReasons } from './adverse.ts';
import {
  type ApplicationDecision,
  type ApplicationFact,
  applicationRefusals as codes,
  decided,
  isFinal,
  refused,
} from './facts.ts';
import { letterOwed, owesNotice } from './next.ts';

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

/** Ends what is approved when its applicant was erased: there is nobody to offer it to. */
export const decideUnoffered = ({
  applicationId,
  status,
  kind,
}: Application): ApplicationDecision =>
  status === 'approved' && kind === 'new'
    ? decided({
        type: 'CreditApplicationExpired',
        data: { applicationId, waitedFor: 'applicant' },
      })
    : refused(codes.notApproved, `${applicationId} is a ${kind} one and ${status}`);

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
  // Until the line is in force the applicant may still say no.
  if (status !== 'offered' && !(status === 'accepted' && answer === 'refuse')) {
    return refused(codes.notOffered, `the offer was answered: ${applicationId} is ${status}`);
  }
  if (evidence.documentSha256 !== offer.documentSha256) {
    return refused(codes.otherDocument, 'another document was shown than was offered');
  }
  const type = answer === 'accept' ? 'CreditOfferAccepted' : 'CreditOfferRefused';
  return decided({ type, data: { applicationId, tokenId, evidence } });
};

const concludedAs = (
  applicationId: string,
  lineId: string,
  outcome: DomainData<'CreditReviewConcluded'>['outcome'],
): ApplicationFact => ({
  type: 'CreditReviewConcluded',
  data: { applicationId, lineId, outcome },
});

/** What became of the line: of a new one that it is active, of a reviewed one what changed. */
export type LineResult = { readonly lineId: string; readonly outcome: LineOutcome };

/** Ends an application once its line is what it was decided to be. */
export const decideLine = (
  state: Application,
  { lineId, outcome }: LineResult,
): ApplicationDecision => {
  const { applicationId, kind, status } = state;
  if (isFinal(status)) return refused(codes.ended, `${applicationId} is ${status}`);
  if (kind === 'new' && status === 'accepted' && outcome === 'active') {
    return decided({ type: 'CreditApplicationActivated', data: { applicationId, lineId } });
  }
  // A review that was overtaken leaves the line as it is; of a line that was closed it ends so.
  const isDecided = status === 'approved' || status === 'closing';
  if (kind === 'review' && isDecided && outcome !== 'active') {
    // A person closed what it had lowered, before it could say so.
    const isClosed = status === 'closing' && outcome === 'changed';
    return decided(concludedAs(applicationId, lineId, isClosed ? 'closed' : outcome));
  }
  return refused(codes.notAccepted, `${applicationId} is ${status}, and no line ${outcome}`);
};

/** Ends an accepted application that the line there is has no place for; its applicant is told why. */
export const decideSetAside = (
  { applicationId, kind, status }: Application,
  lineId: string,
  why: keyof typeof setAsideReasons,
): ApplicationDecision => {
  if (isFinal(status)) return refused(codes.ended, `${applicationId} is ${status}`);
  return kind === 'new' && status === 'accepted'
    ? decided({
        type: 'CreditApplicationSetAside',
        data: {
          applicationId,
          lineId,
          because: why === 'news-since' ? 'superseded' : why,
          reasons: [setAsideReasons[why]],
        },
      })
    : refused(codes.notAccepted, `${applicationId} is a ${kind} one and ${status}`);
};

/**
 * Ends a review that a later one of its line takes the place of: nobody decided it in time, or
 * something happened meanwhile. What was decided already ends by itself.
 */
export const decideSuperseded = ({
  applicationId,
  kind,
  status,
  lineId,
}: Application): ApplicationDecision => {
  if (isFinal(status)) return refused(codes.ended, `${applicationId} is ${status}`);
  return kind !== 'review' || lineId === undefined || status === 'approved' || status === 'closing'
    ? refused(codes.reviewEnds, `${applicationId} is ${status} and about to end`)
    : decided(concludedAs(applicationId, lineId, 'kept'));
};

type ClosedByPerson = Pick<DomainData<'CreditDeclined'>, 'act'> & {
  readonly reasons: readonly PrincipalReason[];
};

/**
 * What a close by a person is for a review of the line: its end, which the applicant is told. The
 * line is closed already, and nobody asks it again: whatever it was granted since, the close was.
 */
export const closedByPerson = (
  applicationId: string,
  lineId: string,
  { reasons, act }: ClosedByPerson,
): readonly ApplicationFact[] => [
  { type: 'CreditDeclined', data: { applicationId, by: 'person', reasons: [...reasons], act } },
  concludedAs(applicationId, lineId, 'closed'),
];

/** Whether a review has lowered its line, and nobody was told so yet. */
export const owesReduction = ({
  kind,
  status,
  noticeOwed,
}: Pick<Application, 'kind' | 'status' | 'noticeOwed'>): boolean =>
  kind === 'review' && status === 'changed' && noticeOwed;

/**
 * Ends the review that runs of a line that a person has closed, also one that lowers the line, or
 * has, while its letter is still to leave, and one that people have declined: what is told is the
 * close.
 */
export const decideLineClosed = (state: Application, by: ClosedByPerson): ApplicationDecision => {
  const { applicationId, kind, status, noticeOwed, lineId } = state;
  if (isFinal(status) && !owesReduction(state)) {
    return refused(codes.ended, `${applicationId} is ${status}`);
  }
  const isEnding = status === 'approved' && !noticeOwed;
  return kind !== 'review' || lineId === undefined || isEnding
    ? refused(codes.reviewEnds, `${applicationId} is ${status} and about to end`)
    : decided(...closedByPerson(applicationId, lineId, by));
};

/**
 * Whether a review tells that its line is closed: people declined it, and it found the line closed.
 * A line waits for a review once, so of the close that ended that wait nobody else has to tell.
 */
export const tellsClose = ({ kind, status, declined }: Application): boolean =>
  kind === 'review' && status === 'closed' && declined !== undefined;

/** Records what became of the letter of an offer, once. */
export const decideOfferSent = (
  { applicationId, status, offer }: Application,
  sent: Pick<DomainData<'CreditOfferSent'>, 'outcome' | 'locale' | 'reasons'>,
): ApplicationDecision =>
  status === 'offered' && offer !== undefined && offer.sent === undefined
    ? decided({ type: 'CreditOfferSent', data: { applicationId, tokenId: offer.tokenId, ...sent } })
    : refused(codes.noLetter, `${applicationId} is ${status}, and no letter of an offer is due`);

/** What an adverse decision was about; of an application that owes its notice. */
export const adverseOf = ({
  status,
}: Pick<Application, 'status'>): DomainData<'AdverseNoticeSent'>['about'] => {
  if (status === 'closed') return 'closed';
  if (status === 'changed') return 'reduced';
  if (status === 'kept') return 'set-aside';
  return status === 'expired' ? 'undecided' : 'declined';
};

/**
 * The day on which what an adverse notice tells came about: its letter may leave later. A review is
 * declined before its line is closed, and one that had lowered the line has ended before the close
 * that it tells.
 */
export const adverseOn = ({
  declined,
  endedOn,
}: Pick<Application, 'declined' | 'endedOn'>): BusinessDate | undefined =>
  declined !== undefined && (endedOn === undefined || declined.on > endedOn)
    ? declined.on
    : endedOn;

/** Records that an adverse decision was told, once. */
export const decideNotice = (
  state: Application,
  notice: Omit<DomainData<'AdverseNoticeSent'>, 'applicationId' | 'about'>,
): ApplicationDecision => {
  const { applicationId } = state;
  return owesNotice(state)
    ? decided({
        type: 'AdverseNoticeSent',
        data: { applicationId, about: adverseOf(state), ...notice },
      })
    : refused(codes.noNotice, `${applicationId} owes no notice`);
};

/** Records that a question was told, or reminded of, once each. */
export const decideQuestionSent = (
  state: Application,
  told: Omit<DomainData<'CreditQuestionSent'>, 'applicationId' | 'round' | 'letter'>,
  now: Instant,
): ApplicationDecision => {
  const { applicationId, round, status } = state;
  const letter = letterOwed(state, now);
  return letter === 'question' || letter === 'reminder'
    ? decided({ type: 'CreditQuestionSent', data: { applicationId, round, letter, ...told } })
    : refused(codes.noLetter, `${applicationId} is ${status}, and no question is to be told`);
};
