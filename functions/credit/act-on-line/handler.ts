import * as z from 'zod';
import type { CreditAct } from '../../../events/credit-parts.ts';
import { dateIn } from '../../../shared/domain/calendar.ts';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import { creditRoleOf } from '../../../shared/domain/credit/authority.ts';
import { decideLineAct, type LineAct, onlyTakes } from '../../../shared/domain/credit/line/acts.ts';
import { powersOf } from '../../../shared/domain/credit/line/powers.ts';
import { lineRefusals } from '../../../shared/domain/credit/line/terms.ts';
import type { CreditRole } from '../../../shared/domain/credit/types.ts';
import type { ApiResponse } from '../../../shared/lambda/api.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import {
  actIdTaken,
  busy,
  lineParameter,
  notFound,
  type OperatorRequest,
  read,
  refused,
} from '../../../shared/lambda/operator.ts';
import { LineContended } from '../../../shared/services/credit/line-races.ts';
import { actOf, lineAct, orderAct } from './acts.ts';
import type { Deps } from './deps.ts';
import { onGroup } from './group.ts';

const maxRounds = 5;

const isOrder = (body: unknown): boolean =>
  z.object({ act: z.literal('check-order') }).safeParse(body).success;

/** As the system that takes orders would ask: the order and its revision are what is done once. */
const onOrder = async (
  { desk, lines, isOwnLine }: Deps,
  lineId: string,
  { actor, body }: Pick<OperatorRequest, 'actor' | 'body'>,
  role: CreditRole,
  log: Logger,
): Promise<ApiResponse> => {
  const given = read(orderAct, body);
  if (!given.ok) return given.answer;
  const { actId, act, reason, ...asked } = given.value;
  const order = { ...asked, act: { actId, actor, reason, role } };
  const [customerId = '', legalEntity = ''] = lineId.split('|');
  const causationId = `act:${actId}`;
  const cause = { causationId, correlationId: causationId };
  const known = (await lines.load(lineId))?.line;
  if (known !== undefined && (await isOwnLine(actor, [known.applicationId]))) {
    return refused(409, lineRefusals.ownLine, 'nobody orders on a line of their own by an act');
  }
  try {
    const { because, ...answer } = await desk.place({ customerId, legalEntity }, order, cause);
    const [first] = because;
    log.info('a person asked for an order', { lineId, actId, orderId: order.orderId, because });
    if (answer.answer === 'refused' && first !== undefined) {
      return refused(409, first.rule, first.message);
    }
    const done = { lineId, actId, act, outcome: 'done', orderId: order.orderId };
    return { status: 200, body: { ...done, ...answer, because } };
  } catch (error) {
    if (!(error instanceof LineContended)) throw error;
    return busy('the credit line');
  }
};

/**
 * What an act is held against: the authority of the role today, whose line it is, whether its group
 * is one, and whether the review that it waits for has ended. What only takes credit away needs neither application nor key.
 */
const contextOf = async (
  { lines, isOwnLine, hasEnded, policy, rateOf, graceDays, zone, clock }: Deps,
  lineId: string,
  asked: LineAct,
  act: CreditAct,
) => {
  const on = dateIn(zone, clock.now());
  const line = (await lines.load(lineId))?.line;
  const currency = line?.currency ?? policy.currency;
  const rate = await rateOf(currency, policy.currency, on);
  const groupId = asked.act === 'set-group' ? asked.groupId : undefined;
  const isKnown = groupId !== undefined && (await lines.group(groupId)) !== undefined;
  const isOwn =
    line !== undefined && !onlyTakes(asked) && (await isOwnLine(act.actor, [line.applicationId]));
  const running = asked.act === 'review' ? line?.review?.applicationId : undefined;
  const ended = running !== undefined && (await hasEnded(running));
  const by = {
    act,
    on,
    graceDays,
    // Should the line have changed its currency since, nobody has authority by this rate.
    powers: powersOf(act.role, policy, (of) => (of === currency ? rate : undefined)),
    isGroup: (id: string) => isKnown && id === groupId,
    isOwn,
    endedReview: ended ? running : undefined,
  };
  return { by, grantedBy: line?.applicationId };
};

/**
 * Carries out what a person decided about a line of credit, or about the limit of a group: an
 * event with who decided, in which role and why. The same act id again answers `done-before`.
 */
export const createHandler =
  (deps: Deps) =>
  async (request: OperatorRequest, log: Logger): Promise<ApiResponse> => {
    const { actor, route, params, body } = request;
    const role = creditRoleOf(actor, deps.roles);
    if (role === undefined) {
      return refused(409, 'no-credit-role', `${actor} has no role in the approval of credit`);
    }
    if (route.includes('/groups/')) return onGroup(deps, request, role, log);
    const line = read(lineParameter, params);
    if (!line.ok) return line.answer;
    if (isOrder(body)) return onOrder(deps, line.value.lineId, request, role, log);
    const given = read(lineAct, body);
    if (!given.ok) return given.answer;
    const { lineId } = line.value;
    const { actId, reason } = given.value;
    const asked = actOf(given.value);
    const content = deps.hash(canonicalJson(asked)).slice(0, 16);
    const done = { lineId, actId, act: given.value.act };
    const act = { actId, actor, reason, role };
    const causationId = `act:${actId}`;
    for (let round = 0; round < maxRounds; round += 1) {
      const before = await deps.lines.carriedOut(lineId, actId);
      if (before === content) return { status: 200, body: { ...done, outcome: 'done-before' } };
      if (before !== undefined) return actIdTaken(actId);
      const { by, grantedBy } = await contextOf(deps, lineId, asked, act);
      try {
        const outcome = await deps.desk.decideOn(
          lineId,
          { causationId, correlationId: causationId },
          (known) => {
            if (known.applicationId !== grantedBy) throw new LineContended(`${lineId} was granted`);
            return decideLineAct(known, asked, by);
          },
          { actId, content },
        );
        if (outcome === undefined) return notFound(`there is no line of credit ${lineId}`);
        if (!('done' in outcome)) {
          const { code, message } = outcome;
          log.warn('an act on a line was refused', { lineId, actId, code });
          return refused(code === lineRefusals.otherCurrency ? 422 : 409, code, message);
        }
        log.info('a person acted on a line', { lineId, actId, act: given.value.act });
        const { status, holds } = outcome.done.line;
        return { status: 200, body: { ...done, outcome: 'done', status, holds } };
      } catch (error) {
        // The same act may have been carried out by another call meanwhile.
        if (!(error instanceof LineContended)) throw error;
        log.warn('the line is busy', { lineId, actId, error });
      }
    }
    return busy('the credit line');
  };
