import { describe, expect, it } from 'vitest';
import { createMemoryCollections } from '../../../shared/adapters/memory/collections.ts';
import { shardOf } from '../../../shared/domain/account.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { at, day, defaultStrategy } from '../../../test/support/collections.ts';
import { createHandler, type Deps } from './handler.ts';

const log = createLogger({}, () => undefined);
const acme = 'acme|main|USD';

const setUp = (agenda: Readonly<Record<string, readonly string[]>>) => {
  const { sweeps } = createMemoryCollections();
  const clock = { now: at('2026-06-10T00:30:00Z') };
  const sent: string[] = [];
  const read: string[] = [];
  const state = { refused: 0 };
  const deps: Deps = {
    sweeps,
    ledger: {
      agenda: async function* (dueOn, shard) {
        if (shard === shardOf(acme)) read.push(dueOn);
        yield* (agenda[dueOn] ?? []).filter((accountId) => shardOf(accountId) === shard);
      },
    },
    signals: {
      sendAll: async (messages) => {
        sent.push(...messages.map(({ body }) => body));
        return new Map(messages.slice(0, state.refused).map((_, place) => [place, 'Throttled']));
      },
    },
    strategy: defaultStrategy,
    contactedAs: 'live',
    clock: { now: () => clock.now },
  };
  const run = createHandler(deps);
  return { deps, sent, read, state, clock, run: () => run({}, log) };
};

const accountsOf = (sent: readonly string[]) =>
  sent.map((body) => (JSON.parse(body) as { accountId: string }).accountId).sort();

describe('open-due-cases', () => {
  it('signals each account once, whatever falls due for it up to the lead and a day', async () => {
    const world = setUp({
      '2026-06-12': [acme, 'bolt|main|EUR'],
      '2026-06-16': [acme, 'crow|main|CLP'],
      '2026-06-17': ['later|main|USD'],
    });
    expect(await world.run()).toEqual({ signalled: 3 });
    expect(accountsOf(world.sent)).toEqual([acme, 'bolt|main|EUR', 'crow|main|CLP']);
    expect(JSON.parse(world.sent[0] ?? '')).toHaveProperty('dueThrough', '2026-06-16');
  });

  it('looks back once, then reads only the days that are new', async () => {
    const world = setUp({});
    await world.run();
    expect([world.read.length, world.read[0], world.read.at(-1)]).toEqual([
      90,
      '2026-03-19',
      '2026-06-16',
    ]);
    world.read.length = 0;
    world.clock.now = at('2026-06-11T00:30:00Z');
    await world.run();
    expect(world.read).toEqual(['2026-06-17']);
  });

  it('catches up on missed days, and on a lead that grew', async () => {
    const world = setUp({});
    await world.run();
    world.read.length = 0;
    world.clock.now = at('2026-06-13T00:30:00Z');
    await world.run();
    expect(world.read).toEqual(['2026-06-17', '2026-06-18', '2026-06-19']);
  });

  it('sweeps the day again when it runs twice or the lead shrank', async () => {
    const world = setUp({ '2026-06-16': [acme] });
    await world.run();
    await world.run();
    expect(world.sent).toHaveLength(2);
  });

  it('fails when a signal was refused, and signals the shard again next time', async () => {
    const world = setUp({ '2026-06-16': [acme] });
    world.state.refused = 1;
    await expect(world.run()).rejects.toThrow('1 of 1 accounts');
    expect((await world.deps.sweeps.sweptThrough()).get(shardOf(acme))).toBe(day('2026-06-06'));
    world.state.refused = 0;
    expect(await world.run()).toEqual({ signalled: 1 });
    expect((await world.deps.sweeps.sweptThrough()).get(shardOf(acme))).toBe(day('2026-06-16'));
  });

  it('keeps what it did when a later window fails', async () => {
    const world = setUp({ '2026-03-20': [acme], '2026-06-16': ['bolt|main|EUR'] });
    const { agenda } = world.deps.ledger;
    let isDown = true;
    const run = createHandler({
      ...world.deps,
      ledger: {
        agenda: (dueOn, shard) => {
          if (isDown && dueOn === '2026-04-20') throw new Error('throttled');
          return agenda(dueOn, shard);
        },
      },
    });
    await expect(run({}, log)).rejects.toThrow('throttled');
    expect(accountsOf(world.sent)).toEqual([acme]);
    expect((await world.deps.sweeps.sweptThrough()).get(shardOf(acme))).toBe(day('2026-04-17'));
    isDown = false;
    world.read.length = 0;
    expect(await run({}, log)).toEqual({ signalled: 1 });
    expect(world.read[0]).toBe('2026-04-18');
    expect(accountsOf(world.sent)).toEqual([acme, 'bolt|main|EUR']);
  });

  it('looks at every case once more when others are contacted for real than before', async () => {
    const world = setUp({ '2024-08-01': [acme], '2026-06-16': ['bolt|main|EUR'] });
    const as = (contactedAs: string) => createHandler({ ...world.deps, contactedAs })({}, log);
    await as('shadow');
    expect(accountsOf(world.sent)).toEqual(['bolt|main|EUR']);
    world.sent.length = 0;
    await as('live');
    expect(accountsOf(world.sent)).toEqual([acme, 'bolt|main|EUR']);
    world.sent.length = 0;
    world.clock.now = at('2026-06-11T00:30:00Z');
    await as('live');
    expect(world.sent).toEqual([]);
  });

  it('goes on where a run that looked at every case failed', async () => {
    const world = setUp({ '2024-08-01': [acme], '2026-06-16': ['bolt|main|EUR'] });
    await createHandler({ ...world.deps, contactedAs: 'shadow' })({}, log);
    world.sent.length = 0;
    const { agenda } = world.deps.ledger;
    const state = { isDown: true };
    const deps: Deps = {
      ...world.deps,
      ledger: {
        agenda: (dueOn, shard) => {
          if (state.isDown && dueOn === '2025-01-01') throw new Error('throttled');
          return agenda(dueOn, shard);
        },
      },
    };
    await expect(createHandler(deps)({}, log)).rejects.toThrow('throttled');
    state.isDown = false;
    await createHandler(deps)({}, log);
    expect(accountsOf(world.sent)).toEqual([acme, 'bolt|main|EUR']);
  });

  it('notes its progress once on a quiet day', async () => {
    const world = setUp({});
    await world.run();
    world.clock.now = at('2026-06-11T00:30:00Z');
    let notes = 0;
    const { sweeps } = world.deps;
    const complete: typeof sweeps.complete = (shards, through) => {
      notes += 1;
      return sweeps.complete(shards, through);
    };
    await createHandler({ ...world.deps, sweeps: { ...sweeps, complete } })({}, log);
    expect(notes).toBe(1);
  });

  it('sends long agendas in lots', async () => {
    const many = Array.from({ length: 20_000 }, (_, n) => `c${n}|main|USD`);
    const world = setUp({ '2026-06-16': many });
    expect(await world.run()).toEqual({ signalled: 20_000 });
    expect(new Set(world.sent).size).toBe(20_000);
  });
});
