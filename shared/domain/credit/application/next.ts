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
 * Which letter is to be written to an applicant now, other than an offer. A question that is told
 * late, because sending was stopped, is told once and not reminded of at once.
 */
export const letterOwed = (
  { noticeOwed, status, question }: Application,
  now: Instant,
): 'notice' | 'question' | 'reminder' | undefined => {
  if (noticeOwed) return 'notice';
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
  // An adverse decision is told before anything else happens, also to those whose line closes.
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
