import type { Instant } from '../../calendar.ts';
import type { Application, FinalStatus } from '../types.ts';
import { dueOf } from './decide.ts';
import { isFinal } from './facts.ts';

/** What an application needs next: an act of ours, an answer of somebody until `dueAt`, or nothing. */
export type Next =
  | { readonly next: 'gather' | 'make-offer' | 'activate-line' | 'give-notice' }
  | {
      readonly next: 'await-reviewer' | 'await-information' | 'await-answer';
      readonly dueAt: Instant;
    }
  /** What was waited for did not come: `decideTimeout` says what follows. */
  | { readonly next: 'time-out' }
  | { readonly next: 'end'; readonly ended: FinalStatus };

/**
 * Whether an adverse decision is to be told now. A review tells what became of its line, once the
 * line is so: what people decide waits for no letter, and what never came about is not told.
 */
export const owesNotice = ({
  noticeOwed,
  kind,
  status,
}: Pick<Application, 'noticeOwed' | 'kind' | 'status'>): boolean =>
  noticeOwed && (kind === 'new' || isFinal(status));

/**
 * Which letter is to be written to an applicant now, other than an offer. A question that is told
 * late, because sending was stopped, is told once and not reminded of at once.
 */
export const letterOwed = (
  state: Application,
  now: Instant,
): 'notice' | 'question' | 'reminder' | undefined => {
  const { status, question } = state;
  if (owesNotice(state)) return 'notice';
  if (status !== 'awaiting-information' || question === undefined) return undefined;
  const { dueAt, remindAt, told } = question;
  if (now >= dueAt || told === 'reminder') return undefined;
  if (now >= remindAt) return 'reminder';
  return told === undefined ? 'question' : undefined;
};

/** When something happens by itself: the wait is over, or the applicant is reminded. */
const waitsUntil = (state: Application): Instant | undefined =>
  state.question !== undefined && state.question.told !== 'reminder'
    ? state.question.remindAt
    : dueOf(state);

/** After every moment: what was approved before there was an end of it. */
const forever = '9';

const waits = {
  referred: 'await-reviewer',
  'awaiting-information': 'await-information',
  offered: 'await-answer',
} as const;

/** Says what an application needs next; a pure function of its snapshot and the moment. */
export const nextOf = (state: Application, now: Instant): Next => {
  // What has ended goes on until its applicant was told.
  if (letterOwed(state, now) !== undefined) return { next: 'give-notice' };
  const { status, kind, offer } = state;
  if (isFinal(status)) return { next: 'end', ended: status };
  switch (status) {
    case 'gathering':
      return { next: 'gather' };
    case 'approved':
      if (now >= (dueOf(state) ?? forever)) return { next: 'time-out' };
      return { next: kind === 'review' ? 'activate-line' : 'make-offer' };
    case 'accepted':
    case 'closing':
      return { next: 'activate-line' };
    default: {
      const over = dueOf(state);
      const dueAt = waitsUntil(state);
      if (over === undefined || dueAt === undefined || now >= over) return { next: 'time-out' };
      // An offer that nobody has heard of waits for no answer.
      if (offer !== undefined && offer.sent === undefined) return { next: 'make-offer' };
      return { next: waits[status], dueAt };
    }
  }
};
