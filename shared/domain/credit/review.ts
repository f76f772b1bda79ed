import type { CreditAct } from '../../../events/credit-parts.ts';
import { addDays, type BusinessDate, businessDate } from '../calendar.ts';
import type { RiskClass } from '../scoring/types.ts';
import type { CreditLine, LineFact, ReviewReason } from './line/types.ts';

/** The same day so many months later, or the last of that month. */
export const addMonths = (from: BusinessDate, months: number): BusinessDate => {
  const [year = 0, month = 1, day = 1] = from.split('-').map(Number);
  const target = month - 1 + months;
  const first = businessDate(
    `${String(year + Math.floor(target / 12)).padStart(4, '0')}-${String((target % 12) + 1).padStart(2, '0')}-01`,
  );
  const last = Number(addDays(businessDate(`${addDays(first, 31).slice(0, 7)}-01`), -1).slice(8));
  return addDays(first, Math.min(day, last) - 1);
};

/** When a line of that class is looked at again: the higher the risk, the sooner. */
export const nextReviewOn = (
  from: BusinessDate,
  riskClass: RiskClass,
  months: Readonly<Record<RiskClass, number>>,
): BusinessDate => addMonths(from, months[riskClass]);

/** One review of a line and day; a second on the same day has a number. */
const reviewIdOf = ({ lineId, lastReview }: CreditLine, on: BusinessDate): string => {
  const id = `review:${lineId}:${on}`;
  return lastReview?.on === on ? `${id}.${lastReview.count + 1}` : id;
};

/**
 * Begins a review of a line, unless one runs: whatever happens meanwhile is seen by that one. A
 * review that ended without a decision, because nobody answered, gives way after a second grace.
 * What somebody or something asks for is due today, a periodic review since its day.
 */
export const decideReview = (
  line: CreditLine,
  because: ReviewReason,
  {
    on,
    graceDays,
    act,
  }: {
    readonly on: BusinessDate;
    readonly graceDays: number;
    /** Of the person who asks for it. */
    readonly act?: CreditAct | undefined;
  },
): readonly LineFact[] => {
  if (line.status === 'closed') return [];
  if (line.review !== undefined && on < line.review.againOn) return [];
  if (because === 'periodic' && line.reviewOn > on) return [];
  const dueOn = because === 'periodic' ? line.reviewOn : on;
  return [
    {
      type: 'CreditReviewDue',
      data: {
        lineId: line.lineId,
        applicationId: reviewIdOf(line, on),
        because,
        dueOn,
        ...(act === undefined ? {} : { act }),
        overdueOn: addDays(on, graceDays),
      },
    },
  ];
};

/** Tells once that a review takes too long. */
export const decideOverdue = (
  { lineId, review }: CreditLine,
  on: BusinessDate,
): readonly LineFact[] => {
  if (review === undefined || review.overdue || on < review.overdueOn) return [];
  const { applicationId, dueOn } = review;
  return [{ type: 'CreditReviewOverdue', data: { lineId, applicationId, dueOn } }];
};

/** The day on which somebody has to look at the line by itself, if there is one. */
export const agendaOn = ({ status, reviewOn, review }: CreditLine): BusinessDate | undefined => {
  if (status === 'closed') return undefined;
  if (review === undefined) return reviewOn;
  return review.overdue ? review.againOn : review.overdueOn;
};
