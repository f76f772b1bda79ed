import { dateIn, type Zone } from '../../../shared/domain/calendar.ts';
import { decideTimeout } from '../../../shared/domain/credit/application/decide.ts';
import { nextOf } from '../../../shared/domain/credit/application/next.ts';
import type { CreditPolicy } from '../../../shared/domain/credit/policy/schema.ts';
import { invariant } from '../../../shared/domain/errors.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import { InvalidInput } from '../../../shared/lambda/task.ts';
import type { ApplicationStore } from '../../../shared/ports/applications.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import { ApplicationContended, maxRaces } from '../../../shared/services/credit/contended.ts';
import { planOf } from '../../../shared/services/credit/plan.ts';
import type { ApplicationRequest, PlanAnswer } from '../../../statemachines/credit-approval/io.ts';

export type Deps = {
  readonly applications: Pick<ApplicationStore, 'load' | 'commit'>;
  readonly policyOf: (name: string, version: number) => CreditPolicy;
  readonly bookZone: Zone;
  readonly clock: Clock;
};

/**
 * Journals what time has decided about an application, if anything, and answers what comes next.
 * Asked at any moment and any number of times it does no harm.
 *
 * @throws InvalidInput when there is no such application.
 * @throws ApplicationContended when others kept committing first.
 */
export const createHandler =
  ({ applications, policyOf, bookZone, clock }: Deps) =>
  async ({ applicationId }: ApplicationRequest, log: Logger): Promise<PlanAnswer> => {
    for (let race = 0; race < maxRaces; race += 1) {
      const stored = await applications.load(applicationId);
      if (stored === undefined) throw new InvalidInput(`there is no application ${applicationId}`);
      const now = clock.now();
      if (nextOf(stored.state, now).next !== 'time-out') return planOf(stored, now);
      const { decision } = stored.state;
      invariant(decision !== undefined, `${applicationId} waits, and nothing was decided`);
      const { id, version } = decision.policy;
      const timeout = decideTimeout(stored.state, policyOf(id, version), now);
      invariant(timeout.decided, `${applicationId} waited too long, and nothing follows`);
      const causationId = `time:${applicationId}:${stored.head.version}`;
      const committed = await applications.commit({
        stored,
        facts: timeout.facts,
        effectiveOn: dateIn(bookZone, now),
        cause: { causationId, correlationId: applicationId },
      });
      if (committed === 'conflict') continue;
      log.info('time decided', { applicationId, type: timeout.facts[0]?.type });
      return planOf(committed, now);
    }
    throw new ApplicationContended(applicationId);
  };
