import type { DomainFact } from '../../../events/catalogue.ts';
import type { Instant } from '../calendar.ts';
import { type Attempt, contactOf, type Delivery, outcomeFact } from './attempt.ts';
import { gateRefusals } from './gate.ts';
import { forget, type PartyState, remember } from './party.ts';
import { optOut, suppress } from './wishes.ts';

/** What a provider reports about one message. */
export type DeliveryReport = {
  readonly providerMessageId: string;
  /** Undefined for a report that says no more than that it was sent. */
  readonly delivery?: Delivery | undefined;
};

/**
 * Reports come late, twice and in any order; the one that ranks higher stays. A server that took
 * the message may still answer that its reader is away (transient), or find later that there is
 * no such reader (permanent); whoever complains has received it.
 */
const rankOf = (delivery: Delivery | undefined): number => {
  switch (delivery?.kind) {
    case undefined:
      return 0;
    case 'delayed':
      return 1;
    case 'bounced':
      return delivery.bounceType === 'permanent' ? 5 : 2;
    case 'delivered':
      return 3;
    case 'rejected':
      return 4;
    case 'complained':
      return 6;
  }
};

const isRefused = (delivery: Delivery | undefined): boolean =>
  delivery?.kind === 'rejected' && delivery.optedOut === true;

/**
 * Why the message reached nobody, when that is certain; undefined when it did or may have. A
 * recipient who refuses the channel has the name that the gate gives to it, so that a step tells
 * it from an address of no use.
 */
export const undeliveredBecause = (delivery: Delivery | undefined): string | undefined => {
  if (isRefused(delivery)) return gateRefusals.optedOut;
  if (delivery?.kind === 'rejected') return delivery.reason;
  return delivery?.kind === 'bounced' && delivery.bounceType === 'permanent'
    ? `bounced: ${delivery.reason}`
    : undefined;
};

const factOf = (attempt: Attempt, delivery: Delivery): DomainFact => {
  const contact = contactOf(attempt);
  switch (delivery.kind) {
    case 'delayed':
      return { type: 'ContactDelayed', data: { ...contact, reason: delivery.reason } };
    case 'delivered':
      return { type: 'ContactDelivered', data: { ...contact, deliveredAt: delivery.at } };
    case 'bounced': {
      const { bounceType, reason } = delivery;
      return { type: 'ContactBounced', data: { ...contact, bounceType, reason } };
    }
    case 'rejected':
      return {
        type: 'ContactFailed',
        data: {
          ...contact,
          error: delivery.reason,
          final: true,
          ...(delivery.optedOut === true ? { optedOut: true } : {}),
        },
      };
    case 'complained':
      return { type: 'ContactComplained', data: { ...contact, feedbackType: delivery.reason } };
  }
};

/** What is learned of the address itself. */
const causeOf = (delivery: Delivery): 'bounce' | 'complaint' | undefined => {
  if (delivery.kind === 'complained') return 'complaint';
  return delivery.kind === 'bounced' && delivery.bounceType === 'permanent' ? 'bounce' : undefined;
};

/** Whether a report says more than is recorded; asked before anything else is read. */
export const isNews = (attempt: Attempt, { delivery }: DeliveryReport): boolean =>
  attempt.outcome.kind !== 'sent' ||
  rankOf(delivery) > rankOf(attempt.delivery) ||
  isRefused(delivery);

/** The recipient of an attempt refuses its channel, as its carrier knows; undefined when we do. */
export const refusedByCarrier = (state: PartyState, { partyId, channel }: Attempt) =>
  optOut(partyId, state, { channel, scope: 'every-message' }, 'carrier');

export type Decision = {
  readonly facts: readonly DomainFact[];
  readonly state: PartyState;
  readonly attempt: Attempt;
};

/**
 * What a report changes. Whatever a provider reports of a message, it had taken it. A message that
 * certainly reached nobody does not count towards the caps of its party, and an address that takes
 * none, or whose owner complained, is not written to again.
 *
 * @returns undefined when the report says nothing new.
 */
export const decideDelivery = (
  before: PartyState,
  attempt: Attempt,
  report: DeliveryReport,
  now: Instant,
): Decision | undefined => {
  const facts: DomainFact[] = [];
  let state = before;
  let known = attempt;
  const counts = () => {
    const { attemptId, at, channel, accountId } = attempt;
    state = remember(state, { attemptId, at, channel, accountId }, now);
  };
  if (known.outcome.kind !== 'sent') {
    const outcome = { kind: 'sent', providerMessageId: report.providerMessageId } as const;
    facts.push(outcomeFact(known, outcome));
    if (known.outcome.kind === 'failed') counts();
    known = { ...known, outcome };
  }
  const { delivery } = report;
  if (delivery !== undefined && rankOf(delivery) > rankOf(known.delivery)) {
    facts.push(factOf(known, delivery));
    if (undeliveredBecause(delivery) !== undefined) state = forget(state, known.attemptId);
    else if (undeliveredBecause(known.delivery) !== undefined) counts();
    const cause = causeOf(delivery);
    const { partyId, channel, addressHash } = known;
    if (cause !== undefined && addressHash !== undefined) {
      const suppressed = suppress(partyId, state, { channel, addressHash, cause });
      if (suppressed !== undefined) {
        facts.push(suppressed.fact);
        state = suppressed.state;
      }
    }
    known = { ...known, delivery };
  }
  if (isRefused(delivery)) {
    const refused = refusedByCarrier(state, known);
    if (refused !== undefined) {
      facts.push(refused.fact);
      state = refused.state;
    }
  }
  return facts.length === 0 ? undefined : { facts, state, attempt: known };
};
