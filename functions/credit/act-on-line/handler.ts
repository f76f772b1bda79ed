import * as z from 'zod';
import { dateIn, type Zone } from '../../../shared/domain/calendar.ts';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import { creditRoleOf, type RoleAssignments } from '../../../shared/domain/credit/authority.ts';
import { decideLineAct } from '../../../shared/domain/credit/line/acts.ts';
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
import type { Clock } from '../../../shared/ports/clock.ts';
import type { CreditGroups, CreditLines } from '../../../shared/ports/credit-lines.ts';
import { noHead } from '../../../shared/ports/journal.ts';
import type { LineDesk } from '../../../shared/services/credit/line-desk.ts';
import { LineContended } from '../../../shared/services/credit/line-races.ts';
import { actOf, groupAct, groupParameter, lineAct, orderAct } from './acts.ts';

export type Deps = {
  readonly desk: Pick<LineDesk, 'decideOn' | 'place'>;
  readonly lines: Pick<CreditLines, 'carriedOut'>;
  readonly groups: CreditGroups;
  /** Who has which role, by IAM role or whole ARN. */
  readonly roles: RoleAssignments;
  readonly graceDays: number;
  readonly zone: Zone;
  readonly clock: Clock;
  readonly hash: (text: string) => string;
};

const maxRounds = 5;

const onGroup = async (
  { groups, zone, clock, hash }: Deps,
  { actor, params, body }: OperatorRequest,
  role: CreditRole,
  log: Logger,
): Promise<ApiResponse> => {
  const group = read(groupParameter, params);
  if (!group.ok) return group.answer;
  const given = read(groupAct, body);
  if (!given.ok) return given.answer;
  const { groupId } = group.value;
  const { actId, act, reason, limitMinor, currency } = given.value;
  const content = hash(canonicalJson({ act, limitMinor, currency })).slice(0, 16);
  const done = { groupId, actId, act, limitMinor, currency };
  for (let round = 0; round < maxRounds; round += 1) {
    const before = await groups.carriedOut(groupId, actId);
    if (before === content) return { status: 200, body: { ...done, outcome: 'done-before' } };
    if (before !== undefined) return actIdTaken(actId);
    const causationId = `act:${actId}`;
    const outcome = await groups.commit({
      head: (await groups.load(groupId))?.head ?? noHead,
      data: { groupId, limitMinor, currency, act: { actId, actor, reason, role } },
      effectiveOn: dateIn(zone, clock.now()),
      cause: { causationId, correlationId: causationId },
      mark: { actId, content },
    });
    if (outcome === 'conflict') continue;
    log.info('a person set the limit of a group', { groupId, actId });
    return { status: 200, body: { ...done, outcome: 'done' } };
  }
  return busy('the group');
};

const isOrder = (body: unknown): boolean =>
  z.object({ act: z.literal('check-order') }).safeParse(body).success;

/** As the system that takes orders would ask: the order and its revision are what is done once. */
const onOrder = async (
  { desk }: Deps,
  lineId: string,
  body: unknown,
  log: Logger,
): Promise<ApiResponse> => {
  const given = read(orderAct, body);
  if (!given.ok) return given.answer;
  const { actId, act, reason: _, ...order } = given.value;
  const [customerId = '', legalEntity = ''] = lineId.split('|');
  const causationId = `act:${actId}`;
  const cause = { causationId, correlationId: causationId };
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
    if (isOrder(body)) return onOrder(deps, line.value.lineId, body, log);
    const given = read(lineAct, body);
    if (!given.ok) return given.answer;
    const { lineId } = line.value;
    const { actId, reason } = given.value;
    const asked = actOf(given.value);
    const content = deps.hash(canonicalJson(asked)).slice(0, 16);
    const done = { lineId, actId, act: given.value.act };
    const by = {
      act: { actId, actor, reason, role },
      on: dateIn(deps.zone, deps.clock.now()),
      graceDays: deps.graceDays,
    };
    const causationId = `act:${actId}`;
    for (let round = 0; round < maxRounds; round += 1) {
      const before = await deps.lines.carriedOut(lineId, actId);
      if (before === content) return { status: 200, body: { ...done, outcome: 'done-before' } };
      if (before !== undefined) return actIdTaken(actId);
      try {
        const outcome = await deps.desk.decideOn(
          lineId,
          { causationId, correlationId: causationId },
          (known) => decideLineAct(known, asked, by),
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
