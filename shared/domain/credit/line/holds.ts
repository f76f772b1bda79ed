import type { CreditLineSettings } from './settings.ts';
import type { CreditLine, HoldReason, LineFact } from './types.ts';

/** Begins holds that the line is not under yet; the fact names all that are in force then. */
export const placed = (
  { lineId, holds }: CreditLine,
  ...reasons: readonly HoldReason[]
): readonly LineFact[] => {
  const added = reasons.filter((reason) => !holds.includes(reason));
  return added.length === 0
    ? []
    : [{ type: 'CreditHoldPlaced', data: { lineId, because: [...holds, ...added] } }];
};

/** Ends those holds that are over. */
export const lifted = (
  { lineId, holds }: CreditLine,
  isOver: (reason: HoldReason) => boolean,
): readonly LineFact[] => {
  const because = holds.filter(isOver);
  return because.length === 0 ? [] : [{ type: 'CreditHoldReleased', data: { lineId, because } }];
};

/** Reasons that end when an application or a review decides about the line anew. */
export const isDecidedAnew = (reason: HoldReason): boolean =>
  reason === 'insolvency' || reason === 'written-off' || reason === 'review-overdue';

/**
 * Holds a line of which something was given up. It is placed by whoever reads that first, an order
 * or the signal, so that no order uses the room that a write-off leaves.
 */
export const decideWriteOff = (
  line: CreditLine,
  { holdFor }: Pick<CreditLineSettings, 'holdFor'>,
): readonly LineFact[] =>
  line.status === 'active' && holdFor.includes('written-off') ? placed(line, 'written-off') : [];

/** What of its accounts says, besides amounts, whether orders of a line are held. */
export type Circumstances = {
  /** More is undisputed and past due for longer than it may be than cash waits for. */
  readonly pastDue: boolean;
};

/**
 * Holds that follow from how things stand: what is past due, until it is not, and a review that
 * takes too long, until one has decided. What happens once (a write-off, an insolvency) places its
 * hold when it is told.
 */
export const decideHolds = (
  line: CreditLine,
  { pastDue }: Circumstances,
  { holdFor }: Pick<CreditLineSettings, 'holdFor'>,
): readonly LineFact[] => {
  if (line.status === 'closed') return [];
  const isLate = pastDue && holdFor.includes('past-due');
  const isOverdue = line.review?.overdue === true && holdFor.includes('review-overdue');
  const over = lifted(line, (reason) => reason === 'past-due' && !isLate);
  const holds = over.length === 0 ? line.holds : line.holds.filter((each) => each !== 'past-due');
  return [
    ...over,
    ...placed(
      { ...line, holds },
      ...(isLate ? (['past-due'] as const) : []),
      ...(isOverdue ? (['review-overdue'] as const) : []),
    ),
  ];
};
