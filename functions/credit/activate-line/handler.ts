import { type BusinessDate, dateIn, type Zone } from '../../../shared/domain/calendar.ts';
import {
  type ApplicationDecision,
  isFinal,
} from '../../../shared/domain/credit/application/facts.ts';
import { decideLine, decideSetAside } from '../../../shared/domain/credit/application/formalise.ts';
import {
  type GrantBasis,
  type LineRefusal,
  lineRefusals,
} from '../../../shared/domain/credit/line/terms.ts';
import { lineIdOf } from '../../../shared/domain/credit/line/types.ts';
import type { CreditPolicy } from '../../../shared/domain/credit/policy/schema.ts';
import { nextReviewOn } from '../../../shared/domain/credit/review.ts';
import type { Application } from '../../../shared/domain/credit/types.ts';
import { InvariantError, invariant } from '../../../shared/domain/errors.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import { InvalidInput } from '../../../shared/lambda/task.ts';
import type { ApplicationStore } from '../../../shared/ports/applications.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { Cause } from '../../../shared/ports/journal.ts';
import { ApplicationContended, maxRaces } from '../../../shared/services/credit/contended.ts';
import type { LineDesk } from '../../../shared/services/credit/line-desk.ts';
import type { NewsSince } from '../../../shared/services/credit/news-since.ts';
import {
  type ApplicationRequest,
  type LineAnswer,
  LineNotDue,
} from '../../../statemachines/credit-approval/io.ts';

export type Deps = {
  readonly applications: Pick<ApplicationStore, 'load' | 'applicant' | 'commit'>;
  readonly desk: Pick<LineDesk, 'grant' | 'closeReviewed' | 'watch' | 'currencies'>;
  readonly newsSince: NewsSince;
  readonly policyOf: (name: string, version: number) => CreditPolicy;
  readonly bookZone: Zone;
  readonly clock: Clock;
};

const causeOf = (applicationId: string): Cause => ({
  causationId: `line:${applicationId}`,
  correlationId: applicationId,
});

const isLineEnd = (status: string): status is LineAnswer['ended'] =>
  status === 'active' || status === 'kept' || status === 'changed' || status === 'closed';

const refusedAs = (
  code: LineRefusal['code'],
  message: string,
): Parameters<typeof decideSetAside>[2] => {
  switch (code) {
    case lineRefusals.otherCurrency:
    case lineRefusals.ordersHeld:
    case lineRefusals.superseded:
    case lineRefusals.newsSince:
      return code;
    default:
      throw new InvariantError(message);
  }
};

/** The line as whoever approved the terms found it, and the terms that a review looked at. */
const basisOf = ({ approved, termsOf }: Application): GrantBasis => ({
  seen: approved?.line,
  termsOf,
});

/**
 * Brings the line of an application to what was decided: active on the accepted terms, changed or
 * kept by a review, or closed. The line first, under the id of the application, then the end of
 * the application: a crash in between finds what the line came to by it. What was overtaken ends as
 * the line is: a review of a line that was closed meanwhile as closed, one that a later decision
 * has replaced as kept; terms in a currency that the line cannot take, or of an application that
 * approved them for a line that stood otherwise, as set aside.
 *
 * @throws LineNotDue when nobody accepted, and no review decided, anything; and when the application
 * has ended, but its applicant is still to be told: the planner says so.
 */
export const createHandler = (deps: Deps) => {
  const { applications, desk, newsSince, policyOf, bookZone, clock } = deps;

  /**
   * Whether a review of the line that an application is for has not ended: also one that was begun
   * and is not taken up yet. Once the applicant whose terms the line has is erased it never will be,
   * and the line is for a new application.
   */
  const isOpen = async ({ approved }: Application, reviewId: string): Promise<boolean> => {
    const review = await applications.load(reviewId);
    if (review !== undefined) return !isFinal(review.state.status);
    // A line that has other terms by now is decided about since, whatever its review.
    const termsOf = approved?.line?.applicationId;
    return termsOf === undefined || (await applications.applicant(termsOf)) !== undefined;
  };

  const grant = (
    state: Application,
    on: BusinessDate,
  ): Promise<Awaited<ReturnType<LineDesk['grant']>>> => {
    const { applicationId, kind, approved, decision, customerId, legalEntity, groupId } = state;
    invariant(approved !== undefined, `${applicationId} has approved terms`);
    invariant(decision !== undefined, `${applicationId} was decided`);
    const { riskClass, grade, probabilityPpm, policy } = decision;
    invariant(riskClass !== undefined && grade !== undefined, `${applicationId} has a class`);
    const { reviewMonthsByClass } = policyOf(policy.id, policy.version);
    return desk.grant(
      {
        customerId,
        legalEntity,
        applicationId,
        limitMinor: approved.limitMinor,
        currency: state.currency,
        termsDays: approved.termsDays,
        riskClass,
        grade,
        ...(probabilityPpm === undefined ? {} : { probabilityPpm }),
        reviewOn: nextReviewOn(on, riskClass, reviewMonthsByClass),
        ...(groupId === undefined ? {} : { groupId }),
      },
      kind === 'review' ? 'review' : 'application',
      causeOf(applicationId),
      basisOf(state),
      {
        isOpen: (reviewId) => isOpen(state, reviewId),
        hasNews: async (currencies) => (await newsSince(state, currencies)).length > 0,
      },
    );
  };

  /**
   * Hands to a line that has begun what was told before there was one to hear of it, after the grant
   * had looked: what is told later, its signal tells the line. Under the id of that signal, so that
   * the line hears each once, whichever comes first, and also when this is done again after a crash.
   */
  const catchUp = async (state: Application, lineId: string): Promise<void> => {
    for (const each of await newsSince(state, await desk.currencies(lineId))) {
      const cause = { causationId: each.id, correlationId: state.applicationId };
      await desk.watch(lineId, cause, each);
    }
  };

  /** What ends the application; undefined when it was taken back meanwhile. */
  const conclude = async (
    state: Application,
    on: BusinessDate,
  ): Promise<ApplicationDecision | undefined> => {
    const { applicationId, customerId, legalEntity, status } = state;
    const lineId = state.lineId ?? lineIdOf(customerId, legalEntity);
    const result =
      status === 'closing'
        ? await desk.closeReviewed(lineId, applicationId, causeOf(applicationId), basisOf(state))
        : await grant(state, on);
    if (!('outcome' in result)) {
      const { code, message } = result;
      return decideSetAside(state, lineId, refusedAs(code, message));
    }
    const { outcome } = result;
    if (outcome === 'active' && state.approved?.line?.closed !== false)
      await catchUp(state, lineId);
    return outcome === 'withdrawn' ? undefined : decideLine(state, { lineId, outcome });
  };

  return async ({ applicationId }: ApplicationRequest, log: Logger): Promise<LineAnswer> => {
    for (let race = 0; race < maxRaces; race += 1) {
      const stored = await applications.load(applicationId);
      if (stored === undefined) throw new InvalidInput(`there is no application ${applicationId}`);
      const { state } = stored;
      const { status, kind } = state;
      if (isLineEnd(status) && !state.noticeOwed) return { ended: status };
      const isDue =
        status === 'accepted' ||
        status === 'closing' ||
        (kind === 'review' && status === 'approved');
      if (!isDue) throw new LineNotDue(`${applicationId} is ${status}`);
      const on = dateIn(bookZone, clock.now());
      const decided = await conclude(state, on);
      if (decided === undefined) continue;
      if (!decided.decided) throw new LineNotDue(decided.message);
      const committed = await applications.commit({
        stored,
        facts: decided.facts,
        effectiveOn: on,
        cause: causeOf(applicationId),
      });
      if (committed === 'conflict') continue;
      const { status: ended, noticeOwed } = committed.state;
      invariant(isLineEnd(ended), `${applicationId} ends with its line`);
      log.info('the line is as decided', { applicationId, ended });
      if (noticeOwed) throw new LineNotDue(`${applicationId} is ${ended}, and nobody was told yet`);
      return { ended };
    }
    throw new ApplicationContended(applicationId);
  };
};
