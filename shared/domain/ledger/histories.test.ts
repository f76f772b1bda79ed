import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actedHistory, agreeingInputs, anyHistory } from '../../../test/support/histories.ts';
import { memoryBook, type TestCommand, testAccount } from '../../../test/support/ledger.ts';
import type { Entry } from '../../ports/journal.ts';
import type { Totals } from '../../ports/ledger.ts';
import { instant } from '../calendar.ts';
import { emptyBook, freeOf, openOf, unappliedOf, waitingOf } from './amounts.ts';
import { agingOf, movementsOf, openAsOf, totalsAsOf } from './asof.ts';
import { evolve } from './evolve.ts';
import type { Account, FundRef, OpenRef } from './types.ts';

const runs = 5_000;

const bookAfter = async (history: readonly TestCommand[]) => {
  const book = memoryBook();
  await book.all(history);
  return book;
};

const expectIdentities = (totals: Totals, at: string): void => {
  for (const [name, value] of Object.entries(totals))
    expect(value, `${name} ${at}`).toBeGreaterThanOrEqual(0);
  const { issuedMinor, openMinor, paidMinor, creditedMinor, writtenOffMinor } = totals;
  expect(issuedMinor, at).toBe(openMinor + paidMinor + creditedMinor + writtenOffMinor);
  const { receivedMinor, unappliedMinor, refundedMinor } = totals;
  expect(receivedMinor, at).toBe(paidMinor + unappliedMinor + refundedMinor);
};

/** On every business date on which something counted, nothing is below zero and all adds up. */
const expectSoundPast = (entries: readonly Entry[]): void => {
  const recordedAt = instant('2026-01-01T00:00:00.000Z');
  const movements = movementsOf(
    entries.map(({ fact, effectiveOn }) => ({ ...fact, effectiveOn, recordedAt })),
  );
  for (const day of new Set(movements.map(({ on }) => on))) {
    const totals = totalsAsOf(movements, day);
    expectIdentities(totals, `on ${day}`);
    const open = openAsOf(movements, day);
    for (const { openMinor } of open) expect(openMinor, day).toBeGreaterThan(0);
    const aged = Object.values(agingOf(open, day)).reduce((sum, amount) => sum + amount, 0);
    expect(aged).toBe(totals.openMinor);
    const cash = new Map<string, number>();
    for (const { on, field, paymentId, amountMinor } of movements) {
      if (paymentId === undefined || on > day || field === 'reversed') continue;
      const delta = field === 'received' ? amountMinor : -amountMinor;
      cash.set(paymentId, (cash.get(paymentId) ?? 0) + delta);
    }
    for (const [id, left] of cash) expect(left, `${id} on ${day}`).toBeGreaterThanOrEqual(0);
  }
};

describe('any history', () => {
  it.each([
    ['of inputs', anyHistory],
    ['with acts of people', actedHistory],
  ])('%s keeps the identities, the indexes and a past that adds up', async (_, histories) => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const { table } = await bookAfter(history);
        const items = table.items();
        const snapshot = items.find(({ sk }) => sk === 'OPEN') as unknown as Account;
        expectIdentities(snapshot.totals, 'at the end');
        expect(snapshot.plan).toBeUndefined();

        const entries = table.journal(testAccount);
        const replayed = entries.reduce(evolve, emptyBook(testAccount));
        expect(replayed.totals).toEqual(snapshot.totals);
        expect(replayed.openCount).toBe(snapshot.openCount);
        expect(replayed.aloneMinor).toBe(snapshot.aloneMinor ?? 0);

        const open = items.filter(({ sk }) => sk.startsWith('OPEN#')) as unknown as OpenRef[];
        expect(open).toHaveLength(snapshot.openCount);
        expect(open.reduce((sum, { openMinor }) => sum + openMinor, 0)).toBe(
          snapshot.totals.openMinor,
        );
        const shown = new Map(
          open.map((at) => [`${at.invoiceNumber}/${at.instalment}`, at.openMinor]),
        );
        for (const invoice of replayed.invoices.values()) {
          for (const at of invoice?.instalments ?? []) {
            expect(shown.get(`${invoice?.invoiceNumber}/${at.instalment}`) ?? 0).toBe(openOf(at));
          }
          for (const at of open.filter((one) => one.invoiceNumber === invoice?.invoiceNumber)) {
            expect(at.disputed === true).toBe(invoice?.disputedOn !== undefined);
          }
        }

        const payments = items.filter(({ sk }) => sk.startsWith('PAYMENT#')) as never[];
        const sum = (of: (payment: never) => number) =>
          payments.reduce((total, payment) => total + of(payment), 0);
        expect(sum(unappliedOf)).toBe(snapshot.totals.unappliedMinor);
        expect(sum(waitingOf)).toBe(snapshot.waitingMinor);
        const funds = items.filter(({ sk }) => sk.startsWith('FUND#')) as unknown as FundRef[];
        const free = funds.reduce((total, { unappliedMinor }) => total + unappliedMinor, 0);
        expect(free).toBe(sum(freeOf));
        // Cash that nobody waits for and something to chase never stand beside each other.
        const chased = open.filter(({ disputed }) => !disputed);
        const chasedMinor = chased.reduce((total, { openMinor }) => total + openMinor, 0);
        expect(Math.min(free, chasedMinor)).toBe(0);

        const held = items.filter(({ sk }) => sk.startsWith('HELD#'));
        expect(held).toHaveLength(snapshot.heldCount);
        expectSoundPast(entries);
      }),
      { numRuns: runs },
    );
  });

  it('is not changed by telling it again', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async (history) => {
        const book = await bookAfter(history);
        const before = book.table.items();
        const outcomes = [];
        for (const command of history) outcomes.push((await book.post(command)).outcome);
        expect(new Set(outcomes)).toEqual(new Set(['duplicate']));
        expect(book.table.items()).toEqual(before);
      }),
      { numRuns: 500 },
    );
  });
});

describe('inputs that agree', () => {
  it('end in the same sums whatever their order', async () => {
    await fc.assert(
      fc.asyncProperty(
        agreeingInputs.chain((inputs) =>
          fc.tuple(
            fc.constant(inputs),
            fc.shuffledSubarray([...inputs, ...inputs], { minLength: inputs.length * 2 }),
          ),
        ),
        async ([inputs, shuffled]) => {
          const straight = await bookAfter(inputs);
          const mixed = await bookAfter(shuffled);
          const { totals, openCount: _, ...rest } = await mixed.position();
          expect(totals).toEqual((await straight.position()).totals);
          expect(rest.plannedMinor).toBe(0);
          const refused = mixed.table
            .journal(testAccount)
            .filter(({ fact }) => fact.type === 'EntryRefused');
          expect(refused).toEqual([]);
        },
      ),
      { numRuns: 3000 },
    );
  });
});
