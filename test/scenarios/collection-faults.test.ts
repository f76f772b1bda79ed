import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DomainData } from '../../events/catalogue.ts';
import {
  addDays,
  type BusinessDate,
  businessDate,
  dateIn,
  daysBetween,
  instant,
} from '../../shared/domain/calendar.ts';
import { stageIndex } from '../../shared/domain/collections/strategy.ts';
import type { OpenItem } from '../../shared/domain/collections/types.ts';
import { createWorld, type World, type WorldOptions } from '../support/collection-world.ts';
import { item } from '../support/collections.ts';

const firstDay = businessDate('2026-01-01');
const lastMove = 120;

type Move = {
  readonly day: number;
  /** Minutes after midnight. */
  readonly minute: number;
  readonly kind: 'issue' | 'pay' | 'part' | 'return';
  /** Which invoice, or in how many days the new one falls due. */
  readonly pick: number;
};

const move = (minute: fc.Arbitrary<number>): fc.Arbitrary<Move> =>
  fc.record({
    day: fc.integer({ min: 0, max: lastMove }),
    minute,
    kind: fc.constantFrom('issue', 'issue', 'pay', 'pay', 'part', 'return'),
    pick: fc.nat({ max: 40 }),
  });
const anyHour = fc.integer({ min: 0, max: 1439 });
const beforeTheWindow = fc.integer({ min: 60, max: 500 });

/** Deterministic and cheap; fast-check shrinks the seed with the history. */
const randomOf = (seed: number) => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

const momentOf = (day: BusinessDate, minute: number): string =>
  instant(`${day}T${new Date(minute * 60_000).toISOString().slice(11, 23)}Z`);

/** Plays the moves against the ledger; the open items follow from those before. */
const play = async (moves: readonly Move[], settled: boolean, options: WorldOptions) => {
  const world = createWorld(options);
  let open: OpenItem[] = [];
  let paid: OpenItem[] = [];
  let invoices = 0;
  const change = ({ kind, pick, day }: Move) => {
    if (kind === 'issue') {
      invoices += 1;
      const dueOn = addDays(firstDay, day + pick);
      open = [...open, item(dueOn, { invoiceNumber: `INV-${day}-${pick}-${invoices}` })];
    } else if (kind === 'return') {
      const [back, ...rest] = paid;
      if (back !== undefined) open = [...open, back];
      paid = rest;
    } else {
      const chosen = open[pick % Math.max(1, open.length)];
      if (chosen === undefined) return;
      open = open.filter((each) => each !== chosen);
      if (kind === 'pay') paid = [...paid, chosen];
      else open = [...open, { ...chosen, openMinor: Math.max(1, chosen.openMinor - 4_000) }];
    }
  };
  for (const each of moves) {
    world.at(momentOf(addDays(firstDay, each.day), each.minute), () => {
      change(each);
      world.ledgerMoves({ items: open });
    });
  }
  if (settled) {
    world.at(momentOf(addDays(firstDay, lastMove + 1), 360), { items: [] });
  }
  await world.runTo(momentOf(addDays(firstDay, lastMove + 40), 0));
  return world;
};

const factsOf = <T extends World['journal'][number]['fact']['type']>(world: World, type: T) =>
  world.journal.flatMap(({ fact, effectiveOn }) =>
    fact.type === type
      ? [{ effectiveOn, data: fact.data as (typeof fact & { type: T })['data'] }]
      : [],
  );

const expectOnce = (keys: readonly string[]) => expect(new Set(keys).size).toBe(keys.length);

type Done = DomainData<'StepPerformed'>;

const nameOf = ({
  caseId,
  step,
  anchorOn,
  again = 0,
}: Pick<Done, 'caseId' | 'step' | 'anchorOn' | 'again'>) =>
  `${caseId} ${step} ${anchorOn} ${again}`;

/** Messages of that kind of stage that left, or may have, with the day that they count for. */
const leftOf = (world: World, isOf: (stage: Done['stage']) => boolean) =>
  factsOf(world, 'StepPerformed').filter(
    ({ data }) =>
      isOf(data.stage) &&
      data.action === 'message' &&
      (data.outcome === 'sent' || data.outcome === 'unknown'),
  );

const expectRules = async (world: World, settled: boolean) => {
  // Nothing twice: no step of a case, no message, no announcement.
  const steps = factsOf(world, 'StepPerformed').map(({ data }) => data);
  expectOnce(steps.map(nameOf));
  expectOnce(world.sent.map(nameOf));
  const announced = steps.flatMap(({ announcedThrough }) => announcedThrough ?? []);
  expect(announced).toEqual([...new Set(announced)].sort());

  // Always about something that is owed.
  for (const { invoices } of world.sent) expect(invoices.length).toBeGreaterThan(0);

  // One day, one message; two a week; within the window.
  const days = world.sent.map(({ at }) => dateIn('UTC', at));
  expectOnce(days);
  for (const [index, on] of days.entries()) {
    const second = days[index + 2];
    if (second !== undefined) expect(daysBetween(on, second)).toBeGreaterThanOrEqual(7);
  }
  for (const { at } of world.sent) {
    const hour = at.slice(11, 16);
    expect(hour >= '09:00' && hour < '19:00').toBe(true);
  }

  // Stages in order, a week in each; back only by less lateness.
  const standing = new Map<string, { stage: number; on: BusinessDate }>();
  for (const { fact, effectiveOn } of world.journal) {
    if (fact.type !== 'CaseStageEntered' && fact.type !== 'CaseDeescalated') continue;
    const { caseId, stage } = fact.data;
    const now = stageIndex(stage);
    const before = standing.get(caseId);
    if (fact.type === 'CaseDeescalated') expect(now).toBeLessThan(before?.stage ?? -1);
    else if (before === undefined) expect(now).toBeLessThanOrEqual(1);
    else expect(now).toBe(before.stage + 1);
    if (fact.type === 'CaseStageEntered' && now > 1 && before !== undefined) {
      expect(daysBetween(before.on, effectiveOn)).toBeGreaterThanOrEqual(7);
    }
    standing.set(caseId, { stage: now, on: effectiveOn });
  }

  // No demand without a notice before it.
  const notices = leftOf(world, (stage) => stage === 'administrative');
  for (const demand of leftOf(world, (stage) => stageIndex(stage) > 1)) {
    const stood = notices.map(({ effectiveOn }) => daysBetween(effectiveOn, demand.effectiveOn));
    expect(Math.max(...stood)).toBeGreaterThanOrEqual(7);
  }
  // Nothing is said once more to somebody who was told.
  const isRefused = steps.some(({ outcome }) => outcome === 'failed' || outcome === 'refused');
  if (!isRefused) expect(steps.filter(({ again }) => again !== undefined)).toEqual([]);

  // Streams without gaps.
  const heads = new Map<string, number>();
  for (const { streamId, version } of world.journal) {
    expect(version).toBe((heads.get(streamId) ?? 0) + 1);
    heads.set(streamId, version);
  }

  // Every case has its machine, and no machine outlives its case.
  const stored = await world.cases.load('acme|main|USD');
  const running = world.executions().filter(({ status }) => status === 'RUNNING');
  expect(world.executions().every(({ status }) => status !== 'FAILED')).toBe(true);
  expect(running).toHaveLength(stored?.state.status === 'open' ? 1 : 0);
  if (stored?.state.status === 'closed') expect(stored.endDelivered).toBe(true);
  if (settled) expect(stored?.state.status).not.toBe('open');
  else if (world.account.items.length > 0) expect(stored?.state.status).toBe('open');
};

const seen = (world: World) =>
  world.sent.map(({ at, step, anchorOn, invoices }) => ({
    at,
    step,
    anchorOn,
    about: invoices.map((number) => number.split('-').slice(0, 3).join('-')).sort(),
  }));

const factTypes = (world: World) =>
  world.journal.map(({ fact }) => {
    const { step, stage } = fact.data as { step?: string; stage?: string };
    return `${fact.type} ${step ?? stage ?? ''}`;
  });

/** Days only: a redelivery comes minutes later. */
const daysOf = (of: World) => of.sent.map(({ at, step }) => `${at.slice(0, 10)} ${step}`);

const providerOf = (random: () => number, faulty: boolean) => () => {
  const draw = random();
  if (!faulty || draw < 0.85) return 'sent' as const;
  return draw < 0.9 ? 'lost' : draw < 0.97 ? 'throttled' : 'rejected';
};

describe('whatever the ledger does', () => {
  it('keeps the rules, on a good day and under crashes between any two calls', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(move(anyHour), { minLength: 1, maxLength: 14 }),
        fc.boolean(),
        fc.constantFrom(0, 0.02, 0.1),
        fc.nat(),
        async (moves, settled, crashRate, seed) => {
          const random = randomOf(seed);
          const world = await play(moves, settled, {
            crashes: () => random() < crashRate,
            provider: providerOf(random, crashRate > 0),
            thresholds: { USD: 15_000 },
          });
          await expectRules(world, settled);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('sends the same messages when signals come three times and shuffled before the window', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(move(beforeTheWindow), { minLength: 1, maxLength: 12 }),
        fc.nat(),
        async (moves, seed) => {
          const issues = moves.filter(({ kind }) => kind === 'issue');
          const numbered = issues.map((each, index) => ({ ...each, minute: 60 + index }));
          const random = randomOf(seed);
          const shuffled = numbered
            .map((each) => ({ ...each, minute: 60 + Math.floor(random() * 400) }))
            .sort(() => random() - 0.5);
          const once = await play(numbered, true, {});
          const thrice = await play(shuffled, true, { deliveries: 3 });
          expect(seen(thrice)).toEqual(seen(once));
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('a crash at every single call', () => {
  const moves: readonly Move[] = [
    { day: 3, minute: 360, kind: 'issue', pick: 6 },
    { day: 14, minute: 420, kind: 'issue', pick: 2 },
    { day: 40, minute: 420, kind: 'pay', pick: 0 },
  ];
  it('ends where a run without crashes ends', async () => {
    let points = 0;
    const calm = await play(moves, true, {
      crashes: () => {
        points += 1;
        return false;
      },
    });
    await expectRules(calm, true);
    expect(points).toBeGreaterThan(60);
    for (let crashAt = 1; crashAt <= points; crashAt += 1) {
      let reached = 0;
      const world = await play(moves, true, {
        crashes: () => {
          reached += 1;
          return reached === crashAt;
        },
      });
      await expectRules(world, true);
      expect(factTypes(world), `crash at call ${crashAt}`).toEqual(factTypes(calm));
      expect(daysOf(world), `crash at call ${crashAt}`).toEqual(daysOf(calm));
    }
  });
});
