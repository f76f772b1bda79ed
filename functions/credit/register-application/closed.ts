import * as z from 'zod';
import {
  applicationId,
  creditAct,
  lineId,
  principalReasons,
} from '../../../events/credit-parts.ts';
import { dateIn, type Instant, type Zone } from '../../../shared/domain/calendar.ts';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import { decideReception } from '../../../shared/domain/credit/application/decide.ts';
import { applicationRefusals, isFinal } from '../../../shared/domain/credit/application/facts.ts';
import {
  closedByPerson,
  decideLineClosed,
  owesReduction,
} from '../../../shared/domain/credit/application/formalise.ts';
import { namesOfApplicant } from '../../../shared/domain/credit/names.ts';
import type { ApplicationStore } from '../../../shared/ports/applications.ts';
import type { DigestOf } from '../../../shared/ports/digests.ts';
import type { Cause } from '../../../shared/ports/journal.ts';
import { ApplicationContended } from '../../../shared/services/credit/contended.ts';
import { nameDigests } from '../../../shared/services/credit/name-digests.ts';
import { lineFields, patientDeliveries } from './review.ts';

/** What is told of a line that a person has closed. */
export const closedFields = {
  kind: z.literal('tell-close'),
  closed: z.object({
    /** Of the application that tells it, when there is no review to tell it. */
    applicationId,
    lineId,
    /** The review that ran. */
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
 * Sees to it that whoever has a line that a person closed is told so, with the reasons: a review
 * that runs is declined by that act, and so is the one that lowered the line, while its letter is
 * still to leave; where there is neither one is recorded that was declined as it began. Each owes
 * its notice as any other, and changes nothing about the line.
 *
 * @throws ApplicationContended while the review is decided and about to end.
 */
export const tellClose = async (
  deps: {
    readonly applications: ApplicationStore;
    readonly digestOf: DigestOf;
    readonly bookZone: Zone;
  },
  { inputId, cause, closed, line }: Closed,
  now: Instant,
  deliveries: number,
): Promise<
  'done' | 'done-before' | 'conflict' | { readonly refused: string; readonly message: string }
> => {
  const { applications, digestOf, bookZone } = deps;
  const { applicationId: noticeId, lineId: id, reviewId, reasons, act } = closed;
  const stored = await applications.load(noticeId);
  if (stored !== undefined) return 'done-before';
  const before = await applications.load(line.applicationId);
  const applicant = await applications.applicant(line.applicationId);
  if (before === undefined || applicant === undefined) {
    const message = `the applicant of ${line.applicationId} is not known any more: nobody was told that the line ${id} is closed`;
    return { refused: 'no-applicant', message };
  }
  const { customerId, legalEntity, fingerprint } = before.state;
  const effectiveOn = dateIn(bookZone, now);
  const mark = {
    actId: inputId,
    content: (await digestOf('input', canonicalJson(closed))).slice(0, 16),
  };
  const open = reviewId ?? (await applications.openOf(fingerprint, id));
  const lowered = before.state.kind === 'review' ? line.applicationId : undefined;
  for (const running of new Set([open, lowered])) {
    const review = running === undefined ? undefined : await applications.load(running);
    if (running === undefined || review === undefined) continue;
    if ((await applications.carriedOut(running, inputId)) !== undefined) return 'done-before';
    if (!isFinal(review.state.status) || owesReduction(review.state)) {
      const declined = decideLineClosed(review.state, { reasons, act });
      if (!declined.decided) {
        // It is decided, and ends without a word about the close.
        if (deliveries < patientDeliveries) throw new ApplicationContended(running);
        const message = `the review ${running} of the line ${id} is ${review.state.status}`;
        return { refused: applicationRefusals.reviewRuns, message };
      }
      const { facts } = declined;
      const committed = await applications.commit({
        stored: review,
        facts,
        effectiveOn,
        cause,
        mark,
      });
      return committed === 'conflict' ? committed : 'done';
    }
  }
  const begun = decideReception(
    {
      applicationId: noticeId,
      kind: 'review',
      customerId,
      legalEntity,
      applicantKind: applicant.kind,
      country: applicant.country,
      zone: applicant.zone,
      fingerprint,
      amountMinor: Math.max(1, line.limitMinor),
      currency: line.currency,
      termsDays: line.termsDays,
      documents: [],
      contentSha256: await digestOf('applicant', canonicalJson(applicant)),
      applicantNames: await nameDigests(namesOfApplicant(applicant), digestOf),
      lineId: id,
      because: 'person',
      submittedBy: act.actor,
    },
    undefined,
  );
  const committed = await applications.commit({
    stored,
    facts: [...begun, closedByPerson(noticeId, { reasons, act })],
    effectiveOn,
    cause,
    applicant,
    mark,
  });
  return committed === 'conflict' ? committed : 'done';
};
