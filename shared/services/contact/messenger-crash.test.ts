import { describe, expect, test } from 'vitest';
import { cause, message, monday, setUp } from '../../../test/support/messenger.ts';
import { addSeconds } from '../../domain/calendar.ts';
import type { MessengerDeps } from './messenger.ts';
import { settle } from './outcome.ts';

class Crash extends Error {
  override readonly name = 'Crash';
}

/** Kills the messenger at its nth call of a port, before or after the call took effect. */
const crashAt = (nth: number, when: 'before' | 'after') => {
  let calls = 0;
  const around =
    <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      calls += 1;
      const dies = calls === nth;
      if (dies && when === 'before') throw new Crash(`before call ${nth}`);
      const result = await call(...args);
      if (dies) throw new Crash(`after call ${nth}`);
      return result;
    };
  const wrap = (deps: MessengerDeps): MessengerDeps => ({
    ...deps,
    store: {
      ...deps.store,
      load: around(deps.store.load),
      attempt: around(deps.store.attempt),
      commit: around(deps.store.commit),
    },
    archive: { put: around(deps.archive.put) },
    sending: {
      ...deps.sending,
      stop: around(deps.sending.stop),
      take: around(deps.sending.take),
    },
    email: { send: around(deps.email.send) },
  });
  return { wrap, calls: () => calls };
};

describe('a crash at any point of the send', () => {
  // The calls are: load, archive, stop, take, commit the attempt, send, commit the outcome.
  const clean = { again: 'sent', end: 'sent', journal: ['ContactAttempted', 'ContactSent'] };
  const neverSent = {
    again: 'pending',
    end: 'unknown',
    journal: ['ContactAttempted', 'ContactOutcomeUnknown'],
  };
  const told = { ...clean, again: 'pending' };
  const points = [
    { nth: 1, when: 'before', ...clean },
    { nth: 1, when: 'after', ...clean },
    { nth: 2, when: 'before', ...clean },
    { nth: 2, when: 'after', ...clean },
    { nth: 3, when: 'before', ...clean },
    { nth: 3, when: 'after', ...clean },
    { nth: 4, when: 'before', ...clean },
    { nth: 4, when: 'after', ...clean },
    { nth: 5, when: 'before', ...clean },
    { nth: 5, when: 'after', ...neverSent },
    { nth: 6, when: 'before', ...neverSent },
    { nth: 6, when: 'after', ...told },
    { nth: 7, when: 'before', ...told },
    { nth: 7, when: 'after', ...clean },
  ] as const;

  test('there are seven calls to crash at', async () => {
    const counter = crashAt(Number.POSITIVE_INFINITY, 'before');
    const house = await setUp({ wrap: counter.wrap });
    await house.messenger.perform(message());
    expect(counter.calls()).toBe(points.length / 2);
  });

  test.each(points)(
    '$when call $nth: $again when it comes back, in the end $end',
    async ({ nth, when, again, end, journal }) => {
      const house = await setUp({ wrap: crashAt(nth, when).wrap });
      await expect(house.messenger.perform(message())).rejects.toThrow(Crash);
      const soon = await house.messenger.perform(message({ now: addSeconds(monday, 30) }));
      expect(soon.outcome).toBe(again);
      // SES tells of everything that it accepted, and of nothing else.
      for (const { attemptId } of house.provider.accepted) {
        const sent = { kind: 'sent', providerMessageId: `m-${attemptId}` } as const;
        await settle(house.store, { partyId: 'ana', attemptId }, sent, cause, monday);
      }
      const late = await house.messenger.perform(message({ now: addSeconds(monday, 3600) }));
      expect(late.outcome).toBe(end);
      expect(house.types()).toEqual(journal);
      expect(house.provider.accepted).toHaveLength(end === 'sent' ? 1 : 0);
    },
  );
});
