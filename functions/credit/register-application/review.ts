import * as z from 'zod';
import { creditReviewDue } from '../../../events/credit-review-due.v1.ts';
import { amountMinor, currency } from '../../../events/envelope.ts';
import { dateIn, type Instant, type Zone } from '../../../shared/domain/calendar.ts';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import { decideReception } from '../../../shared/domain/credit/application/decide.ts';
import { applicationRefusals, isFinal } from '../../../shared/domain/credit/application/facts.ts';
import { decideSuperseded } from '../../../shared/domain/credit/application/formalise.ts';
import { namesOfApplicant } from '../../../shared/domain/credit/names.ts';
import type { ApplicationStore } from '../../../shared/ports/applications.ts';
import type { LineReader } from '../../../shared/ports/credit-lines.ts';
import type { DigestOf } from '../../../shared/ports/digests.ts';
import type { Cause } from '../../../shared/ports/journal.ts';
import { ApplicationContended } from '../../../shared/services/credit/contended.ts';
import { nameDigests } from '../../../shared/services/credit/name-digests.ts';

/**
 * So often a review that another one is about to make room for is delivered again; then a person
 * has to look why that one does not end.
 */
export const patientDeliveries = 4;

/** The terms of a line, and the application that they are of. */
export const lineFields = z.object({
  applicationId: z.string().min(1),
  limitMinor: amountMinor,
  currency,
  termsDays: z.int().nonnegative(),
});

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
  deps: {
    readonly applications: ApplicationStore;
    readonly lines: Pick<LineReader, 'load'>;
    readonly digestOf: DigestOf;
    readonly bookZone: Zone;
  },
  { inputId, cause, review, line }: Begun,
  now: Instant,
  deliveries: number,
): Promise<
  | 'done'
  | 'done-before'
  | 'over'
  | 'conflict'
  | { readonly refused: string; readonly message: string }
> => {
  const { applications, lines, digestOf, bookZone } = deps;
  const { applicationId, lineId, because, act, askAfter } = review;
  const stored = await applications.load(applicationId);
  if (stored !== undefined) return 'done-before';
  const before = await applications.load(line.applicationId);
  const applicant = await applications.applicant(line.applicationId);
  const open = before && (await applications.openOf(before.state.fingerprint, lineId));
  const awaited = (await lines.load(lineId))?.line.review?.applicationId;
  if (awaited !== applicationId) return 'over';
  if (before === undefined || applicant === undefined) {
    const message = `the applicant of ${line.applicationId} is not known any more; the line ${lineId} needs a new application`;
    return { refused: 'no-applicant', message };
  }
  const { customerId, legalEntity, fingerprint, kind, submittedBy } = before.state;
  // Whoever asked for the review before did not enter what its line goes back to.
  const enteredBy = kind === 'review' ? before.state.enteredBy : submittedBy;
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
  const facts = decideReception(
    {
      applicationId,
      kind: 'review',
      customerId,
      legalEntity,
      applicantKind: applicant.kind,
      country: applicant.country,
      zone: applicant.zone,
      fingerprint,
      // A limit of nothing is no longer a line; a review asks for something.
      amountMinor: Math.max(1, line.limitMinor),
      currency: line.currency,
      termsDays: line.termsDays,
      documents: [],
      contentSha256: await digestOf('applicant', canonicalJson(applicant)),
      applicantNames: await nameDigests(namesOfApplicant(applicant), digestOf),
      lineId,
      termsOf: line.applicationId,
      because,
      ...(act === undefined ? {} : { submittedBy: act.actor }),
      ...(enteredBy === undefined ? {} : { enteredBy }),
      ...(askAfter === undefined ? {} : { askAfter }),
    },
    undefined,
  );
  const committed = await applications.commit({
    stored,
    facts,
    effectiveOn: dateIn(bookZone, now),
    cause,
    applicant,
    mark: {
      actId: inputId,
      content: (await digestOf('input', canonicalJson(review))).slice(0, 16),
    },
  });
  return committed === 'conflict' ? committed : 'done';
};
