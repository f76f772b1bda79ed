import { describe, expect, test } from 'vitest';
import { cause, message, monday, setUp } from '../../../test/support/messenger.ts';
import { addSeconds, type Instant } from '../../domain/calendar.ts';
import { settle } from './outcome.ts';

describe('a provider that refuses', () => {
  test('for good ends the step, and the day is free for another contact', async () => {
    const house = await setUp();
    house.provider.answer = () => ({
      result: 'rejected',
      error: 'MessageRejected',
      transient: false,
    });
    const failed = await house.messenger.perform(message());
    expect(failed).toMatchObject({ outcome: 'failed', reason: 'MessageRejected' });
    expect(house.facts('ContactFailed')).toMatchObject([{ error: 'MessageRejected', final: true }]);
    house.provider.answer = (id) => ({ result: 'accepted', providerMessageId: id });
    expect(await house.messenger.perform(message())).toEqual(failed);
    expect(await house.messenger.perform(message({ step: 'another' }))).toMatchObject({
      outcome: 'sent',
    });
  });

  test('because the recipient wants none ends the step so, and is remembered of the party', async () => {
    const house = await setUp();
    house.provider.answer = () => ({
      result: 'rejected',
      error: 'OptedOutException',
      transient: false,
      optedOut: true,
    });
    const failed = await house.messenger.perform(message());
    expect(failed).toMatchObject({ outcome: 'failed', reason: 'opted-out' });
    expect(house.facts('ContactFailed')).toMatchObject([{ final: true, optedOut: true }]);
    expect(house.facts('PartyOptedOut')).toMatchObject([{ channel: 'email', via: 'carrier' }]);
    expect(await house.messenger.perform(message({ step: 'another' }))).toMatchObject({
      outcome: 'refused',
      reason: 'opted-out',
    });
  });

  test('for now is asked again later, as a new attempt each time, and not for ever', async () => {
    const house = await setUp();
    house.provider.answer = () => ({
      result: 'rejected',
      error: 'TooManyRequestsException',
      transient: true,
    });
    const ids = new Set<string>();
    let now: Instant = monday;
    for (let tried = 1; tried <= 4; tried += 1) {
      const outcome = await house.messenger.perform(message({ now }));
      if (outcome.outcome !== 'deferred') throw new Error(`${outcome.outcome} at try ${tried}`);
      expect(outcome).toMatchObject({ reason: 'TooManyRequestsException' });
      expect(outcome.until > now).toBe(true);
      expect(await house.messenger.perform(message({ now }))).toEqual(outcome);
      ids.add(outcome.attemptId ?? '');
      now = outcome.until;
      const gated = await house.messenger.perform(message({ now }));
      if (gated.outcome === 'deferred' && gated.reason === 'contact-window') now = gated.until;
    }
    expect(ids.size).toBe(4);
    const last = await house.messenger.perform(message({ now }));
    expect(last).toMatchObject({ outcome: 'failed', reason: 'TooManyRequestsException' });
    const later = addSeconds(now, 86_400 * 3);
    expect(await house.messenger.perform(message({ now: later }))).toEqual(last);
    expect(house.facts('ContactFailed').map((fact) => (fact as { final: boolean }).final)).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(house.provider.accepted).toEqual([]);
  });
});

const lost = async () => {
  const house = await setUp();
  house.provider.answer = () => 'accept-then-lose';
  const pending = await house.messenger.perform(message());
  return { house, pending };
};

describe('a provider whose answer is lost', () => {
  test('leaves the attempt pending for an hour, then unknown, and is never asked again', async () => {
    const { house, pending } = await lost();
    const until = addSeconds(monday, 3600);
    expect(pending).toMatchObject({ outcome: 'pending', until });
    expect(await house.messenger.perform(message({ now: addSeconds(monday, 3599) }))).toEqual(
      pending,
    );
    const unknown = await house.messenger.perform(message({ now: until }));
    expect(unknown).toMatchObject({ outcome: 'unknown' });
    expect(await house.messenger.perform(message({ now: addSeconds(until, 86_400) }))).toEqual(
      unknown,
    );
    expect(house.types()).toEqual(['ContactAttempted', 'ContactOutcomeUnknown']);
    expect(house.provider.accepted).toHaveLength(1);
  });

  test('still counts towards the caps', async () => {
    const { house } = await lost();
    expect(await house.messenger.perform(message({ step: 'another' }))).toMatchObject({
      outcome: 'deferred',
      reason: 'one-a-day',
    });
  });

  test('is settled by the event of the send, before or after the hour', async () => {
    for (const lateBySeconds of [5, 7200]) {
      const { house, pending } = await lost();
      const now = addSeconds(monday, lateBySeconds);
      if (lateBySeconds > 3600) await house.messenger.perform(message({ now }));
      const { attemptId } = pending as { attemptId: string };
      const sent = { kind: 'sent', providerMessageId: 'm' } as const;
      await settle(house.store, { partyId: 'ana', attemptId }, sent, cause, now);
      await settle(house.store, { partyId: 'ana', attemptId }, sent, cause, now);
      expect(await house.messenger.perform(message({ now }))).toEqual({
        outcome: 'sent',
        attemptId,
      });
      expect(house.types().filter((type) => type === 'ContactSent')).toHaveLength(1);
    }
  });

  test('is settled though the step is no longer due', async () => {
    const { house } = await lost();
    const of = { partyId: 'ana', caseId: 'case-1', cause };
    const deadline = addSeconds(monday, 3600);
    expect(await house.messenger.settleOverdue({ ...of, now: monday })).toBe(deadline);
    expect(
      await house.messenger.settleOverdue({ ...of, caseId: 'other', now: deadline }),
    ).toBeUndefined();
    expect(house.types()).toEqual(['ContactAttempted']);
    expect(await house.messenger.settleOverdue({ ...of, now: deadline })).toBeUndefined();
    expect(house.types()).toEqual(['ContactAttempted', 'ContactOutcomeUnknown']);
  });
});
