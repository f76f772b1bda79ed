import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contactDeferred } from '../../../events/contact-deferred.v1.ts';
import { contactRefused } from '../../../events/contact-refused.v1.ts';
import { ana, message, monday, register, setUp } from '../../../test/support/messenger.ts';
import { addSeconds, businessDate, dateIn, daysBetween, instant } from '../../domain/calendar.ts';

describe('the caps of a party', () => {
  test('hold over accounts that ask at the same moment', async () => {
    const house = await setUp();
    const accounts = ['a', 'b', 'c', 'd'].map((name) =>
      message({ accountId: `${name}|main|USD`, caseId: `case-${name}` }),
    );
    const outcomes = await Promise.all(accounts.map((each) => house.messenger.perform(each)));
    expect(outcomes.filter(({ outcome }) => outcome === 'sent')).toHaveLength(1);
    expect(outcomes.filter(({ outcome }) => outcome === 'deferred')).toHaveLength(3);
    expect(house.provider.accepted).toHaveLength(1);
  });

  test('hold for any sequence of wishes', async () => {
    const wish = fc.record({
      hours: fc.integer({ min: 0, max: 24 * 30 }),
      account: fc.constantFrom('a', 'b', 'c'),
      channel: fc.constantFrom('email' as const, 'sms' as const),
      refuse: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(wish, { maxLength: 25 }), async (wishes) => {
        const house = await setUp();
        const sentOn: string[] = [];
        for (const [index, { hours, account, channel, refuse }] of wishes
          .sort((left, right) => left.hours - right.hours)
          .entries()) {
          const now = addSeconds(monday, hours * 3600);
          house.provider.answer = (id) =>
            refuse
              ? { result: 'rejected', error: 'MessageRejected', transient: false }
              : { result: 'accepted', providerMessageId: id };
          const asked = message({
            now,
            channel,
            template: channel === 'sms' ? 'sms-overdue' : 'reminder-overdue',
            accountId: `${account}|main|USD`,
            caseId: `case-${account}`,
            step: `step-${index}`,
          });
          const { outcome } = await house.messenger.perform(asked);
          if (outcome === 'sent') sentOn.push(dateIn('America/Bogota', now));
        }
        expect(house.provider.accepted).toHaveLength(sentOn.length);
        expect(new Set(sentOn).size).toBe(sentOn.length);
        for (const day of sentOn) {
          const run = sentOn.filter((other) => {
            const offset = daysBetween(businessDate(day), businessDate(other));
            return offset >= 0 && offset < 7;
          });
          expect(run.length).toBeLessThanOrEqual(2);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a contact that the gate does not allow', () => {
  const saturday = instant('2026-03-07T15:00:00Z');

  test('is deferred, and the journal hears of it once until the answer changes', async () => {
    const house = await setUp();
    const until = instant('2026-03-09T14:00:00Z');
    for (const now of [saturday, addSeconds(saturday, 60), addSeconds(saturday, 7200)]) {
      expect(await house.messenger.perform(message({ now }))).toEqual({
        outcome: 'deferred',
        until,
        reason: 'contact-window',
      });
    }
    expect(house.types()).toEqual(['ContactDeferred']);
    expect(contactDeferred.data.parse(house.facts('ContactDeferred')[0])).toMatchObject({
      until,
      rule: 'contact-window',
    });
    const evening = addSeconds(until, 86_400 / 2);
    await house.messenger.perform(message({ now: evening }));
    expect(house.types()).toEqual(['ContactDeferred', 'ContactDeferred']);
  });

  test('is refused with its reason, once', async () => {
    const house = await setUp({ party: { ...ana, optOuts: ['all'] } });
    const refused = { outcome: 'refused', reason: 'opted-out' };
    expect(await house.messenger.perform(message())).toEqual(refused);
    expect(await house.messenger.perform(message())).toEqual(refused);
    expect(house.types()).toEqual(['ContactRefused']);
    expect(contactRefused.data.parse(house.facts('ContactRefused')[0])).toMatchObject({
      rule: 'opted-out',
    });
    expect(house.bodies.size).toBe(0);
  });

  test('is refused for a stranger, on the stream that the party will have', async () => {
    const house = await setUp({ party: null });
    expect(await house.messenger.perform(message())).toEqual({
      outcome: 'refused',
      reason: 'party-unknown',
    });
    expect(house.store.journal).toMatchObject([
      { partyId: 'ana', fact: { type: 'ContactRefused' } },
    ]);
    await register(house.store);
    expect(await house.messenger.perform(message())).toMatchObject({ outcome: 'sent' });
  });

  test('is refused when there is nothing to pay', async () => {
    const house = await setUp();
    const totals = { items: 1, openMinor: 5000, unappliedMinor: 5000 };
    for (const nothing of [{ totals }, { asked: undefined }]) {
      expect(await house.messenger.perform(message(nothing))).toEqual({
        outcome: 'refused',
        reason: 'nothing-to-pay',
      });
    }
    expect(house.provider.accepted).toEqual([]);
  });

  test('is refused when the personal data was erased', async () => {
    const house = await setUp({
      wrap: (deps) => ({
        ...deps,
        store: {
          ...deps.store,
          load: async (...args) => ({ ...(await deps.store.load(...args)), profile: undefined }),
        },
      }),
    });
    expect(await house.messenger.perform(message())).toEqual({
      outcome: 'refused',
      reason: 'no-address',
    });
  });
});
