import { expect, it } from 'vitest';
import { promised } from './account-for.ts';
import { runCampaign } from './campaign.ts';
import { type Happenings, none } from './happenings.ts';
import { noFaults } from './plan.ts';
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

const calm = (happenings: Partial<Happenings>) => ({
  faults: noFaults(3),
  happenings: { ...none, ...happenings },
});
const day = (date: string) => Date.parse(`${date}T09:00:00Z`);

it('ends like a calm run when the bus is out for days', async () => {
  const span = { from: day('2026-03-05'), until: day('2026-03-09') };
  const { problems, struck } = await runCampaign(3, calm({ busOutage: span }));
  expect(problems).toEqual([]);
  expect(struck['throttle']).toBeGreaterThan(30);
});

it('sends nothing twice when SES is out for days', async () => {
  const span = { from: day('2026-03-19'), until: day('2026-03-24') };
  const { problems, struck } = await runCampaign(3, calm({ mailOutage: span }));
  expect(problems).toEqual([]);
  expect(struck['throttle']).toBeGreaterThan(0);
});

it('changes nothing when everything is published again', async () => {
  const usual = await runCampaign(3, calm({}));
  const again = await runCampaign(3, calm({ replayAt: day('2026-04-01') }));
  expect(again.problems).toEqual([]);
  expect(again.messages).toBe(usual.messages);
  expect(again.deliveries).toBeGreaterThan(usual.deliveries);
});

it('goes on across a release that changes every function and the machine', async () => {
  const usual = await runCampaign(3, calm({}));
  const released = await runCampaign(3, calm({ releaseAt: day('2026-03-18') }));
  expect(released.problems).toEqual([]);
  expect(released.messages).toBe(usual.messages);
});

it('tells people what they did, and does nothing that it refuses', async () => {
  const { problems, struck } = await runCampaign(7, calm({ people: true }));
  expect(problems).toEqual([]);
  expect(struck['act-done']).toBeGreaterThan(2);
  expect(struck['act-refused']).toBeGreaterThan(0);
});

it('sends nothing in shadow, and goes on for real from the day on which that ends', async () => {
  const never = await runCampaign(3, calm({ shadowUntil: day('2027-01-01') }));
  expect(never).toMatchObject({ problems: [], messages: 0 });
  const later = await runCampaign(3, calm({ shadowUntil: day('2026-03-18') }));
  expect(later.problems).toEqual([]);
  expect(later.messages).toBeGreaterThan(0);
});

it('has mailboxes at which nothing arrives, and people who move', () => {
  const books = Array.from({ length: 60 }, (_, nth) => randomBook(nth + 1));
  const texts = books.map((book) => JSON.stringify(book.facts));
  for (const fate of [
    'bounce@',
    'late-bounce@',
    'complaint@',
    'reject@',
    '-moved',
    'openingBalance',
  ]) {
    expect(texts.filter((text) => text.includes(fate)).length, fate).toBeGreaterThan(1);
  }
});

it('strays no message from its window when clocks are wrong by seconds and batches fail in part', async () => {
  const faults = { ...noFaults(3), partial: 0.5, skewMs: 5_000 };
  const { problems, struck } = await runCampaign(3, { faults, happenings: none });
  expect(problems).toEqual([]);
  expect(struck['partial-batch']).toBeGreaterThan(50);
});
