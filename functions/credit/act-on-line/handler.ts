import { dateIn, type Zone } from '../../../shared/domain/calendar.ts';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import { decideLineAct } from '../../../shared/domain/credit/line/acts.ts';
import { lineRefusals } from '../../../shared/domain/credit/line/terms.ts';
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
import { LineContended, type LineDesk } from '../../../shared/services/credit/line-desk.ts';
import { actOf, groupAct, groupParameter, lineAct } from './acts.ts';

export type Deps = {
  readonly desk: Pick<LineDesk, 'decideOn'>;
  readonly lines: Pick<CreditLines, 'carriedOut'>;
  readonly groups: CreditGroups;
  readonly graceDays: number;
  readonly zone: Zone;
  readonly clock: Clock;
  readonly hash: (text: string) => string;
};

const maxRounds = 5;

const onGroup = async (
  { groups, zone, clock, hash }: Deps,
  { actor, params, body }: OperatorRequest,
  log: Logger,
): Promise<ApiResponse> => {
  const group = read(groupParameter, params);
  if (!group.ok) return group.answer;
  const given = read(groupAct, body);
  if (!given.ok) return given.answer;
  const { groupId } = group.value;
  const { actId, act, reason, role, limitMinor, currency } = given.value;
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

/**
 * Carries out what a person decided about a line of credit, or about the limit of a group: an
 * event with who decided, in which role and why. The same act id again answers `done-before`.
 */
export const createHandler =
  (deps: Deps) =>
  async (request: OperatorRequest, log: Logger): Promise<ApiResponse> => {
    if (request.route.includes('/groups/')) return onGroup(deps, request, log);
    const { actor, params, body } = request;
    const line = read(lineParameter, params);
    if (!line.ok) return line.answer;
    const given = read(lineAct, body);
    if (!given.ok) return given.answer;
    const { lineId } = line.value;
    const { actId, reason, role } = given.value;
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
