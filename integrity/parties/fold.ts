import type { DomainFact } from '../../events/catalogue.ts';
import { businessDate, type Instant, instantAt } from '../../shared/domain/calendar.ts';
import {
  type Attempt,
  attemptIdOf,
  type Delivery,
  type Hash,
  maxTries,
  type Outcome,
} from '../../shared/domain/contact/attempt.ts';
import { undeliveredBecause } from '../../shared/domain/contact/delivery.ts';
import {
  forget,
  type KnownParty,
  newParty,
  type PartyState,
  remember,
} from '../../shared/domain/contact/party.ts';
import { optIn, optOut, suppress, unsuppress } from '../../shared/domain/contact/wishes.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';
import { factOf } from '../account/fold.ts';

/** A party and the attempts to reach it, as far as events tell: they hold no personal data. */
export type FoldedParty = {
  readonly state: PartyState;
  readonly attempts: ReadonlyMap<string, Attempt>;
};

export const noParty: FoldedParty = { state: newParty, attempts: new Map() };

type Contact = (DomainFact & { readonly type: 'ContactSimulated' })['data'];

/** The id of an attempt tells which try it was; the journal does not repeat it. */
const tryNumberOf = (data: Contact, mode: 'live' | 'shadow', hash: Hash): number => {
  const key = { ...data, anchorOn: businessDate(data.anchorOn) };
  for (let tryNumber = 1; tryNumber <= maxTries; tryNumber += 1) {
    if (attemptIdOf(key, tryNumber, hash, mode) === data.attemptId) return tryNumber;
  }
  return 1;
};

const begun = (
  data: (DomainFact & { readonly type: 'ContactAttempted' })['data'],
  at: Instant,
  hash: Hash,
): Attempt => {
  const simulated = data.mode === 'shadow';
  const { attemptId, partyId, accountId, caseId, stage, step, again, channel, addressHash } = data;
  return {
    attemptId,
    partyId,
    accountId,
    caseId,
    stage,
    step,
    ...(again === undefined ? {} : { again }),
    channel,
    anchorOn: businessDate(data.anchorOn),
    tryNumber: tryNumberOf(data, simulated ? 'shadow' : 'live', hash),
    at,
    outcome: { kind: simulated ? 'simulated' : 'none' },
    addressHash,
  };
};

/**
 * A registration tells the party less its personal data, and less the order in which its customers
 * spoke: what was known of that stays, and what is missing counts from the day of the event.
 */
const registered = (
  before: KnownParty | undefined,
  data: (DomainFact & { readonly type: 'PartyRegistered' })['data'],
  since: Instant,
): KnownParty => {
  const asOf = before?.asOf ?? { occurredAt: since, inputId: '' };
  const { customerId, profileHash, locale, zone, country, channels, optOuts } = data;
  return {
    ...before,
    profileHash,
    locale,
    zone,
    country,
    channels,
    optOuts,
    asOf,
    refusals: { ...before?.refusals, [customerId]: { optOuts, asOf } },
  };
};

type Reported = { readonly outcome: Outcome } | { readonly delivery: Delivery };

/** What an event says of an attempt that was begun before. */
const reportedBy = (fact: DomainFact, attempt: Attempt, at: Instant): Reported | undefined => {
  switch (fact.type) {
    case 'ContactSent':
      return { outcome: { kind: 'sent', providerMessageId: fact.data.providerMessageId } };
    case 'ContactSimulated':
      return { outcome: { kind: 'simulated' } };
    case 'ContactOutcomeUnknown':
      return { outcome: { kind: 'unknown' } };
    case 'ContactFailed': {
      const { error, final } = fact.data;
      const refused = fact.data.optedOut === true ? { optedOut: true as const } : {};
      // After it was sent, a failure is what the provider found later.
      return attempt.outcome.kind === 'sent'
        ? { delivery: { kind: 'rejected', reason: error, ...refused } }
        : { outcome: { kind: 'failed', error, final, at, ...refused } };
    }
    case 'ContactDelayed':
      return { delivery: { kind: 'delayed', reason: fact.data.reason } };
    case 'ContactDelivered':
      return { delivery: { kind: 'delivered', at: fact.data.deliveredAt as Instant } };
    case 'ContactBounced': {
      const { bounceType, reason } = fact.data;
      return { delivery: { kind: 'bounced', bounceType, reason } };
    }
    case 'ContactComplained':
      return { delivery: { kind: 'complained', reason: fact.data.feedbackType } };
    default:
      return undefined;
  }
};

/** Whether a message counts towards the caps of its party, as what is known of it stands. */
const counts = ({ outcome, delivery }: Attempt): boolean =>
  outcome.kind !== 'failed' && undeliveredBecause(delivery) === undefined;

const recall = (state: PartyState, attempt: Attempt, now: Instant): PartyState => {
  const { attemptId, at, channel, accountId, outcome } = attempt;
  const simulated = outcome.kind === 'simulated' ? { simulated: true as const } : {};
  return remember(state, { attemptId, at, channel, accountId, ...simulated }, now);
};

const evolve = (before: FoldedParty, event: JournalItem, hash: Hash): FoldedParty => {
  const { state, attempts } = before;
  const fact = factOf(event);
  const now = event.recordedAt;
  switch (fact.type) {
    case 'PartyRegistered': {
      const since = instantAt('UTC', event.effectiveOn, '00:00');
      return { state: { ...state, known: registered(state.known, fact.data, since) }, attempts };
    }
    case 'ContactAttempted': {
      const attempt = begun(fact.data, now, hash);
      return {
        state: recall(state, attempt, now),
        attempts: new Map(attempts).set(attempt.attemptId, attempt),
      };
    }
    case 'AddressSuppressed': {
      const { partyId, channel, addressHash, cause } = fact.data;
      const change = suppress(partyId, state, { channel, addressHash, cause });
      return { state: change?.state ?? state, attempts };
    }
    case 'AddressUnsuppressed':
      return { state: unsuppress(fact.data.partyId, state, fact.data)?.state ?? state, attempts };
    case 'PartyOptedOut': {
      const change = optOut(fact.data.partyId, state, fact.data, fact.data.via);
      return { state: change?.state ?? state, attempts };
    }
    case 'PartyOptedIn': {
      const change = optIn(fact.data.partyId, state, fact.data, fact.data.via);
      return { state: change?.state ?? state, attempts };
    }
    default: {
      const attempt = attempts.get((fact.data as Partial<Contact>).attemptId ?? '');
      const reported = attempt && reportedBy(fact, attempt, now);
      if (attempt === undefined || reported === undefined) return before;
      const after: Attempt = { ...attempt, ...reported };
      const counted =
        counts(after) === counts(attempt)
          ? state
          : counts(after)
            ? recall(state, after, now)
            : forget(state, after.attemptId);
      return { state: counted, attempts: new Map(attempts).set(after.attemptId, after) };
    }
  }
};

/** @param from where the first of the events follows on; from nothing when left out. */
export const foldParty = (
  events: readonly JournalItem[],
  hash: Hash,
  from: FoldedParty = noParty,
): FoldedParty => events.reduce((at, event) => evolve(at, event, hash), from);
