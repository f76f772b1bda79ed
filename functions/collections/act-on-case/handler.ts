import { customerOf } from '../../../shared/domain/account.ts';
import { businessDate, dateIn } from '../../../shared/domain/calendar.ts';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import {
  type CaseAct,
  caseRefusals,
  decideCaseAct,
} from '../../../shared/domain/collections/acts.ts';
import { chasedItems } from '../../../shared/domain/collections/chased.ts';
import { zoneOf } from '../../../shared/domain/collections/desk.ts';
import { owedNow } from '../../../shared/domain/collections/next-step.ts';
import { positionOf } from '../../../shared/domain/collections/position.ts';
import type { Strategy } from '../../../shared/domain/collections/strategy.ts';
import type { OpenItem } from '../../../shared/domain/collections/types.ts';
import type { Hash } from '../../../shared/domain/contact/attempt.ts';
import { invariant } from '../../../shared/domain/errors.ts';
import type { ApiResponse } from '../../../shared/lambda/api.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import {
  accountParameter,
  actIdTaken,
  busy,
  type OperatorRequest,
  read,
  refused,
} from '../../../shared/lambda/operator.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { CaseActs, StoredCase } from '../../../shared/ports/collections.ts';
import type { PartyReader } from '../../../shared/ports/contact.ts';
import type { LedgerReader } from '../../../shared/ports/ledger.ts';
import { actOf, caseAct, taskAct } from './acts.ts';

export type Deps = {
  readonly cases: CaseActs;
  readonly ledger: Pick<LedgerReader, 'position'>;
  readonly parties: PartyReader;
  readonly strategyOf: (name: string, version: number) => Strategy;
  readonly clock: Clock;
  readonly hash: Hash;
};

/** The route of what is done about a task, open to people who may not hold or close a case. */
const ofTasks = /\/tasks\/acts$/;

/** Rules about what the person asked for; all others are about how the case stands. */
const unanswerable: ReadonlySet<string> = new Set([
  caseRefusals.untilPast,
  caseRefusals.holdTooLong,
]);

/** More than the writers that can meet on one case: a signal, a step, and another person. */
const maxRounds = 5;

/** Everything that is chased and due or announced, however many items the account has. */
const owedOn = async (
  { ledger, strategyOf, clock }: Deps,
  { state }: StoredCase,
): Promise<readonly OpenItem[]> => {
  const { accountId, strategy } = state;
  const page = await ledger.position(accountId);
  const whole = page.complete ? page : await ledger.position(accountId, { limit: page.openCount });
  const chased = chasedItems(positionOf(whole));
  return owedNow(chased, state, strategyOf(strategy.name, strategy.version), clock.now());
};

/**
 * Carries out what a person decided about the case of an account or one of its tasks: an event on
 * the case, with who decided and why. The same act id again answers `done-before`.
 *
 * What it means for the machine is not done here: a release and a close come back from the bus as
 * signals of the account, and a hold is found when the machine wakes.
 */
export const createHandler =
  (deps: Deps) =>
  async ({ actor, route, params, body }: OperatorRequest, log: Logger): Promise<ApiResponse> => {
    const account = read(accountParameter, params);
    if (!account.ok) return account.answer;
    const given = read(ofTasks.test(route) ? taskAct : caseAct, body);
    if (!given.ok) return given.answer;
    const { accountId } = account.value;
    const { actId, reason } = given.value;
    const asked: CaseAct = actOf(given.value);
    const zone = zoneOf(await deps.parties.ofCustomer(customerOf(accountId)));
    const today = dateIn(zone, deps.clock.now());
    const told = 'on' in given.value ? businessDate(given.value.on ?? today) : today;
    if (told > today) return refused(422, 'date-ahead', `${told} is after today, ${today}`);
    // Nothing happened on the days that were held, so they stay a pause: a release counts from now.
    const on = asked.act === 'release-case' ? today : told;
    const content = deps.hash(canonicalJson(asked)).slice(0, 16);
    const done = { accountId, actId, act: asked.act, on };
    for (let round = 0; round < maxRounds; round += 1) {
      const stored = await deps.cases.load(accountId);
      const before = await deps.cases.carriedOut(accountId, actId);
      if (before === content) return { status: 200, body: { ...done, outcome: 'done-before' } };
      if (before !== undefined) return actIdTaken(actId);
      const entered = stored?.state.stageEnteredOn;
      if (on < today && entered !== undefined && on < entered) {
        const { caseId, stage } = stored?.state ?? {};
        const since = `${caseId} entered the stage ${stage} on ${entered}`;
        return refused(422, 'before-stage', `${on} is too early: ${since}`);
      }
      const owed = asked.act === 'close-case' && stored ? await owedOn(deps, stored) : [];
      const by = { actId, actor, reason };
      const decision = decideCaseAct(stored?.state, asked, { by, today, on, owed });
      if (!decision.decided) {
        const { code, message } = decision;
        log.warn('an act on a case was refused', { accountId, actId, act: asked.act, code });
        return refused(unanswerable.has(code) ? 422 : 409, code, message);
      }
      invariant(stored !== undefined, 'nothing is decided about a case that never was');
      const causationId = `act:${actId}`;
      const committed = await deps.cases.carryOut({
        stored,
        facts: [decision.fact],
        effectiveOn: on,
        cause: { causationId, correlationId: causationId },
        mark: { actId, content },
      });
      if (committed === 'conflict') continue;
      const { caseId } = committed.state;
      log.info('a person acted on a case', { accountId, caseId, actId, act: asked.act });
      const { fact } = decision;
      const letGo = fact.type === 'CaseClosed' ? { letGo: fact.data.letGo } : {};
      return { status: 200, body: { ...done, outcome: 'done', caseId, ...letGo } };
    }
    log.warn('the case is busy', { accountId, actId });
    return busy('the case');
  };
