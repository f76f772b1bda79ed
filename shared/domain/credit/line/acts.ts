import type { CreditAct } from '../../../../events/credit-parts.ts';
import type { BusinessDate } from '../../calendar.ts';
import { rankOf } from '../authority.ts';
import { decideReview, givenWay } from '../review.ts';
import type { PrincipalReason } from '../types.ts';
import type { Powers } from './powers.ts';
import { decideClose, type LineDecision, lineRefusals, lineRefused, termsOf } from './terms.ts';
import type { CreditLine, LineFact } from './types.ts';

/** What a person decides about a line. Limit and terms are not among it: they take an application. */
export type LineAct =
  | { readonly act: 'hold' }
  | { readonly act: 'release' }
  | { readonly act: 'review' }
  /** As the notice tells it. */
  | { readonly act: 'close'; readonly reasons?: readonly PrincipalReason[] | undefined }
  | { readonly act: 'set-group'; readonly groupId?: string | undefined }
  | {
      readonly act: 'set-insurance';
      readonly insuredMinor?: number | undefined;
      readonly coveragePercent?: number | undefined;
    };

type By = {
  readonly act: CreditAct;
  readonly on: BusinessDate;
  readonly graceDays: number;
  readonly powers: Powers;
  /** Whether somebody has said what the lines of that group may use together. */
  readonly isGroup: (groupId: string) => boolean;
  /** Whether it is the line of whoever acts. */
  readonly isOwn: boolean;
  /** The review that the line waits for, when as an application it has ended. */
  readonly endedReview?: string | undefined;
};

const decided = (...facts: readonly LineFact[]): LineDecision => ({ decided: true, facts });

/** A second one counts when it takes more to release it: nobody keeps a line out of higher hands. */
const hold = ({ lineId, holds, heldBy }: CreditLine, { act }: By): LineDecision => {
  const isHeld = holds.includes('person');
  if (isHeld && heldBy !== undefined && rankOf(act.role) <= rankOf(heldBy.role)) {
    const message = `the line ${lineId} is held by the role ${heldBy.role} already`;
    return lineRefused(lineRefusals.held, message);
  }
  const because = isHeld ? [...holds] : [...holds, 'person' as const];
  return decided({ type: 'CreditHoldPlaced', data: { lineId, because, act } });
};

/** The whole limit of the line: what is used again once nothing else holds it back. */
const whole = ({ limitMinor: amountMinor, currency, riskClass }: CreditLine) => ({
  amountMinor,
  currency,
  riskClass,
});

/**
 * Only what a person held is for a person to release; the rest ends with its reason. It takes the
 * rank of whoever placed it, and authority for the limit that is used again.
 */
const release = (line: CreditLine, { act, powers }: By): LineDecision => {
  const { lineId, holds, heldBy } = line;
  if (!holds.includes('person')) {
    const message =
      holds.length === 0
        ? `the line ${lineId} is not on hold`
        : `no person holds the line ${lineId}; its hold ends with what caused it: ${holds.join(', ')}`;
    return lineRefused(lineRefusals.notHeld, message);
  }
  if (heldBy !== undefined && rankOf(act.role) < rankOf(heldBy.role)) {
    const message = `the line ${lineId} is held by the role ${heldBy.role}, and ${act.role} is not enough`;
    return lineRefused(lineRefusals.beyondAuthority, message);
  }
  return (
    powers(whole(line), `the release of the line ${lineId}`) ??
    decided({ type: 'CreditHoldReleased', data: { lineId, because: ['person'], act } })
  );
};

/** A group only takes room away from its lines: whoever takes a line out gives that back. */
const group = (line: CreditLine, groupId: string | undefined, by: By): LineDecision => {
  if (groupId !== undefined && !by.isGroup(groupId)) {
    const message = `nobody has said what the lines of the group ${groupId} may use together`;
    return lineRefused(lineRefusals.unknownGroup, message);
  }
  const leaves = line.groupId !== undefined && line.groupId !== groupId;
  const beyond = leaves
    ? by.powers(whole(line), `taking the line ${line.lineId} out of the group ${line.groupId}`)
    : undefined;
  return beyond ?? changed(line, { groupId }, by);
};

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

/** A review that runs is named: the close ends it, and it is what tells of the close. */
const close = (
  line: CreditLine,
  reasons: readonly PrincipalReason[] | undefined,
  { act }: By,
): LineDecision =>
  decideClose(line, {
    because: 'person',
    ...(line.review === undefined ? {} : { applicationId: line.review.applicationId }),
    ...(reasons === undefined ? {} : { reasons: [...reasons] }),
    act,
  });

/** Acts that only take credit away: these are anybody's, for they protect against whoever it is. */
export const onlyTakes = ({ act }: LineAct): boolean => act === 'hold' || act === 'close';

/** One that nobody decided gives way to another, after its time or once it has ended. */
const review = (line: CreditLine, by: By): LineDecision => {
  const asked = givenWay(line, by.on, by.endedReview);
  return asked.review === undefined || by.on >= asked.review.againOn
    ? decided(...decideReview(asked, 'person', by))
    : lineRefused(
        lineRefusals.reviewRuns,
        `a review of the line ${line.lineId} runs since ${asked.review.dueOn}`,
      );
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
  if (by.isOwn && !onlyTakes(asked)) {
    return lineRefused(lineRefusals.ownLine, 'nobody decides about a line of their own');
  }
  switch (asked.act) {
    case 'hold':
      return hold(line, by);
    case 'release':
      return release(line, by);
    case 'review':
      return review(line, by);
    case 'close':
      return close(line, asked.reasons, by);
    case 'set-group':
      return group(line, asked.groupId, by);
    case 'set-insurance':
      return changed(
        line,
        { insuredMinor: asked.insuredMinor, coveragePercent: asked.coveragePercent },
        by,
      );
  }
};
