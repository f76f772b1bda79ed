import { describe, expect, it } from 'vitest';
import { businessDate } from '../../domain/calendar.ts';
import type { Rate } from '../../domain/credit/rates.ts';
import { takeRate } from './take-rate.ts';

const settings = { rateDays: 7, rateMovePercent: 25 };
const euro = (on: string, rate: string): Rate => ({
  base: 'EUR',
  quote: 'USD',
  on: businessDate(on),
  rate,
});

/** Rates of one pair, the way that the table keeps them. */
const store = (...known: readonly Rate[]) => {
  const kept = new Map(known.map((each) => [each.on, each]));
  const rates = {
    put: async (rate: Rate) => void kept.set(rate.on, rate),
    newest: async (_from: string, _to: string, on: string) =>
      [...kept.values()]
        .filter((each) => each.on <= on)
        .sort((left, right) => (left.on < right.on ? 1 : -1))[0],
    nextAfter: async (_from: string, _to: string, on: string) =>
      [...kept.values()]
        .filter((each) => each.on > on)
        .sort((left, right) => (left.on < right.on ? -1 : 1))[0],
  };
  const take = (rate: Rate, confirmed = false) => takeRate({ rates, settings }, rate, confirmed);
  return { kept, take };
};

describe('a rate that is published', () => {
  it('is kept when it is near those before it, and when it is the first', async () => {
    const { kept, take } = store();
    expect(await take(euro('2026-03-02', '1.1'))).toBeUndefined();
    expect(await take(euro('2026-03-03', '1.3'))).toBeUndefined();
    expect([...kept.values()].map(({ rate }) => rate)).toEqual(['1.1', '1.3']);
  });

  it('is not kept when it is far from the last, until a person confirms it', async () => {
    const { kept, take } = store(euro('2026-01-05', '1.1'));
    const slip = euro('2026-03-02', '11');
    expect(await take(slip)).toBe(
      '11 USD for one EUR of 2026-03-02 is more than 25 % from 1.1 USD for one EUR of 2026-01-05; handed in again it is confirmed',
    );
    expect(kept.size).toBe(1);
    expect(await take(slip, true)).toBeUndefined();
    expect(kept.get(slip.on)?.rate).toBe('11');
  });

  it('goes no further in small steps than in one, within the days that a rate counts', async () => {
    const { take } = store(euro('2026-03-02', '1.00'));
    expect(await take(euro('2026-03-06', '1.20'))).toBeUndefined();
    expect(await take(euro('2026-03-09', '1.40'))).toContain(
      'from 1.00 USD for one EUR of 2026-03-02',
    );
    expect(await take(euro('2026-03-09', '1.24'))).toBeUndefined();
  });

  it('corrects its day against what stood before it, and against what it replaces', async () => {
    const { take } = store(euro('2026-03-02', '1.00'));
    expect(await take(euro('2026-03-02', '1.30'))).toContain('of 2026-03-02');
    expect(await take(euro('2026-03-03', '1.25'))).toBeUndefined();
    expect(await take(euro('2026-03-03', '1.35'))).toContain('from 1.00');
    // As near to the day before as it may be, and yet another rate than the one of its day.
    expect(await take(euro('2026-03-03', '0.90'))).toContain('from 1.25');
  });

  it('goes round no later day by one that is past', async () => {
    const { kept, take } = store(euro('2026-03-02', '1.00'), euro('2026-03-05', '1.00'));
    expect(await take(euro('2026-03-01', '1.30'))).toContain(
      'from 1.00 USD for one EUR of 2026-03-02',
    );
    expect(await take(euro('2026-03-04', '1.20'))).toBeUndefined();
    expect(await take(euro('2026-03-03', '1.24'))).toBeUndefined();
    // By steps that each are small: the day itself and its week hold against it.
    expect(await take(euro('2026-03-04', '1.45'))).toContain('from 1.00');
    expect(await take(euro('2026-03-05', '1.45'))).toContain('from 1.00');
    expect(kept.get(businessDate('2026-03-05'))?.rate).toBe('1.00');
    expect(await take(euro('2026-03-05', '1.45'), true)).toBeUndefined();
  });
});
