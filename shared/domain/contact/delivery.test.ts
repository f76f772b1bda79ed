import { describe, expect, it } from 'vitest';
import { businessDate, instant } from '../calendar.ts';
import { type Attempt, contactOf, type Delivery } from './attempt.ts';
import { decideDelivery, isNews, undeliveredBecause } from './delivery.ts';
import { newParty, type PartyState } from './party.ts';

const at = instant('2026-03-02T15:00:00Z');
const now = instant('2026-03-02T15:05:00Z');
const sent = { kind: 'sent', providerMessageId: 'm-1' } as const;
const attempt = (over: Partial<Attempt> = {}): Attempt => ({
  partyId: 'ana',
  accountId: 'acme|main|USD',
  caseId: 'acme|main|USD|1',
  stage: 'administrative',
  step: 'notify-overdue',
  anchorOn: businessDate('2026-03-01'),
  channel: 'email',
  attemptId: 'a1',
  tryNumber: 1,
  at,
  outcome: sent,
  addressHash: 'hash-1',
  ...over,
});
const counted = { attemptId: 'a1', at, channel: 'email', accountId: 'acme|main|USD' } as const;
const party: PartyState = { ...newParty, recent: [counted] };

const delayed: Delivery = { kind: 'delayed', reason: 'MailboxFull' };
const away: Delivery = { kind: 'bounced', bounceType: 'transient', reason: 'away' };
const unsure: Delivery = { kind: 'bounced', bounceType: 'undetermined', reason: 'odd' };
const delivered: Delivery = { kind: 'delivered', at: now };
const rejected: Delivery = { kind: 'rejected', reason: 'Bad content' };
const optedOut: Delivery = { kind: 'rejected', reason: 'Opted out', optedOut: true };
const bounced: Delivery = { kind: 'bounced', bounceType: 'permanent', reason: 'no such user' };
const complained: Delivery = { kind: 'complained', reason: 'abuse' };

const decide = (
  delivery: Delivery | undefined,
  over: Partial<Attempt> = {},
  before: PartyState = party,
) => decideDelivery(before, attempt(over), { providerMessageId: 'm-1', delivery }, now);
const typesOf = (decision: ReturnType<typeof decide>) => decision?.facts.map(({ type }) => type);

describe('why a message reached nobody', () => {
  it.each([
    [undefined, undefined],
    [delayed, undefined],
    [delivered, undefined],
    [away, undefined],
    [unsure, undefined],
    [complained, undefined],
    [rejected, 'Bad content'],
    [optedOut, 'opted-out'],
    [bounced, 'bounced: no such user'],
  ])('%j: %s', (delivery, because) => {
    expect(undeliveredBecause(delivery)).toBe(because);
  });
});

describe('reports of one message', () => {
  /** From what says least to what says most. */
  const ranks = [[delayed], [away, unsure], [delivered], [rejected], [bounced], [complained]];

  it('keep what says more, in whatever order they come', () => {
    ranks.forEach((some, rank) => {
      for (const delivery of some) {
        expect(typesOf(decide(delivery))).toHaveLength(
          delivery === bounced || delivery === complained ? 2 : 1,
        );
        ranks.forEach((others, otherRank) => {
          for (const recorded of others) {
            const report = { providerMessageId: 'm-1', delivery };
            expect(isNews(attempt({ delivery: recorded }), report)).toBe(rank > otherRank);
            const decision = decide(delivery, { delivery: recorded });
            expect(decision?.attempt.delivery).toEqual(rank > otherRank ? delivery : undefined);
          }
        });
      }
    });
  });

  it('say nothing new when they only say that it was sent, and that is known', () => {
    expect(decide(undefined)).toBeUndefined();
    expect(isNews(attempt(), { providerMessageId: 'm-1' })).toBe(false);
  });

  it.each<[Delivery, string, object]>([
    [delayed, 'ContactDelayed', { reason: 'MailboxFull' }],
    [away, 'ContactBounced', { bounceType: 'transient', reason: 'away' }],
    [delivered, 'ContactDelivered', { deliveredAt: now }],
    [rejected, 'ContactFailed', { error: 'Bad content', final: true }],
    [optedOut, 'ContactFailed', { error: 'Opted out', final: true, optedOut: true }],
    [bounced, 'ContactBounced', { bounceType: 'permanent', reason: 'no such user' }],
    [complained, 'ContactComplained', { feedbackType: 'abuse' }],
  ])('%j is %s', (delivery, type, more) => {
    const [fact] = decide(delivery)?.facts ?? [];
    expect(fact).toEqual({ type, data: { ...contactOf(attempt()), ...more } });
  });
});

describe('a report of what was not known to be sent', () => {
  it.each([{ kind: 'none' }, { kind: 'unknown' }] as const)('settles %j', (outcome) => {
    const decision = decide(undefined, { outcome }, party);
    expect(typesOf(decision)).toEqual(['ContactSent']);
    expect(decision?.attempt.outcome).toEqual(sent);
    expect(decision?.state).toEqual(party);
    expect(isNews(attempt({ outcome }), { providerMessageId: 'm-1' })).toBe(true);
  });

  it('counts what was taken for refused', () => {
    const outcome = { kind: 'failed', error: 'timeout', final: true, at } as const;
    const decision = decide(delivered, { outcome }, newParty);
    expect(typesOf(decision)).toEqual(['ContactSent', 'ContactDelivered']);
    expect(decision?.attempt).toEqual(attempt({ delivery: delivered }));
    expect(decision?.state.recent).toEqual([counted]);
  });
});

describe('the caps of the party', () => {
  it.each([rejected, optedOut, bounced])('forget what reached nobody: %j', (delivery) => {
    expect(decide(delivery)?.state.recent).toEqual([]);
  });

  it.each([delayed, away, delivered, complained])('count what may have: %j', (delivery) => {
    expect(decide(delivery)?.state.recent).toEqual([counted]);
  });

  it('count again what had been taken for lost', () => {
    expect(decide(complained, { delivery: bounced }, newParty)?.state.recent).toEqual([counted]);
    // It had not been taken for lost, so it counts already or no longer matters.
    expect(decide(complained, { delivery: delivered }, newParty)?.state.recent).toEqual([]);
  });
});

describe('an address', () => {
  it.each([
    [bounced, 'bounce'],
    [complained, 'complaint'],
  ] as const)('is not written to again after %j', (delivery, cause) => {
    const decision = decide(delivery);
    const address = { channel: 'email', addressHash: 'hash-1', cause };
    expect(decision?.facts[1]).toEqual({
      type: 'AddressSuppressed',
      data: { partyId: 'ana', ...address },
    });
    expect(decision?.state.suppressed).toEqual([address]);
    const again = decide(delivery, {}, decision?.state);
    expect(again?.facts).toHaveLength(1);
    expect(again?.state.suppressed).toEqual([address]);
  });

  it.each([delayed, away, unsure, delivered, rejected])('stays after %j', (delivery) => {
    expect(decide(delivery)?.state.suppressed).toBeUndefined();
  });

  it('that an old attempt does not name is left alone', () => {
    const decision = decide(bounced, { addressHash: undefined });
    expect(typesOf(decision)).toEqual(['ContactBounced']);
    expect(decision?.state.suppressed).toBeUndefined();
  });
});

describe('a recipient who refuses the channel', () => {
  it('is heard once, and even when the report itself is old', () => {
    const decision = decide(optedOut);
    expect(typesOf(decision)).toEqual(['ContactFailed', 'PartyOptedOut']);
    const refusal = { channel: 'email', scope: 'every-message' };
    expect(decision?.facts[1]?.data).toEqual({ partyId: 'ana', ...refusal, via: 'carrier' });
    expect(decision?.state.ownOptOuts).toEqual([refusal]);
    // Known already: the failure stays, the refusal is not told again.
    expect(typesOf(decide(optedOut, {}, decision?.state))).toEqual(['ContactFailed']);
    // What was recorded says more, yet the refusal was not known.
    const late = decide(optedOut, { delivery: bounced });
    expect(typesOf(late)).toEqual(['PartyOptedOut']);
    expect(
      isNews(attempt({ delivery: bounced }), { providerMessageId: 'm-1', delivery: optedOut }),
    ).toBe(true);
  });

  it('is not one whose message was rejected for another reason', () => {
    expect(decide(rejected)?.state.ownOptOuts).toBeUndefined();
  });
});
