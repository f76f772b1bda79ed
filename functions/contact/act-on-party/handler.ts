import { dateIn } from '../../../shared/domain/calendar.ts';
import type { Hash } from '../../../shared/domain/contact/attempt.ts';
import { maskedAddress } from '../../../shared/domain/contact/masked.ts';
import type { PartyState } from '../../../shared/domain/contact/party.ts';
import { addressHashOf } from '../../../shared/domain/contact/wishes.ts';
import type { ApiResponse } from '../../../shared/lambda/api.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import {
  actIdTaken,
  busy,
  notFound,
  type OperatorRequest,
  partyParameter,
  read,
  refused,
} from '../../../shared/lambda/operator.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { Party } from '../../../shared/ports/contact.ts';
import type { JournalReader } from '../../../shared/ports/journal.ts';
import type { PartyActs } from '../../../shared/ports/party-acts.ts';
import { zoneOf } from '../../../shared/services/contact/outcome.ts';
import { type Asked, contentOf, decideAct, partyAct, partyRefusals } from './acts.ts';
import { historyOf, partyEvents } from './history.ts';

export type Deps = {
  readonly parties: PartyActs;
  readonly journal: Pick<JournalReader, 'last'>;
  readonly clock: Clock;
  readonly hash: Hash;
};

/** More than the messages that one party can have at one time. */
const maxRounds = 8;

/** The present addresses, masked. */
const addressesIn = (profile: Party | undefined, hash: Hash) =>
  [['email', profile?.email] as const, ['sms', profile?.phone] as const].flatMap(
    ([channel, address]) =>
      profile === undefined || address === undefined
        ? []
        : [
            {
              channel,
              addressHash: addressHashOf(profile.partyId, channel, address, hash),
              masked: maskedAddress(channel, address),
            },
          ],
  );

/** How a party may be reached; of who it is, its masked addresses. */
const shown = (
  partyId: string,
  { known, suppressed = [], ownOptOuts = [] }: PartyState,
  addresses: ReturnType<typeof addressesIn>,
) =>
  known && {
    partyId,
    zone: known.zone,
    locale: known.locale,
    channels: known.channels,
    addresses,
    /** As upstream says of its customers, and as the party itself asked. */
    optOuts: known.optOuts,
    ownOptOuts,
    suppressed: suppressed.map((each) => ({
      ...each,
      current: known.addresses?.[each.channel] === each.addressHash,
    })),
  };

const historyIn = async ({ journal }: Deps, partyId: string) =>
  historyOf(await journal.last(`party#${partyId}`, partyEvents));

const carryOut = async (
  { parties, clock, hash }: Deps,
  partyId: string,
  asked: Asked,
  actor: string,
  log: Logger,
): Promise<ApiResponse> => {
  const { actId, act, reason } = asked;
  const content = contentOf(partyId, asked, hash);
  const done = { partyId, actId, act };
  for (let round = 0; round < maxRounds; round += 1) {
    const stored = await parties.loadParty(partyId);
    const before = await parties.carriedOut(partyId, actId);
    if (before === content) return { status: 200, body: { ...done, outcome: 'done-before' } };
    if (before !== undefined) return actIdTaken(actId);
    const decision = decideAct(partyId, stored.state, asked, { actId, actor, reason }, hash);
    if (!decision.decided) {
      const { code, message } = decision;
      log.warn('an act on a party was refused', { partyId, actId, act, code });
      return refused(code === partyRefusals.partyUnknown ? 422 : 409, code, message);
    }
    const causationId = `act:${actId}`;
    const committed = await parties.carryOut({
      stored,
      facts: [decision.fact],
      state: decision.state,
      effectiveOn: dateIn(zoneOf(stored), clock.now()),
      cause: { causationId, correlationId: causationId },
      mark: { actId, content },
    });
    if (committed === 'conflict') continue;
    log.info('a person acted on a party', { partyId, actId, act });
    return { status: 200, body: { ...done, outcome: 'done' } };
  }
  log.warn('the party is busy', { partyId, actId });
  return busy('the party');
};

/**
 * Shows how a party may be reached, and carries out what a person decided about that. The same
 * act id again answers `done-before`.
 */
export const createHandler =
  (deps: Deps) =>
  async ({ actor, route, params, body }: OperatorRequest, log: Logger): Promise<ApiResponse> => {
    const party = read(partyParameter, params);
    if (!party.ok) return party.answer;
    const { partyId } = party.value;
    if (route.startsWith('GET ')) {
      const { state } = await deps.parties.loadParty(partyId);
      const profile = await deps.parties.profile(partyId);
      const view = shown(partyId, state, addressesIn(profile, deps.hash));
      return view === undefined
        ? notFound(`nobody registered the party ${partyId}`)
        : { status: 200, body: { ...view, history: await historyIn(deps, partyId) } };
    }
    const given = read(partyAct, body);
    return given.ok ? carryOut(deps, partyId, given.value, actor, log) : given.answer;
  };
