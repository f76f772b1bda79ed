import type { CreditAct } from '../../../../events/credit-parts.ts';
import type { BusinessDate } from '../../calendar.ts';
import { decideReview } from '../review.ts';
import { decideClose, type LineDecision, lineRefusals, lineRefused, termsOf } from './terms.ts';
import type { CreditLine, LineFact } from './types.ts';

/** What a person decides about a line. Limit and terms are not among it: they take an application. */
export type LineAct =
  | { readonly act: 'hold' }
  | { readonly act: 'release' }
  | { readonly act: 'review' }
  | { readonly act: 'close' }
  | { readonly act: 'set-group'; readonly groupId?: string | undefined }
  | {
      readonly act: 'set-insurance';
      readonly insuredMinor?: number | undefined;
      readonly coveragePercent?: number | undefined;
    };

type By = { readonly act: CreditAct; readonly on: BusinessDate; readonly graceDays: number };

const decided = (...facts: readonly LineFact[]): LineDecision => ({ decided: true, facts });

const hold = ({ lineId, holds }: CreditLine, { act }: By): LineDecision =>
  holds.includes('person')
    ? lineRefused(lineRefusals.held, `the line ${lineId} is held by a person already`)
    : decided({ type: 'CreditHoldPlaced', data: { lineId, because: [...holds, 'person'], act } });

/** Only what a person held is theirs to release; the rest ends with its reason. */
const release = ({ lineId, holds }: CreditLine, { act }: By): LineDecision =>
  holds.includes('person')
    ? decided({ type: 'CreditHoldReleased', data: { lineId, because: ['person'], act } })
    : lineRefused(
        lineRefusals.notHeld,
        holds.length === 0
          ? `the line ${lineId} is not on hold`
          : `no person holds the line ${lineId}; its hold ends with what caused it: ${holds.join(', ')}`,
      );

const changed = (
  line: CreditLine,
  change: Pick<CreditLine, 'groupId' | 'insuredMinor' | 'coveragePercent'>,
  { act }: By,
): LineDecision => {
  const { groupId, insuredMinor, coveragePercent } = { ...line, ...change };
  if (
    groupId === line.groupId &&
    insuredMinor === line.insuredMinor &&
    coveragePercent === line.coveragePercent
  ) {
    return lineRefused(lineRefusals.sameTerms, `the line ${line.lineId} stands so already`);
  }
  const { groupId: _group, insuredMinor: _sum, coveragePercent: _part, ...terms } = termsOf(line);
  return decided({
    type: 'CreditLineChanged',
    data: {
      ...terms,
      because: 'person',
      ...(groupId === undefined ? {} : { groupId }),
      ...(insuredMinor === undefined ? {} : { insuredMinor }),
      ...(coveragePercent === undefined ? {} : { coveragePercent }),
      act,
    },
  });
};

/** What follows from an act of a person about a line, or the rule that it breaks. */
export const decideLineAct = (
  line: CreditLine | undefined,
  asked: LineAct,
  by: By,
): LineDecision => {
  if (line === undefined) return lineRefused(lineRefusals.noLine, 'there is no such line');
  if (line.status === 'closed') {
    return lineRefused(lineRefusals.closed, `the line ${line.lineId} is closed`);
  }
  switch (asked.act) {
    case 'hold':
      return hold(line, by);
    case 'release':
      return release(line, by);
    case 'review':
      return line.review === undefined
        ? decided(...decideReview(line, 'person', by))
        : lineRefused(
            lineRefusals.reviewRuns,
            `a review of the line ${line.lineId} runs since ${line.review.dueOn}`,
          );
    case 'close':
      return decideClose(line, { because: 'person', act: by.act });
    case 'set-group':
      return changed(line, { groupId: asked.groupId }, by);
    case 'set-insurance':
      return changed(
        line,
        { insuredMinor: asked.insuredMinor, coveragePercent: asked.coveragePercent },
        by,
      );
  }
};
