import type { DomainData } from '../../../../events/catalogue.ts';
import type { CreditLine, LineFact } from './types.ts';

type Activation = DomainData<'CreditLineActivated'>;

/** What an application or a review grants: every term of the line, the next review included. */
export type Granted = Omit<Activation, 'lineId' | 'groupId' | 'insuredMinor' | 'coveragePercent'>;

export const lineRefusals = {
  noLine: 'no-line',
  closed: 'line-closed',
  otherCurrency: 'other-currency',
  notHeld: 'not-on-hold',
  held: 'on-hold-already',
  sameTerms: 'nothing-changes',
  reviewRuns: 'review-runs',
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

/**
 * Puts granted terms into force: a new line, or other terms of the one that there is. The same
 * application again changes nothing. A line keeps its currency: orders were counted in it.
 */
export const decideGrant = (
  line: CreditLine | undefined,
  lineId: string,
  granted: Granted,
  kind: 'application' | 'review',
): LineDecision => {
  if (line?.applicationId === granted.applicationId) return { decided: true, facts: [] };
  if (line !== undefined && line.currency !== granted.currency) {
    const message = `the line ${lineId} is in ${line.currency}; terms in ${granted.currency} need another line`;
    return lineRefused(lineRefusals.otherCurrency, message);
  }
  if (line === undefined || line.status === 'closed') {
    if (kind === 'review') {
      return lineRefused(lineRefusals.closed, `the line ${lineId} is not active`);
    }
    return {
      decided: true,
      facts: [{ type: 'CreditLineActivated', data: { lineId, ...granted } }],
    };
  }
  const { customerId: _customer, legalEntity: _entity, ...terms } = granted;
  return {
    decided: true,
    facts: [
      {
        type: 'CreditLineChanged',
        data: {
          lineId,
          because: kind,
          ...(line.riskClass === terms.riskClass ? {} : { previousClass: line.riskClass }),
          ...terms,
          ...keptOf(line),
        },
      },
    ],
  };
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

/** Ends a line: no order is taken any more, and what is owed stays owed. */
export const decideClose = (
  line: CreditLine | undefined,
  by: Omit<DomainData<'CreditLineClosed'>, 'lineId'>,
): LineDecision => {
  if (line === undefined) return lineRefused(lineRefusals.noLine, 'there is no such line');
  if (line.status === 'closed') {
    return lineRefused(lineRefusals.closed, `the line ${line.lineId} is closed`);
  }
  const { lineId, holds } = line;
  const released: LineFact[] =
    holds.length === 0
      ? []
      : [{ type: 'CreditHoldReleased', data: { lineId, because: [...holds] } }];
  return {
    decided: true,
    facts: [...released, { type: 'CreditLineClosed', data: { lineId, ...by } }],
  };
};
