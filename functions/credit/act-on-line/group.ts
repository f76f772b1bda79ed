import { dateIn } from '../../../shared/domain/calendar.ts';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import { decideGroupLimit, isRaised, maxLooked } from '../../../shared/domain/credit/group.ts';
import { powersOf } from '../../../shared/domain/credit/line/powers.ts';
import type { CreditRole } from '../../../shared/domain/credit/types.ts';
import { together } from '../../../shared/domain/together.ts';
import type { ApiResponse } from '../../../shared/lambda/api.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import {
  actIdTaken,
  busy,
  type OperatorRequest,
  read,
  refused,
} from '../../../shared/lambda/operator.ts';
import { noHead } from '../../../shared/ports/journal.ts';
import { isKnownOver } from '../../../shared/services/credit/connected.ts';
import { groupAct, groupParameter } from './acts.ts';
import type { Deps } from './deps.ts';

const maxRounds = 5;

/** Sets what the lines of a group may use together, once under the id of the act. */
export const onGroup = async (
  deps: Deps,
  { actor, params, body }: OperatorRequest,
  role: CreditRole,
  log: Logger,
): Promise<ApiResponse> => {
  const { groups, lines, isOwnLine, policy, rateOf, zone, clock, hash } = deps;
  const group = read(groupParameter, params);
  if (!group.ok) return group.answer;
  const given = read(groupAct, body);
  if (!given.ok) return given.answer;
  const { groupId } = group.value;
  const { actId, act, reason, limitMinor, currency } = given.value;
  const content = hash(canonicalJson({ act, limitMinor, currency })).slice(0, 16);
  const done = { groupId, actId, act, limitMinor, currency };
  const on = dateIn(zone, clock.now());
  for (let round = 0; round < maxRounds; round += 1) {
    const before = await groups.carriedOut(groupId, actId);
    if (before === content) return { status: 200, body: { ...done, outcome: 'done-before' } };
    if (before !== undefined) return actIdTaken(actId);
    const stored = await groups.load(groupId);
    const lineIds = await lines.members(groupId, maxLooked + 1);
    const members = await together(lineIds.map((lineId) => lines.load(lineId)));
    const all = members.flatMap((member) => member ?? []);
    const asked = { groupId, limitMinor, currency };
    const isOwn =
      isRaised(stored?.group, asked) &&
      (await isOwnLine(
        actor,
        all.map(({ line }) => line.applicationId),
      ));
    const rate = await rateOf(currency, policy.currency, on);
    // Of more than are looked at nobody knows which are over.
    const counting = lineIds.length > maxLooked ? all : all.filter((each) => !isKnownOver(each));
    const theirs = counting.map(({ line }) => line);
    const refusal = decideGroupLimit(stored?.group, asked, theirs, {
      powers: powersOf(role, policy, () => rate),
      isOwn,
    });
    if (refusal !== undefined) return refused(409, refusal.code, refusal.message);
    const causationId = `act:${actId}`;
    const outcome = await groups.commit({
      head: stored?.head ?? noHead,
      data: { groupId, limitMinor, currency, act: { actId, actor, reason, role } },
      effectiveOn: on,
      cause: { causationId, correlationId: causationId },
      mark: { actId, content },
    });
    if (outcome === 'conflict') continue;
    log.info('a person set the limit of a group', { groupId, actId });
    return { status: 200, body: { ...done, outcome: 'done' } };
  }
  return busy('the group');
};
