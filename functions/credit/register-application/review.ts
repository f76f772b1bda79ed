import * as z from 'zod';
import { creditReviewDue } from '../../../events/credit-review-due.v1.ts';
import { dateIn, type Instant } from '../../../shared/domain/calendar.ts';
import { applicationRefusals, isFinal } from '../../../shared/domain/credit/application/facts.ts';
import { decideSuperseded } from '../../../shared/domain/credit/application/formalise.ts';
import type { LineReader } from '../../../shared/ports/credit-lines.ts';
import type { Cause } from '../../../shared/ports/journal.ts';
import { ApplicationContended } from '../../../shared/services/credit/contended.ts';
import {
  applicantGone,
  begin,
  contentOf,
  lineFields,
  type Outcome,
  ofLine,
  type ReceptionDeps,
  reviewOf,
} from './reception.ts';

/**
 * So often a review that another one is about to make room for is delivered again; then a person
 * has to look why that one does not end.
 */
export const patientDeliveries = 4;

/** What a review begins with. */
export const reviewFields = {
  kind: z.literal('begin-review'),
  review: creditReviewDue.data,
  line: lineFields,
} as const;

type Begun = z.infer<z.ZodObject<typeof reviewFields>> & {
  readonly inputId: string;
  readonly cause: Cause;
};

/**
 * Begins a review of a line as an application of its own, under the applicant of the one that the
 * terms are of. What is asked for is what there is: the decision says what it becomes. Another
 * review of the line that nobody has decided ends, for the line waits for this one; one that is
 * decided ends by itself. A review that the line waits for no more is `over`, however late it is
 * delivered: whatever were decided in it, the line would stay as it is.
 *
 * The line is read after what is open for it. A review that overtakes this one changes the line
 * before it ends, so it is still open, or the line shows it; whatever else moves the line on sends a
 * command of its own, which comes after this one in the order of the line and ends it.
 *
 * @throws ApplicationContended while the review before it is decided and about to end.
 */
export const beginReview = async (
  deps: ReceptionDeps & { readonly lines: Pick<LineReader, 'load'> },
  { inputId, cause, review, line }: Begun,
  now: Instant,
  deliveries: number,
): Promise<Outcome | 'conflict'> => {
  const { applications, lines, digestOf, bookZone } = deps;
  const { applicationId, lineId, because, act, askAfter } = review;
  if ((await applications.load(applicationId)) !== undefined) return 'done-before';
  const of = await ofLine(deps, lineId, line.applicationId);
  const awaited = (await lines.load(lineId))?.line.review?.applicationId;
  if (awaited !== applicationId) return 'over';
  if (of?.applicant === undefined) {
    return applicantGone(line.applicationId, `; the line ${lineId} needs a new application`);
  }
  const { granted, applicant, open } = of;
  if (open !== undefined) {
    const inTheWay = await applications.load(open);
    // Its place was free a moment later: look again.
    if (inTheWay === undefined || isFinal(inTheWay.state.status)) return 'conflict';
    const ending = decideSuperseded(inTheWay.state);
    // The line has what that one decided, and begun this one in the same commit.
    if (
      !ending.decided &&
      ending.code === applicationRefusals.reviewEnds &&
      deliveries < patientDeliveries
    ) {
      throw new ApplicationContended(open);
    }
    if (!ending.decided) {
      const message = `the review ${open} of the line ${lineId} is ${inTheWay.state.status}`;
      return { refused: applicationRefusals.reviewRuns, message };
    }
    const effectiveOn = dateIn(bookZone, now);
    await applications.commit({ stored: inTheWay, facts: ending.facts, effectiveOn, cause });
    return 'conflict';
  }
  // Whoever asked for the review before did not enter what its line goes back to.
  const enteredBy = granted.kind === 'review' ? granted.enteredBy : granted.submittedBy;
  const reception = {
    applicationId,
    ...reviewOf(lineId, granted, line),
    termsOf: line.applicationId,
    because,
    ...(act === undefined ? {} : { submittedBy: act.actor }),
    ...(enteredBy === undefined ? {} : { enteredBy }),
    ...(askAfter === undefined ? {} : { askAfter }),
  };
  const content = await contentOf(digestOf, review);
  return begin(deps, { reception, applicant, inputId, content, cause }, now);
};
