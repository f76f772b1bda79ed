import type { DomainData } from '../../../../events/catalogue.ts';
import { lastReviewOf } from '../review.ts';
import { isDecidedAnew } from './holds.ts';
import type { CreditLine, HoldReason } from './types.ts';

/** How the line of an applicant stood for a decision; undefined when there was none. */
export type LineSeen = NonNullable<DomainData<'CreditApproved'>['line']>;

/** A person's hold is not among it: no grant ends that one. */
export const seenOf = (line: CreditLine): LineSeen => {
  const { applicationId, status, queued, askAfter, holds } = line;
  const reviewId = lastReviewOf(line);
  return {
    applicationId,
    closed: status === 'closed',
    ...(reviewId === undefined ? {} : { reviewId }),
    ...(queued === undefined ? {} : { queued }),
    ...(askAfter === undefined ? {} : { askAfter }),
    holds: holds.filter(isDecidedAnew),
  };
};

/** Holds that end by the next decision, and that the decision knew of. */
export const knewHold = (seen: LineSeen | undefined, reason: HoldReason): boolean =>
  seen?.holds.includes(reason) === true;

/** News of its customer that a line is held for, and that the decision did not know of. */
export const newsSince = (
  now: LineSeen | undefined,
  seen: LineSeen | undefined,
): readonly HoldReason[] =>
  (now?.holds ?? []).filter((reason) => reason !== 'review-overdue' && !knewHold(seen, reason));

/**
 * What happened to a line since a decision saw it, and makes that decision the older one: another
 * grant, its end, a review that began or is to begin, news of a bureau, a hold that waits for a
 * decision. Group and insurance are terms beside it. Undefined when nothing did.
 */
export const movedSince = (
  now: LineSeen | undefined,
  seen: LineSeen | undefined,
): string | undefined => {
  if (now === undefined) return undefined;
  if (seen === undefined) return 'it was not known of';
  if (now.applicationId !== seen.applicationId) return `it has terms of ${now.applicationId}`;
  if (now.closed && !seen.closed) return 'it was closed';
  if (now.reviewId !== seen.reviewId) return `the review ${now.reviewId} began`;
  if (now.queued !== undefined && now.queued !== seen.queued) {
    return `another review is to follow: ${now.queued}`;
  }
  if (now.askAfter !== seen.askAfter) {
    return `a bureau told of news at ${now.askAfter}`;
  }
  const since = now.holds.filter((reason) => !knewHold(seen, reason));
  return since.length === 0 ? undefined : `it is held: ${since.join(', ')}`;
};
