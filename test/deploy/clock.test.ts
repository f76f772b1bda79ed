import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createClock, type TestClock } from './clock.ts';

const START = Date.parse('2026-03-02T04:00:00.000Z');
const preload = join(import.meta.dirname, 'emulator', 'clock.cjs');

let folder: string;
let clock: TestClock;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cartera-clock-'));
  clock = createClock(join(folder, 'clock'), START);
});
afterEach(() => {
  clock.close();
  rmSync(folder, { recursive: true });
});

/** What a process of its own says when it lives by the clock. */
const inAnotherProcess = (code: string): string =>
  execFileSync(process.execPath, ['--require', preload, '--eval', code], {
    encoding: 'utf8',
    env: { CARTERA_CLOCK_FILE: clock.file },
  }).trim();

it('leaps forward and never back', () => {
  expect(clock.now()).toBeGreaterThanOrEqual(START);
  clock.leapTo(START + 86_400_000);
  clock.leapTo(START);
  expect(clock.now()).toBeGreaterThanOrEqual(START + 86_400_000);
});

it('leaves nothing of a longer offset behind', () => {
  clock.leapTo(Date.now() - 5);
  expect(Number(readFileSync(clock.file, 'ascii'))).toBeLessThanOrEqual(0);
  expect(Number(readFileSync(clock.file, 'ascii'))).toBeGreaterThan(-60_000);
});

it('is the clock of a process that preloads it', () => {
  const [day, year, sameType] = JSON.parse(
    inAnotherProcess(`console.log(JSON.stringify([
      new Date().toISOString().slice(0, 10),
      new Date(0).getUTCFullYear(),
      new Date() instanceof Date,
    ]))`),
  ) as unknown[];
  expect([day, year, sameType]).toEqual(['2026-03-02', 1970, true]);
});
