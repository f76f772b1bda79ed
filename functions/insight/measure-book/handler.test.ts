import { expect, it } from 'vitest';
import {
  addDays,
  type BusinessDate,
  businessDate,
  instant,
} from '../../../shared/domain/calendar.ts';
import type { Figure } from '../../../shared/domain/insight/figures.ts';
import type { Baseline, Measure } from '../../../shared/domain/insight/measure.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import type { OpenInstalment } from '../../../shared/ports/ledger.ts';
import { createHandler } from './handler.ts';

const today = businessDate('2026-06-30');

type Book = Readonly<
  Record<
    string,
    { readonly issuedMinor: number; readonly open: readonly (readonly [number, number])[] }
  >
>;

/** A ledger of these accounts, in which a page shows two open instalments. */
const measure = async (book: Book, baselines: Readonly<Record<string, Baseline>> = {}) => {
  const kept: [BusinessDate, Measure][] = [];
  const figures: Figure[] = [];
  const asked: string[] = [];
  const openOf = (accountId: string): OpenInstalment[] =>
    (book[accountId]?.open ?? []).map(([late, openMinor], index) => ({
      invoiceNumber: `F${index}`,
      instalment: 1,
      dueOn: addDays(today, -late),
      issuedOn: today,
      amountMinor: openMinor,
      openMinor,
    }));
  const handle = createHandler({
    ledger: {
      agenda: async function* (on, shard) {
        for (const accountId of Object.keys(book)) {
          if (shard === 1 && openOf(accountId).some(({ dueOn }) => dueOn === on)) yield accountId;
        }
      },
      position: async (accountId) => {
        asked.push(accountId);
        const open = openOf(accountId);
        const none = { creditedMinor: 0, writtenOffMinor: 0, refundedMinor: 0, reversedMinor: 0 };
        const amounts = { paidMinor: 0, openMinor: 0, receivedMinor: 0, unappliedMinor: 100 };
        const issuedMinor = book[accountId]?.issuedMinor ?? 0;
        return {
          accountId,
          version: 1,
          totals: { ...none, ...amounts, issuedMinor },
          openCount: open.length,
          plannedMinor: 0,
          plannedFor: [],
          open: open.slice(0, 2),
          complete: open.length <= 2,
        };
      },
      openInstalments: async function* (accountId) {
        yield* openOf(accountId);
      },
    },
    measures: {
      keep: async (on, one) => void kept.push([on, one]),
      oldestFrom: async (currency, from, before) => {
        expect([from, before]).toEqual([addDays(today, -90), today]);
        return baselines[currency];
      },
    },
    metrics: (_at, some) => void figures.push(...some),
    zone: 'America/Bogota',
    // Already July in UTC.
    clock: { now: () => instant('2026-07-01T03:00:00.000Z') },
  });
  const answer = await handle(
    {},
    createLogger({}, () => undefined),
  );
  return { answer, kept, figures, asked };
};

it('measures each account once, however many of its days it finds it under', async () => {
  const { answer, asked, kept, figures } = await measure(
    {
      'acme|main|USD': {
        issuedMinor: 50_000,
        open: [
          [-30, 10_000],
          [5, 2_000],
          [95, 3_000],
        ],
      },
      'beta|main|USD': { issuedMinor: 20_000, open: [[5, 1_000]] },
      'acme|main|CLP': { issuedMinor: 700, open: [[40, 700]] },
    },
    { USD: { on: addDays(today, -60), issuedMinor: 30_000 } },
  );
  expect(answer).toEqual({ accounts: 3 });
  expect([...asked].sort()).toEqual(['acme|main|CLP', 'acme|main|USD', 'beta|main|USD']);
  expect(
    new Map(kept.map(([on, { currency, agingMinor }]) => [`${on} ${currency}`, agingMinor])),
  ).toEqual(
    new Map([
      [`${today} USD`, [10_000, 3_000, 0, 0, 3_000]],
      [`${today} CLP`, [0, 0, 700, 0, 0]],
    ]),
  );
  const dollars = figures.find(({ dimensions }) => dimensions['Currency'] === 'USD');
  expect(dollars?.values).toMatchObject({
    Accounts: 2,
    Open: 160,
    Overdue: 60,
    Unapplied: 2,
    DaysSalesOutstanding: (160 / 400) * 60,
  });
});

it('says nothing of an empty book', async () => {
  expect(await measure({})).toMatchObject({ answer: { accounts: 0 }, kept: [], figures: [] });
});

it('reaches back to what has been owed for years', async () => {
  const { figures } = await measure({ 'acme|main|USD': { issuedMinor: 1, open: [[1825, 9_900]] } });
  expect(figures[0]?.values['OverdueOver90']).toBe(99);
});
