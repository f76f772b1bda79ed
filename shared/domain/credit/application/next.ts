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

const waits = {
  referred: 'await-reviewer',
  'awaiting-information': 'await-information',
  offered: 'await-answer',
} as const;

/** Says what an application needs next; a pure function of its snapshot and the moment. */
export const nextOf = (state: Application, now: Instant): Next => {
  // An adverse decision is told before anything else happens, also to those whose line closes.
  if (state.noticeOwed) return { next: 'give-notice' };
  const { status, kind } = state;
  if (isFinal(status)) return { next: 'end', ended: status };
  switch (status) {
    case 'gathering':
      return { next: 'gather' };
    case 'approved':
      return { next: kind === 'review' ? 'activate-line' : 'make-offer' };
    case 'accepted':
    case 'closing':
      return { next: 'activate-line' };
    default: {
      const dueAt = dueOf(state);
      return dueAt === undefined || now >= dueAt
        ? { next: 'time-out' }
        : { next: waits[status], dueAt };
    }
  }
};
