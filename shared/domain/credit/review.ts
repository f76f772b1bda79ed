import type { CreditAct } from '../../../events/credit-parts.ts';
import { addDays, type BusinessDate, businessDate, type Instant } from '../calendar.ts';
import type { RiskClass } from '../scoring/types.ts';
import type { CreditLine, LineFact, QueuedReason, ReviewReason } from './line/types.ts';

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

/** The review of a line that began last. */
export const lastReviewOf = ({
  lineId,
  lastReview,
}: Pick<CreditLine, 'lineId' | 'lastReview'>): string | undefined =>
  lastReview === undefined
    ? undefined
    : `review:${lineId}:${lastReview.on}${lastReview.count === 1 ? '' : `.${lastReview.count}`}`;

/** What a review is due by: today, and how long it may take. */
type Due = {
  readonly on: BusinessDate;
  readonly graceDays: number;
};

/**
 * The line whose review has ended as an application, without a decision: nobody answered in time, or
 * it was withdrawn. The line still waits for one and is late like any, but another may begin.
 */
export const givenWay = (
  line: CreditLine,
  on: BusinessDate,
  ended: string | undefined,
): CreditLine =>
  line.review === undefined || line.review.applicationId !== ended || on >= line.review.againOn
    ? line
    : { ...line, review: { ...line.review, againOn: on } };

export const waitsFor = (because: ReviewReason): because is QueuedReason =>
  because !== 'periodic' && because !== 'person';

/**
 * Begins a review of a line. While one runs, what happened makes another one follow it, because the
 * one that runs may have asked its sources before. A review that ended without a decision, because
 * nobody answered, gives way after a second grace (or before that, `givenWay`). What somebody or
 * something asks for is due today, a periodic review since its day.
 *
 * Once a bureau told of news, no report that was received before counts for this line any more,
 * however many reviews later.
 */
export const decideReview = (
  line: CreditLine,
  because: ReviewReason,
  {
    on,
    graceDays,
    act,
    newsAt,
  }: Due & {
    /** Of the person who asks for it. */
    readonly act?: CreditAct | undefined;
    /** When we heard what a bureau had to tell. */
    readonly newsAt?: Instant | undefined;
  },
): readonly LineFact[] => {
  if (line.status === 'closed') return [];
  const { lineId, review } = line;
  const askAfter = newsAt ?? line.askAfter;
  const after = askAfter === undefined ? {} : { askAfter };
  if (review !== undefined && on < review.againOn) {
    if (!waitsFor(because)) return [];
    const { applicationId } = review;
    if (line.queued === because && line.askAfter === askAfter) return [];
    return [{ type: 'CreditReviewQueued', data: { lineId, applicationId, because, ...after } }];
  }
  if (because === 'periodic' && line.reviewOn > on) return [];
  const dueOn = because === 'periodic' ? line.reviewOn : on;
  // One that takes the place of another that ended early makes the line wait no longer than that.
  const grace = addDays(on, graceDays);
  const isEarly = review !== undefined && review.overdueOn > on && review.overdueOn < grace;
  return [
    {
      type: 'CreditReviewDue',
      data: {
        lineId,
        applicationId: reviewIdOf(line, on),
        because,
        dueOn,
        ...(act === undefined ? {} : { act }),
        overdueOn: isEarly ? review.overdueOn : grace,
        ...after,
      },
    },
  ];
};

/** The review that waited for another one to end, as soon as that has ended. */
export const decideQueued = (line: CreditLine, due: Due): readonly LineFact[] =>
  line.queued === undefined || line.review !== undefined
    ? []
    : decideReview(line, line.queued, due);

/** Begins the review for which a day has come: the periodic one, or one that waited long enough. */
export const decideByDay = (line: CreditLine, due: Due): readonly LineFact[] => {
  const gaveWay = line.review !== undefined && due.on >= line.review.againOn;
  return gaveWay && line.queued !== undefined
    ? decideReview(line, line.queued, due)
    : decideReview(line, 'periodic', due);
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

/**
 * What a day brings: a review that takes too long is told before another one takes its place, so
 * that the new one is not the late one, however late somebody looks.
 */
export const decideDay = (line: CreditLine, due: Due): readonly LineFact[] => [
  ...decideOverdue(line, due.on),
  ...decideByDay(line, due),
];

/** The day on which somebody has to look at the line by itself, if there is one. */
export const agendaOn = ({
  status,
  reviewOn,
  review,
  queued,
}: CreditLine): BusinessDate | undefined => {
  if (status === 'closed') return undefined;
  if (review === undefined) return reviewOn;
  if (!review.overdue) return review.overdueOn;
  // A review that came to nothing leaves the periodic one to its own day, when that is later.
  return queued === undefined && reviewOn > review.againOn ? reviewOn : review.againOn;
};
