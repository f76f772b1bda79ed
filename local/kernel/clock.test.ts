import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { type Clock, createClock } from './clock.ts';

const START = Date.parse('2026-01-01T00:00:00Z');
const HOUR = 3_600_000;
let clock: Clock;

const open = (): Clock => {
  clock = createClock(START);
  return clock;
};

afterEach(() => clock.close());

describe('virtual time', () => {
  test('moves to the next due task and takes Date along', async () => {
    open();
    const seen: string[] = [];
    for (const hours of [5, 1, 3]) {
      clock.schedule(START + hours * HOUR, 'note', () => {
        seen.push(new Date().toISOString());
      });
    }
    await clock.runUntil(START + 4 * HOUR);
    expect(seen).toEqual(['2026-01-01T01:00:00.000Z', '2026-01-01T03:00:00.000Z']);
    expect(clock.now()).toBe(START + 4 * HOUR);
    expect(Date.now()).toBe(START + 4 * HOUR);
    expect(clock.nextDue()).toBe(START + 5 * HOUR);
  });

  test('waits beyond the 24.8 days of a real timer', async () => {
    open();
    let at = 0;
    clock.schedule(START + 400 * 24 * HOUR, 'late', () => {
      at = Date.now();
    });
    await clock.runUntil('idle');
    expect(at).toBe(START + 400 * 24 * HOUR);
  });

  test('does not move while a task is in flight', async () => {
    open();
    const seen: number[] = [];
    clock.schedule(START + HOUR, 'slow', async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      seen.push(Date.now());
    });
    clock.schedule(START + 2 * HOUR, 'next', () => {
      seen.push(Date.now());
    });
    await clock.runUntil('idle');
    expect(seen).toEqual([START + HOUR, START + 2 * HOUR]);
  });

  test('runs the tasks of an instant by rank, then by sequence', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.nat(5), rank: fc.nat(3) }), { maxLength: 40 }),
        async (tasks) => {
          open();
          try {
            const ran: number[] = [];
            for (const [position, { at, rank }] of tasks.entries()) {
              clock.schedule(START + at, 'task', () => void ran.push(position), { rank });
            }
            await clock.runUntil('idle');
            const expected = tasks
              .map((task, position) => ({ ...task, position }))
              .sort((a, b) => a.at - b.at || a.rank - b.rank || a.position - b.position)
              .map(({ position }) => position);
            expect(ran).toEqual(expected);
          } finally {
            clock.close();
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  test('is idle when only recurring tasks are left', async () => {
    open();
    let days = 0;
    const daily = (): void => {
      days += 1;
      clock.schedule(Date.now() + 24 * HOUR, 'daily', daily, { background: true });
    };
    clock.schedule(START + 24 * HOUR, 'daily', daily, { background: true });
    clock.schedule(START + 60 * HOUR, 'once', () => undefined);
    await clock.runUntil('idle');
    expect(days).toBe(2);
    expect(clock.now()).toBe(START + 60 * HOUR);
  });

  test('never runs what was cancelled', async () => {
    open();
    let ran = false;
    const cancel = clock.schedule(START + HOUR, 'cancelled', () => {
      ran = true;
    });
    cancel();
    cancel();
    expect(clock.pending()).toBe(0);
    await clock.runUntil('idle');
    expect(ran).toBe(false);
  });
});

describe('outside work', () => {
  test('takes its turn between two tasks', async () => {
    open();
    const seen: string[] = [];
    clock.schedule(START, 'first', async () => {
      seen.push('first begins');
      await new Promise((resolve) => setTimeout(resolve, 2));
      seen.push('first ends');
    });
    clock.schedule(START + HOUR, 'second', () => void seen.push('second'));
    const running = clock.runUntil('idle');
    await clock.exclusive(async () => {
      seen.push('request');
    });
    await running;
    expect(seen.indexOf('request')).not.toBe(1);
    expect(seen.filter((entry) => entry !== 'request')).toEqual([
      'first begins',
      'first ends',
      'second',
    ]);
  });

  test('runs at once when it is asked for inside a task', async () => {
    open();
    let inner = 0;
    clock.schedule(START + HOUR, 'outer', async () => {
      inner = await clock.exclusive(async () => Date.now());
    });
    await clock.runUntil('idle');
    expect(inner).toBe(START + HOUR);
  });
});

describe('failures', () => {
  test('stop the run when a task throws', async () => {
    open();
    clock.schedule(START, 'broken', () => {
      throw new Error('broken');
    });
    await expect(clock.runUntil('idle')).rejects.toThrow('broken');
  });

  test('stop the run when they were reported and then swallowed', async () => {
    open();
    clock.schedule(START, 'reports', () => clock.fail(new Error('reported')));
    clock.schedule(START + HOUR, 'later', () => undefined);
    await expect(clock.runUntil('idle')).rejects.toThrow('reported');
    expect(clock.now()).toBe(START);
  });

  test('tell of a second clock in one process', () => {
    open();
    expect(() => createClock(START)).toThrow('Another virtual clock is open');
  });
});
