import type { DomainData } from '../../../../events/catalogue.ts';
import { waitsFor } from '../review.ts';
import { isDecidedAnew, lifted, placed } from './holds.ts';
import { knewHold, type LineSeen, movedSince, seenOf } from './seen.ts';
import type { CreditLine, HoldReason, LineFact } from './types.ts';

type Activation = DomainData<'CreditLineActivated'>;

/**
 * What an application or a review grants: every term of the line, the next review included, and the
 * group that the applicant belongs to.
 */
export type Granted = Omit<Activation, 'lineId' | 'insuredMinor' | 'coveragePercent'>;

/** What the decision of an application or a review rests on. */
export type GrantBasis = {
  /** The line as it stood for it. */
  readonly seen?: LineSeen | undefined;
  /** Of a review: the application or review whose terms it looked at. */
  readonly termsOf?: string | undefined;
  /** Of an application: the review that its line waits for has not ended yet. */
  readonly reviewOpen?: boolean | undefined;
  /** Of an application without an active line: something bad was told since it was decided. */
  readonly hasNews?: boolean | undefined;
};

export const lineRefusals = {
  noLine: 'no-line',
  closed: 'line-closed',
  otherCurrency: 'other-currency',
  ordersHeld: 'orders-held',
  notHeld: 'not-on-hold',
  held: 'on-hold-already',
  sameTerms: 'nothing-changes',
  reviewRuns: 'review-runs',
  beyondAuthority: 'beyond-authority',
  authorityUnknown: 'authority-unknown',
  unknownGroup: 'unknown-group',
  superseded: 'superseded',
  newsSince: 'news-since',
  ownLine: 'own-line',
} as const;

export type LineRefusal = {
  readonly decided: false;
  readonly code: (typeof lineRefusals)[keyof typeof lineRefusals];
  readonly message: string;
};

export type LineDecision =
  | { readonly decided: true; readonly facts: readonly LineFact[] }
  | LineRefusal;

export const lineRefused = (code: LineRefusal['code'], message: string): LineRefusal => ({
  decided: false,
  code,
  message,
});

/** What of its group and its insurance a line keeps when its terms change. */
const keptOf = ({ groupId, insuredMinor, coveragePercent }: CreditLine) => ({
  ...(groupId === undefined ? {} : { groupId }),
  ...(insuredMinor === undefined ? {} : { insuredMinor }),
  ...(coveragePercent === undefined ? {} : { coveragePercent }),
});

/** What became of a line by the decision about it: `kept` when it stays as it is. */
export type LineOutcome = 'active' | 'changed' | 'kept' | 'closed';

export type OutcomeDecision =
  | {
      readonly decided: true;
      readonly outcome: LineOutcome;
      readonly facts: readonly LineFact[];
    }
  | LineRefusal;

const comesTo = (outcome: LineOutcome, ...facts: readonly LineFact[]): OutcomeDecision => ({
  decided: true,
  outcome,
  facts,
});

/** What a person holds stays held, whoever is granted a line again. */
const begin = (
  line: CreditLine | undefined,
  lineId: string,
  { groupId: asked, ...granted }: Granted,
): OutcomeDecision => {
  const groupId = line?.groupId ?? asked;
  const data = { lineId, ...granted, ...(groupId === undefined ? {} : { groupId }) };
  const activated: LineFact = { type: 'CreditLineActivated', data };
  const over = line === undefined ? [] : lifted(line, (reason) => reason !== 'person');
  return comesTo('active', activated, ...over);
};

/**
 * A review that was decided before and overtakes the one that runs leaves the reason of that one
 * to be looked at: another review, of the terms as they are then, follows.
 */
const leftBy = (line: CreditLine, applicationId: string): readonly LineFact[] => {
  const { lineId, review, queued } = line;
  if (review === undefined || review.applicationId === applicationId) return [];
  const { because } = review;
  const data = { lineId, applicationId: review.applicationId };
  return queued === undefined && waitsFor(because)
    ? [{ type: 'CreditReviewQueued', data: { ...data, because } }]
    : [];
};

/**
 * A group is left by a person with authority for it, and not by another application. What was told
 * of the line since the decision, or is looked at by a review that follows, holds it still.
 */
const change = (
  line: CreditLine,
  granted: Granted,
  because: 'application' | 'review',
  { seen }: GrantBasis,
): OutcomeDecision => {
  const { lineId } = line;
  const { customerId: _customer, legalEntity: _entity, groupId, ...terms } = granted;
  const changed: LineFact = {
    type: 'CreditLineChanged',
    data: {
      lineId,
      because,
      ...(line.riskClass === terms.riskClass ? {} : { previousClass: line.riskClass }),
      ...terms,
      ...(groupId === undefined ? {} : { groupId }),
      ...keptOf(line),
    },
  };
  const isSame = line.limitMinor === terms.limitMinor && line.termsDays === terms.termsDays;
  const outcome = because === 'application' ? 'active' : isSame ? 'kept' : 'changed';
  const left = because === 'review' ? leftBy(line, granted.applicationId) : [];
  const follows = line.queued !== undefined || left.length > 0;
  const isOver = (reason: HoldReason): boolean =>
    reason === 'review-overdue' || (isDecidedAnew(reason) && knewHold(seen, reason));
  const over = follows ? [] : lifted(line, isOver);
  return comesTo(outcome, ...left, changed, ...over);
};

/**
 * Puts what an application was granted into force: a new line, or other terms of the one that there
 * is. What was counted of a line was counted in its currency: only a line that is closed, and of
 * which no order holds a part any more, begins again in another one.
 *
 * Days pass between a yes and its acceptance. What was decided about the line meanwhile, or asks for
 * a decision, is newer, and the applicant's word does not undo it.
 */
const grantApplication = (
  line: CreditLine | undefined,
  lineId: string,
  granted: Granted,
  basis: GrantBasis,
): OutcomeDecision => {
  // An active line is held for it, or has a review begin; nothing else of the line would tell.
  if (line?.status !== 'active' && basis.hasNews === true) {
    const message = `of the customer of ${lineId} something was told since ${granted.applicationId} was decided`;
    return lineRefused(lineRefusals.newsSince, message);
  }
  if (line === undefined) return begin(line, lineId, granted);
  const isOther = line.currency !== granted.currency;
  if (isOther && line.status === 'active') {
    return lineRefused(
      lineRefusals.otherCurrency,
      `the line ${lineId} is in ${line.currency}; terms in ${granted.currency} need it closed first`,
    );
  }
  if (isOther && line.reservedCount > 0) {
    return lineRefused(
      lineRefusals.ordersHeld,
      `${line.reservedCount} orders hold a part of the closed line ${lineId} in ${line.currency}`,
    );
  }
  // What people decide in it would come after a grant, and find a line that waits for it no more.
  const moved =
    movedSince(seenOf(line), basis.seen) ??
    (basis.reviewOpen === true ? `the review ${line.review?.applicationId} runs` : undefined);
  if (moved !== undefined) {
    const message = `the line ${lineId} is not as it was for ${granted.applicationId}: ${moved}`;
    return lineRefused(lineRefusals.superseded, message);
  }
  return line.status === 'closed'
    ? begin(line, lineId, granted)
    : change(line, granted, 'application', basis);
};

/**
 * A review decides while its line waits for it, and also when the line waits for the next one
 * already, as long as its terms are those that the review looked at. What was granted since then is
 * newer.
 */
const isReviewOf = (line: CreditLine, applicationId: string, basis: GrantBasis): boolean =>
  line.review?.applicationId === applicationId || line.applicationId === basis.termsOf;

/** Whether an application or a review puts its terms into force, and what the line becomes by it. */
export const decideGrant = (
  line: CreditLine | undefined,
  lineId: string,
  granted: Granted,
  kind: 'application' | 'review',
  basis: GrantBasis = {},
): OutcomeDecision => {
  if (kind === 'application') return grantApplication(line, lineId, granted, basis);
  if (line === undefined || line.status === 'closed') return comesTo('closed');
  return isReviewOf(line, granted.applicationId, basis)
    ? change(line, granted, 'review', basis)
    : comesTo('kept');
};

/** Ends a line whose review a person declined. */
export const decideReviewClose = (
  line: CreditLine | undefined,
  applicationId: string,
  basis: GrantBasis = {},
): OutcomeDecision => {
  if (line === undefined || line.status === 'closed') return comesTo('closed');
  return isReviewOf(line, applicationId, basis)
    ? comesTo('closed', ...closing(line, { because: 'review', applicationId }))
    : comesTo('kept');
};

/** Terms of the line as a change of one of them states them all. */
export const termsOf = (
  line: CreditLine,
): Omit<DomainData<'CreditLineChanged'>, 'because' | 'act'> => ({
  lineId: line.lineId,
  currency: line.currency,
  limitMinor: line.limitMinor,
  termsDays: line.termsDays,
  riskClass: line.riskClass,
  grade: line.grade,
  ...(line.probabilityPpm === undefined ? {} : { probabilityPpm: line.probabilityPpm }),
  reviewOn: line.reviewOn,
  ...keptOf(line),
});

const closing = (
  line: CreditLine,
  by: Omit<DomainData<'CreditLineClosed'>, 'lineId'>,
): readonly LineFact[] => [
  { type: 'CreditLineClosed', data: { lineId: line.lineId, ...by } },
  ...placed(line, 'line-closed'),
];

/**
 * Ends a line: no order is taken any more, and what is owed stays owed. What it was held for before
 * stays known, so that whoever is granted it again does not escape what a person held.
 */
export const decideClose = (
  line: CreditLine | undefined,
  by: Omit<DomainData<'CreditLineClosed'>, 'lineId'>,
): LineDecision => {
  if (line === undefined) return lineRefused(lineRefusals.noLine, 'there is no such line');
  if (line.status === 'closed') {
    return lineRefused(lineRefusals.closed, `the line ${line.lineId} is closed`);
  }
  return { decided: true, facts: closing(line, by) };
};
