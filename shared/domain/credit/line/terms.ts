import type { DomainData } from '../../../../events/catalogue.ts';
import { isDecidedAnew, lifted, placed } from './holds.ts';
import type { CreditLine, LineFact } from './types.ts';

type Activation = DomainData<'CreditLineActivated'>;

/**
 * What an application or a review grants: every term of the line, the next review included, and the
 * group that the applicant belongs to.
 */
export type Granted = Omit<Activation, 'lineId' | 'insuredMinor' | 'coveragePercent'>;

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

/** A group is left by a person with authority for it, and not by another application. */
const change = (
  line: CreditLine,
  granted: Granted,
  because: 'application' | 'review',
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
  // While another review is to follow, what it is to look at holds the line.
  const over = line.queued === undefined ? lifted(line, isDecidedAnew) : [];
  return comesTo(outcome, changed, ...over);
};

/**
 * Puts what an application was granted into force: a new line, or other terms of the one that there
 * is. What was counted of a line was counted in its currency: only a line that is closed, and of
 * which no order holds a part any more, begins again in another one.
 */
const grantApplication = (
  line: CreditLine | undefined,
  lineId: string,
  granted: Granted,
): OutcomeDecision => {
  const isOther = line !== undefined && line.currency !== granted.currency;
  if (line === undefined || line.status === 'closed') {
    return isOther && line.reservedCount > 0
      ? lineRefused(
          lineRefusals.ordersHeld,
          `${line.reservedCount} orders hold a part of the closed line ${lineId} in ${line.currency}`,
        )
      : begin(line, lineId, granted);
  }
  return isOther
    ? lineRefused(
        lineRefusals.otherCurrency,
        `the line ${lineId} is in ${line.currency}; terms in ${granted.currency} need it closed first`,
      )
    : change(line, granted, 'application');
};

/** A review decides only while its line waits for it: what was granted since then is newer. */
const isReviewOf = ({ review }: CreditLine, applicationId: string): boolean =>
  review?.applicationId === applicationId;

/** Whether an application or a review puts its terms into force, and what the line becomes by it. */
export const decideGrant = (
  line: CreditLine | undefined,
  lineId: string,
  granted: Granted,
  kind: 'application' | 'review',
): OutcomeDecision => {
  if (kind === 'application') return grantApplication(line, lineId, granted);
  if (line === undefined || line.status === 'closed') return comesTo('closed');
  return isReviewOf(line, granted.applicationId)
    ? change(line, granted, 'review')
    : comesTo('kept');
};

/** Ends a line whose review a person declined. */
export const decideReviewClose = (
  line: CreditLine | undefined,
  applicationId: string,
): OutcomeDecision => {
  if (line === undefined || line.status === 'closed') return comesTo('closed');
  return isReviewOf(line, applicationId)
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
