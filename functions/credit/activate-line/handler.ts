import { type BusinessDate, dateIn, type Zone } from '../../../shared/domain/calendar.ts';
import { isFinal } from '../../../shared/domain/credit/application/facts.ts';
import {
  decideLine,
  type LineOutcome,
} from '../../../shared/domain/credit/application/formalise.ts';
import { type CreditLine, lineIdOf } from '../../../shared/domain/credit/line/types.ts';
import type { CreditPolicy } from '../../../shared/domain/credit/policy/schema.ts';
import { nextReviewOn } from '../../../shared/domain/credit/review.ts';
import type { Application } from '../../../shared/domain/credit/types.ts';
import { InvariantError, invariant } from '../../../shared/domain/errors.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import { InvalidInput } from '../../../shared/lambda/task.ts';
import type { ApplicationStore } from '../../../shared/ports/applications.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import { ApplicationContended, maxRaces } from '../../../shared/services/credit/contended.ts';
import type { LineDesk } from '../../../shared/services/credit/line-desk.ts';
import {
  type ApplicationRequest,
  type LineAnswer,
  LineNotDue,
} from '../../../statemachines/credit-approval/io.ts';

export type Deps = {
  readonly applications: Pick<ApplicationStore, 'load' | 'commit'>;
  readonly desk: Pick<LineDesk, 'grant' | 'close' | 'look'>;
  readonly policyOf: (name: string, version: number) => CreditPolicy;
  readonly bookZone: Zone;
  readonly clock: Clock;
};

/** What of a line an application or a review decides. */
const termsIn = ({ limitMinor, termsDays }: Pick<CreditLine, 'limitMinor' | 'termsDays'>) =>
  `${limitMinor} at ${termsDays}`;

/**
 * Brings the line of an application to what was decided: active on the accepted terms, changed or
 * kept by a review, or closed. The line first, under the id of the application, then the end of
 * the application: a crash in between finds the line as it is to be.
 *
 * @throws LineNotDue when nobody accepted, and no review decided, anything.
 */
export const createHandler = (deps: Deps) => {
  const { applications, desk, policyOf, bookZone, clock } = deps;

  const close = async (state: Application): Promise<LineOutcome> => {
    const lineId = state.lineId ?? lineIdOf(state.customerId, state.legalEntity);
    const { applicationId } = state;
    const cause = { causationId: `line:${applicationId}`, correlationId: applicationId };
    const closed = await desk.close(lineId, { because: 'review', applicationId }, cause);
    if (closed === undefined || !('line' in closed)) {
      throw new InvariantError(`the line ${lineId} of ${applicationId} cannot be closed`);
    }
    return { lineId, outcome: 'closed' };
  };

  const grant = async (state: Application, on: BusinessDate): Promise<LineOutcome> => {
    const { applicationId, kind, approved, decision, customerId, legalEntity } = state;
    invariant(approved !== undefined, `${applicationId} has approved terms`);
    invariant(decision !== undefined, `${applicationId} was decided`);
    const { riskClass, grade, probabilityPpm, policy } = decision;
    invariant(riskClass !== undefined && grade !== undefined, `${applicationId} has a class`);
    const lineId = lineIdOf(customerId, legalEntity);
    const before = kind === 'review' ? await desk.look(lineId) : undefined;
    const { reviewMonthsByClass } = policyOf(policy.id, policy.version);
    const cause = { causationId: `line:${applicationId}`, correlationId: applicationId };
    const granted = await desk.grant(
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
      },
      kind === 'review' ? 'review' : 'application',
      cause,
    );
    if (!('line' in granted)) {
      throw new InvariantError(`${lineId} takes no terms of ${applicationId}: ${granted.message}`);
    }
    if (kind === 'new') return { lineId, outcome: 'active' };
    const same =
      before !== undefined && termsIn(before.stored.line) === termsIn(approved)
        ? 'kept'
        : 'changed';
    return { lineId, outcome: same };
  };

  return async ({ applicationId }: ApplicationRequest, log: Logger): Promise<LineAnswer> => {
    for (let race = 0; race < maxRaces; race += 1) {
      const stored = await applications.load(applicationId);
      if (stored === undefined) throw new InvalidInput(`there is no application ${applicationId}`);
      const { state } = stored;
      const { status, kind } = state;
      if (status === 'active' || status === 'kept' || status === 'changed' || status === 'closed') {
        return { ended: status };
      }
      const isDue =
        status === 'accepted' ||
        status === 'closing' ||
        (kind === 'review' && status === 'approved');
      if (!isDue || isFinal(status) || state.noticeOwed) {
        throw new LineNotDue(`${applicationId} is ${status}`);
      }
      const on = dateIn(bookZone, clock.now());
      const outcome = status === 'closing' ? await close(state) : await grant(state, on);
      const decided = decideLine(state, outcome);
      if (!decided.decided) throw new LineNotDue(decided.message);
      const committed = await applications.commit({
        stored,
        facts: decided.facts,
        effectiveOn: on,
        cause: { causationId: `line:${applicationId}`, correlationId: applicationId },
      });
      if (committed === 'conflict') continue;
      log.info('the line is as decided', { applicationId, ...outcome });
      return { ended: outcome.outcome };
    }
    throw new ApplicationContended(applicationId);
  };
};
