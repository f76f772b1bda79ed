import { describe, expect, test } from 'vitest';
import { contactAttempted } from '../../../events/contact-attempted.v1.ts';
import { cause, message, monday, setUp } from '../../../test/support/messenger.ts';
import { addSeconds, businessDate } from '../../domain/calendar.ts';
import { isPartyListed, modeOf } from '../../domain/contact/mode.ts';
import { createSendingControl } from './control.ts';

const shadow = () => setUp({ modeFor: () => 'shadow' });
const stoppedBy = { actId: 'stop', actor: 'arn:aws:iam::1:user/ada', reason: 'wrong amounts' };
const email = { on: businessDate('2026-03-02'), channel: 'email' } as const;

describe('a message in shadow', () => {
  test('does everything but leave', async () => {
    const house = await shadow();
    const live = await setUp();
    const simulated = await house.messenger.perform(message({ mode: 'shadow' }));
    expect(simulated).toMatchObject({ outcome: 'simulated' });
    await live.messenger.perform(message());
    expect(house.provider.accepted).toEqual([]);
    expect(house.types()).toEqual(['ContactAttempted', 'ContactSimulated']);
    expect([...house.bodies]).toEqual([...live.bodies]);
    const { mode, attemptId, ...said } = contactAttempted.data.parse(
      house.facts('ContactAttempted')[0],
    );
    expect(mode).toBe('shadow');
    expect(live.facts('ContactAttempted')).toMatchObject([said]);
    expect(live.facts('ContactAttempted')).not.toMatchObject([{ attemptId }]);
  });

  test('is simulated once, and answers so from then on', async () => {
    const house = await shadow();
    const first = await house.messenger.perform(message({ mode: 'shadow' }));
    const later = message({ mode: 'shadow', now: addSeconds(monday, 7200) });
    expect(await house.messenger.perform(later)).toEqual(first);
    expect(house.types()).toEqual(['ContactAttempted', 'ContactSimulated']);
    const overdue = { partyId: 'ana', caseId: 'case-1', cause, now: addSeconds(monday, 7200) };
    expect(await house.messenger.settleOverdue(overdue)).toBeUndefined();
  });

  test('counts for the caps of the party in shadow, and not for real', async () => {
    const house = await shadow();
    await house.messenger.perform(message({ mode: 'shadow' }));
    expect(
      await house.messenger.perform(message({ mode: 'shadow', step: 'another' })),
    ).toMatchObject({ outcome: 'deferred', reason: 'one-a-day' });
    const { messenger } = await setUp({ wrap: (deps) => ({ ...deps, store: house.store }) });
    expect(await messenger.perform(message({ step: 'another' }))).toMatchObject({
      outcome: 'sent',
    });
  });

  test('does not stand for the same step for real', async () => {
    const house = await shadow();
    await house.messenger.perform(message({ mode: 'shadow' }));
    const live = await setUp({ wrap: (deps) => ({ ...deps, store: house.store }) });
    expect(await live.messenger.perform(message())).toMatchObject({ outcome: 'sent' });
    expect(live.provider.accepted).toHaveLength(1);
    // And what left is not simulated on top.
    expect(await house.messenger.perform(message({ mode: 'shadow' }))).toMatchObject({
      outcome: 'sent',
    });
  });
});

describe('a message never leaves', () => {
  test.each([
    ['live', 'shadow'],
    ['shadow', 'live'],
    ['shadow', 'shadow'],
  ] as const)(
    'when its case was decided on as %s and its party is %s now',
    async (decided, now) => {
      const house = await setUp({ modeFor: () => now });
      expect(await house.messenger.perform(message({ mode: decided }))).toMatchObject({
        outcome: 'simulated',
      });
      expect(house.provider.accepted).toEqual([]);
    },
  );

  test('to a party off the allow list', async () => {
    const to = (allowList: string[]) =>
      setUp({
        modeFor: (party) => modeOf('allow-list', party && isPartyListed(allowList, party)),
      });
    const off = await to(['ana@example.com']);
    expect(await off.messenger.perform(message())).toMatchObject({ outcome: 'simulated' });
    const on = await to(['@example.com', '+15550100']);
    expect(await on.messenger.perform(message())).toMatchObject({ outcome: 'sent' });
  });
});

describe('right before it leaves', () => {
  test('a message hears that all sending is stopped, and loses nothing by it', async () => {
    const house = await setUp();
    const control = createSendingControl({ store: house.sending, clock: { now: () => monday } });
    await control.stop(stoppedBy);
    const held = await house.messenger.perform(message());
    expect(held).toMatchObject({ outcome: 'deferred', reason: 'sending-stopped' });
    expect(house.types()).toEqual([]);
    expect(house.sending.taken({ ...email, mode: 'live' })).toBe(0);
    await control.resume({ ...stoppedBy, actId: 'resume' });
    if (held.outcome !== 'deferred') throw new Error(held.outcome);
    expect(await house.messenger.perform(message({ now: held.until }))).toMatchObject({
      outcome: 'sent',
    });
  });

  test('a stop counts from the very next message on', async () => {
    const house = await setUp();
    const control = createSendingControl({ store: house.sending, clock: { now: () => monday } });
    const answer = house.provider.answer;
    house.provider.answer = (id) => {
      void control.stop(stoppedBy);
      return answer(id);
    };
    expect(await house.messenger.perform(message())).toMatchObject({ outcome: 'sent' });
    const next = message({ step: 'next', now: addSeconds(monday, 86_400) });
    expect(await house.messenger.perform(next)).toMatchObject({ reason: 'sending-stopped' });
    expect(house.provider.accepted).toHaveLength(1);
  });

  test('it takes one of the messages of the day, for all its rounds', async () => {
    const house = await setUp({
      wrap: (deps) => {
        let raced = false;
        return {
          ...deps,
          store: {
            ...deps.store,
            commit: async (commit) => {
              const race = !raced;
              raced = true;
              return race ? 'conflict' : deps.store.commit(commit);
            },
          },
        };
      },
    });
    expect(await house.messenger.perform(message())).toMatchObject({ outcome: 'sent' });
    expect(house.sending.taken({ ...email, mode: 'live' })).toBe(1);
  });

  test('it waits for another day when none is left, and the journal hears of it once', async () => {
    const dailyCap = { email: 1, sms: 1 };
    const house = await setUp({ wrap: (deps) => ({ ...deps, dailyCap }) });
    await house.messenger.perform(message());
    // The rules of the party come first, and take no message of the day.
    expect(await house.messenger.perform(message({ step: 'b' }))).toMatchObject({
      reason: 'one-a-day',
    });
    expect(house.sending.journal).toEqual([]);
    const other = await setUp({ wrap: (deps) => ({ ...deps, dailyCap, sending: house.sending }) });
    for (const caseId of ['c', 'd']) {
      expect(await other.messenger.perform(message({ caseId }))).toMatchObject({
        outcome: 'deferred',
        reason: 'daily-cap',
      });
    }
    expect(house.sending.journal.map(({ fact }) => fact.type)).toEqual(['DailyCapReached']);
    expect(other.types()).toEqual([]);
  });
});
