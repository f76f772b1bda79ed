import type { DomainFact } from '../../../events/catalogue.ts';
import { dateIn } from '../../domain/calendar.ts';
import type { Attempt } from '../../domain/contact/attempt.ts';
import { type DeliveryReport, decideDelivery } from '../../domain/contact/delivery.ts';
import type { PartyState } from '../../domain/contact/party.ts';
import type { Clock } from '../../ports/clock.ts';
import type { PartyCommit, PartyStore, StoredParty } from '../../ports/contact.ts';
import type { Cause } from '../../ports/journal.ts';
import { lookupsOf, PartyContended, zoneOf } from './outcome.ts';

/** Other contacts of the party may come first; more than these in a row are worth a redelivery. */
const maxRounds = 8;

type Change = Pick<PartyCommit, 'attempt' | 'lookups'> & {
  readonly facts: readonly DomainFact[];
  readonly state: PartyState;
};

type Deps = { readonly store: PartyStore; readonly clock: Clock };

/**
 * Commits what follows from the party as it stands, anew when somebody else came first.
 *
 * @returns whether anything was new.
 * @throws PartyContended when other commits on the party kept coming first.
 */
const commitFresh = async (
  { store, clock }: Deps,
  partyId: string,
  cause: Cause,
  decide: () => Promise<{ stored: StoredParty; change: Change | undefined }>,
): Promise<boolean> => {
  for (let round = 0; round < maxRounds; round += 1) {
    const { stored, change } = await decide();
    if (change === undefined) return false;
    const effectiveOn = dateIn(zoneOf(stored), clock.now());
    const committed = await store.commit({ stored, effectiveOn, cause, ...change });
    if (committed !== 'conflict' && committed !== 'duplicate') return true;
  }
  throw new PartyContended(`party ${partyId} is contended`);
};

/**
 * Records what a provider reports about one message: the outcome of its attempt, and what is
 * learned of its address. A report that is repeated or overtaken changes nothing.
 */
export const recordDelivery = (
  deps: Deps,
  { partyId, attemptId }: Pick<Attempt, 'partyId' | 'attemptId'>,
  report: DeliveryReport,
  cause: Cause,
): Promise<boolean> =>
  commitFresh(deps, partyId, cause, async () => {
    const { stored, attempt } = await deps.store.load(partyId, attemptId);
    const change = attempt && decideDelivery(stored.state, attempt, report, deps.clock.now());
    return {
      stored,
      change: change && { ...change, lookups: lookupsOf(change.attempt, change.attempt.outcome) },
    };
  });

/** Records what a party wants, or what becomes of an address of it; nothing when it is so already. */
export const recordWish = (
  deps: Deps,
  partyId: string,
  decide: (state: PartyState) => { fact: DomainFact; state: PartyState } | undefined,
  cause: Cause,
): Promise<boolean> =>
  commitFresh(deps, partyId, cause, async () => {
    const stored = await deps.store.loadParty(partyId);
    const decided = decide(stored.state);
    return { stored, change: decided && { facts: [decided.fact], state: decided.state } };
  });
