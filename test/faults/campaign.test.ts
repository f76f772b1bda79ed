import { expect, it } from 'vitest';
import { promised } from './account-for.ts';
import { runCampaign } from './campaign.ts';
import { type RandomBook, randomBook } from './random-book.ts';
import { askedBy, referenceOf } from './reference.ts';

const sums = async (of: RandomBook) =>
  [...(await referenceOf(of))].map(([accountId, totals]) => [accountId, promised(of, totals)]);

it.each([2, 9, 12, 37])(
  'loses no money, no input and sends nothing twice under the faults of seed %d',
  async (seed) => {
    const { problems, struck } = await runCampaign(seed);
    expect(problems).toEqual([]);
    expect(Object.keys(struck).length).toBeGreaterThan(1);
  },
);

it('ends the same when it is run again', async () => {
  expect(await runCampaign(6)).toEqual(await runCampaign(6));
});

it('makes books whose sums do not depend on the order of their facts', async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const book = randomBook(seed);
    const backwards = {
      ...book,
      facts: book.facts.map(({ input, ...rest }, nth) => {
        const at = book.facts.at(-1 - nth)?.input.at ?? input.at;
        return { ...rest, input: { ...input, at } };
      }),
    };
    expect(await sums(backwards), `seed ${seed}`).toEqual(await sums(book));
  }
});

it('makes books of every kind of fact', () => {
  const kinds = new Set<string>();
  for (let seed = 1; seed <= 60; seed += 1) {
    for (const { input } of randomBook(seed).facts) {
      const asked = askedBy(input);
      if (asked.of === 'account') kinds.add(asked.command.kind);
      else kinds.add(asked.of === 'payment' ? asked.fact.kind : asked.of);
    }
  }
  expect([...kinds].toSorted()).toEqual([
    'adjust-invoice',
    'cancel-invoice',
    'contested',
    'failed',
    'issue-invoice',
    'nothing',
    'party',
    'post-credit-note',
    'received',
    'refunded',
    'reinstated',
    'rejection',
    'reversed',
  ]);
});
