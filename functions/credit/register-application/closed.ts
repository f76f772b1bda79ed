import * as z from 'zod';
import {
  applicationId,
  creditAct,
  lineId,
  principalReasons,
} from '../../../events/credit-parts.ts';
import { instant } from '../../../events/envelope.ts';
import { dateIn, instant as momentOf } from '../../../shared/domain/calendar.ts';
import { applicationRefusals, isFinal } from '../../../shared/domain/credit/application/facts.ts';
import {
  closedByPerson,
  decideLineClosed,
  owesReduction,
  tellsClose,
} from '../../../shared/domain/credit/application/formalise.ts';
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
import { patientDeliveries } from './review.ts';

/** What is told of a line that a person has closed. */
export const closedFields = {
  kind: z.literal('tell-close'),
  /** When the line was closed, however late that is told. */
  occurredAt: instant,
  closed: z.object({
    /** Of the application that tells it, when there is no review to tell it. */
    applicationId,
    lineId,
    /** The review that the line waited for. */
    reviewId: applicationId.optional(),
    reasons: principalReasons.min(1),
    act: creditAct,
  }),
  line: lineFields,
} as const;

type Closed = z.infer<z.ZodObject<typeof closedFields>> & {
  readonly inputId: string;
  readonly cause: Cause;
};

/**
 * Sees to it that whoever has a line that a person closed is told so once, with the reasons and the
 * day: a review that runs ends by that act, and so does the one that lowered the line, while its
 * letter is still to leave; where there is neither one is recorded that ended as it began. Each
 * owes its notice as any other, and changes nothing about the line.
 *
 * A close may be told late, when the line has been granted again. What runs of it then, but for the
 * review that the closed line waited for, is of the line as it is now, and goes on. The line is read
 * after what is open for it: a review of the next line begins after that was granted.
 *
 * @throws ApplicationContended while the review is decided and about to end.
 */
export const tellClose = async (
  deps: ReceptionDeps & { readonly lines: Pick<LineReader, 'load'> },
  { inputId, cause, occurredAt, closed, line }: Closed,
  deliveries: number,
): Promise<Outcome | 'conflict'> => {
  const { applications, lines, digestOf, bookZone } = deps;
  const { applicationId: noticeId, lineId: id, reviewId, reasons, act } = closed;
  // Whichever review told it keeps the mark under the id of the notice, also after its own end.
  if ((await applications.carriedOut(noticeId, inputId)) !== undefined) return 'done-before';
  const awaited = reviewId === undefined ? undefined : await applications.load(reviewId);
  // People declined in it before the close was told here, and it found the line closed.
  if (awaited !== undefined && tellsClose(awaited.state)) return 'done-before';
  const of = await ofLine(deps, id, line.applicationId);
  if (of?.applicant === undefined) {
    return applicantGone(line.applicationId, `: nobody was told that the line ${id} is closed`);
  }
  const content = await contentOf(digestOf, closed);
  const closedAt = momentOf(occurredAt);
  const isGrantedSince = (await lines.load(id))?.line.status === 'active';
  const lowered = of.granted.kind === 'review' ? line.applicationId : undefined;
  // The review that the line waited for may never have begun, while one before it still runs.
  for (const running of new Set([reviewId, ...(isGrantedSince ? [] : [of.open, lowered])])) {
    const review = running === undefined ? undefined : await applications.load(running);
    if (running === undefined || review === undefined) continue;
    if (!isFinal(review.state.status) || owesReduction(review.state)) {
      const ended = decideLineClosed(review.state, { reasons, act });
      if (!ended.decided) {
        // It is decided, and ends without a word about the close.
        if (deliveries < patientDeliveries) throw new ApplicationContended(running);
        const message = `the review ${running} of the line ${id} is ${review.state.status}`;
        return { refused: applicationRefusals.reviewRuns, message };
      }
      const committed = await applications.commit({
        stored: review,
        facts: ended.facts,
        effectiveOn: dateIn(bookZone, closedAt),
        cause,
        mark: { actId: inputId, content, of: noticeId },
      });
      return committed === 'conflict' ? committed : 'done';
    }
  }
  const reception = {
    applicationId: noticeId,
    ...reviewOf(id, of.granted, line),
    because: 'person' as const,
    submittedBy: act.actor,
  };
  const also = closedByPerson(noticeId, id, { reasons, act });
  const { applicant } = of;
  return begin(deps, { reception, applicant, also, inputId, content, cause }, closedAt);
};
