import { dateIn, type Instant } from '../../domain/calendar.ts';
import {
  type Attempt,
  type Outcome,
  outcomeFact,
  supersedes,
} from '../../domain/contact/attempt.ts';
import { refusedByCarrier } from '../../domain/contact/delivery.ts';
import { isKnownZone } from '../../domain/contact/gate.ts';
import { forget, type PartyState, remember } from '../../domain/contact/party.ts';
import type { PartyLookup, PartyStore, StoredParty } from '../../ports/contact.ts';
import type { Cause } from '../../ports/journal.ts';

/** Other contacts of the party keep coming first: the caller's delivery is worth another one. */
export class PartyContended extends Error {
  override readonly name = 'PartyContended';
}

/** More than the contacts that one party can have at one time, whoever makes them. */
const maxRounds = 8;

/** The zone whose calendar a party's events are dated in. */
export const zoneOf = ({ state }: StoredParty): string => {
  const zone = state.known?.zone;
  return zone !== undefined && isKnownZone(zone) ? zone : 'UTC';
};

/** What was refused did not reach the party; what was sent did, whatever was believed before. */
const stateAfter = (state: PartyState, attempt: Attempt, outcome: Outcome, now: Instant) => {
  if (outcome.kind === 'failed') return forget(state, attempt.attemptId);
  if (outcome.kind === 'sent' && attempt.outcome.kind === 'failed') {
    const { attemptId, at, channel, accountId } = attempt;
    return remember(state, { attemptId, at, channel, accountId }, now);
  }
  return state;
};

/**
 * Records how an attempt ended, once: a report that says nothing new changes nothing.
 *
 * @returns the attempt as recorded in the end; undefined when there is no such attempt.
 * @throws PartyContended when other commits on the party kept coming first.
 */
export const settle = async (
  store: PartyStore,
  reference: { readonly partyId: string; readonly attemptId: string },
  outcome: Exclude<Outcome, { kind: 'none' }>,
  cause: Cause,
  now: Instant,
): Promise<Attempt | undefined> => {
  for (let round = 0; round < maxRounds; round += 1) {
    const { stored, attempt } = await store.load(reference.partyId, reference.attemptId);
    const done = await settleLoaded(store, stored, attempt, outcome, cause, now);
    if (done !== 'conflict') return done;
  }
  throw new PartyContended(`attempt ${reference.attemptId} could not be settled`);
};

/** The delivery log of texts knows a message by the provider's id alone. */
export const lookupsOf = (
  { attemptId, channel }: Attempt,
  outcome: Outcome,
): readonly PartyLookup[] =>
  channel === 'sms' && outcome.kind === 'sent'
    ? [{ kind: 'text', providerMessageId: outcome.providerMessageId, attemptId }]
    : [];

/** The same for an attempt that was just read or written, without reading it again. */
export const settleLoaded = async (
  store: PartyStore,
  stored: StoredParty,
  attempt: Attempt | undefined,
  outcome: Exclude<Outcome, { kind: 'none' }>,
  cause: Cause,
  now: Instant,
): Promise<Attempt | undefined | 'conflict'> => {
  if (attempt === undefined || !supersedes(outcome, attempt.outcome)) return attempt;
  const settled: Attempt = { ...attempt, outcome };
  const after = stateAfter(stored.state, attempt, outcome, now);
  const isRefusal = outcome.kind === 'failed' && outcome.optedOut === true;
  const refused = isRefusal ? refusedByCarrier(after, attempt) : undefined;
  const committed = await store.commit({
    stored,
    facts: [outcomeFact(attempt, outcome), ...(refused === undefined ? [] : [refused.fact])],
    effectiveOn: dateIn(zoneOf(stored), now),
    cause,
    state: refused?.state ?? after,
    attempt: settled,
    lookups: lookupsOf(attempt, outcome),
  });
  return committed === 'conflict' || committed === 'duplicate' ? 'conflict' : settled;
};
