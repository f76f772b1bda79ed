import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountIdOf, currencyOf, customerOf, shardCount, shardOf } from './account.ts';

describe('an account', () => {
  it('is a customer, a legal entity and a currency', () => {
    const accountId = accountIdOf('acme', 'main', 'USD');
    expect(accountId).toBe('acme|main|USD');
    expect(customerOf(accountId)).toBe('acme');
    expect(currencyOf(accountId)).toBe('USD');
  });
});

describe('the shard of an account', () => {
  /** FNV-1a modulo four, as computed elsewhere: what is written under a shard is looked for there for ever. */
  it.each([
    ['acme|main|USD', 0],
    ['bolt|main|USD', 3],
    ['0379-NEVHP|main|USD', 1],
    ['', 1],
  ])('of %j stays %i', (accountId, shard) => {
    expect(shardOf(accountId)).toBe(shard);
  });

  it('is one of the shards', () => {
    fc.assert(
      fc.property(fc.string(), (accountId) => {
        const shard = shardOf(accountId);
        expect(Number.isInteger(shard) && shard >= 0 && shard < shardCount).toBe(true);
      }),
    );
  });

  it('spreads customers evenly', () => {
    const counts = new Map<number, number>();
    for (let customer = 0; customer < 4000; customer += 1) {
      const shard = shardOf(`C-${customer}|main|USD`);
      counts.set(shard, (counts.get(shard) ?? 0) + 1);
    }
    expect(counts.size).toBe(shardCount);
    for (const count of counts.values()) expect(count).toBeGreaterThan(800);
  });
});
