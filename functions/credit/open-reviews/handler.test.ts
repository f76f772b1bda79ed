import { expect, it } from 'vitest';
import { createMemoryCollections } from '../../../shared/adapters/memory/collections.ts';
import { shardOf } from '../../../shared/domain/account.ts';
import { silent } from '../../../test/support/case-desk.ts';
import { at } from '../../../test/support/collections.ts';
import { createHandler, LooksNotSent } from './handler.ts';

type Days = Readonly<Record<string, readonly string[]>>;

const setUp = (reviews: Days, expiries: Days = {}, due: Days = {}, pastDueDays?: number) => {
  const { sweeps } = createMemoryCollections();
  const clock = { now: at('2026-06-10T01:15:00Z') };
  const state = { refused: 0, read: [] as string[] };
  const sent: string[] = [];
  const under = (days: Days) =>
    async function* (on: string, shard: number) {
      if (shard === 0) state.read.push(on);
      yield* (days[on] ?? []).filter((lineId) => shardOf(lineId) === shard);
    };
  const run = createHandler({
    sweeps,
    agenda: { reviews: under(reviews), expiries: under(expiries) },
    due: under(due),
    known: async (lineIds) => lineIds.filter((lineId) => !lineId.startsWith('none')),
    pastDueDays,
    signals: {
      sendAll: async (messages) => {
        sent.push(...messages.map(({ body }) => body));
        return new Map(messages.slice(0, state.refused).map((_, place) => [place, 'Throttled']));
      },
    },
    zone: 'UTC',
    clock: { now: () => clock.now },
  });
  return { sent, state, clock, run: () => run({}, silent()) };
};

const look = (lineId: string) => JSON.stringify({ kind: 'look', lineId });

it('asks once a day for a look at each line on which something falls due', async () => {
  const world = setUp(
    { '2026-06-10': ['acme|main'], '2026-06-11': ['late|main'] },
    { '2026-06-10': ['acme|main', 'bolt|main'] },
  );
  expect(await world.run()).toEqual({ looked: 2 });
  expect(world.sent.toSorted()).toEqual([look('acme|main'), look('bolt|main')]);
  expect(await world.run()).toEqual({ looked: 0 });
});

it('catches up with days that it missed, and looks back a month at first', async () => {
  const world = setUp({ '2026-05-11': ['early|main'], '2026-06-12': ['acme|main'] });
  await world.run();
  expect([world.state.read[0], world.state.read.at(-1)]).toEqual(['2026-05-11', '2026-06-10']);
  expect(world.sent).toEqual([look('early|main')]);
  world.clock.now = at('2026-06-13T01:15:00Z');
  world.state.read = [];
  await world.run();
  expect([...new Set(world.state.read)]).toEqual(['2026-06-11', '2026-06-12', '2026-06-13']);
  expect(world.sent).toEqual([look('early|main'), look('acme|main')]);
});

it('sweeps a day again when the queue did not take every line', async () => {
  const world = setUp({ '2026-06-10': ['acme|main'] });
  world.state.refused = 1;
  await expect(world.run()).rejects.toThrow(LooksNotSent);
  world.state.refused = 0;
  expect(await world.run()).toEqual({ looked: 1 });
});

it('asks for a look at lines with something that is past due for too long by now', async () => {
  const due = { '2026-04-10': ['acme|main|USD', 'acme|main|EUR', 'none|main|USD'] };
  const world = setUp({}, {}, due, 60);
  await world.run();
  expect(world.sent).toEqual([look('acme|main')]);
  const unheld = setUp({}, {}, due);
  await unheld.run();
  expect(unheld.sent).toEqual([]);
});
