import { describe, expect, it } from 'vitest';
import { cancellation, reversal } from '../../../test/support/given-ledger.ts';
import { invoice, memoryBook, payment, type TestCommand } from '../../../test/support/ledger.ts';
import { addDays, businessDate } from '../calendar.ts';

/** More of everything than one transaction takes; the table in memory refuses one that is too large. */
const many = 130;
const numbered = (prefix: string): readonly string[] =>
  Array.from({ length: many }, (_, index) => `${prefix}${String(index).padStart(3, '0')}`);

const crowd = numbered('M').map((number, index) =>
  invoice(number, 10, { dueOn: `2026-02-${String(1 + (index % 28)).padStart(2, '0')}` }),
);
const names = numbered('M');

const bookAfter = async (...history: readonly TestCommand[]) => {
  const book = memoryBook();
  await book.all(history);
  const { totals, openCount, plannedMinor } = await book.position();
  expect(plannedMinor).toBe(0);
  return { book, totals, openCount };
};

describe('a remittance of many invoices', () => {
  it('covers them in its order, in as many transactions as it takes', async () => {
    const { totals, openCount, book } = await bookAfter(
      ...crowd,
      payment('p1', 10 * (many - 3) + 5, names.toReversed()),
    );
    expect(totals).toMatchObject({ openMinor: 25, unappliedMinor: 0 });
    expect(openCount).toBe(3);
    // The last named are the first issued: these are left.
    expect((await book.open()).toSorted()).toEqual(['M000/1 10', 'M001/1 10', 'M002/1 5']);
  });

  it('keeps what is left for those that have not come, and covers each when it comes', async () => {
    const { totals, book } = await bookAfter(
      invoice('F1', 50, { dueOn: '2026-01-01' }),
      payment('p1', 10 * many + 20, names),
    );
    // Cash that is named is nobody else's, not even that of the oldest debt.
    expect(totals).toMatchObject({ openMinor: 50, unappliedMinor: 10 * many + 20 });
    for (const one of crowd.slice(0, -1)) await book.post(one);
    expect(await book.open()).toEqual(['F1/1 50']);
    // With the last name the rest is free.
    await book.all(crowd.slice(-1));
    expect(await book.open()).toEqual(['F1/1 30']);
    expect((await book.position()).totals.unappliedMinor).toBe(0);
  });

  it('takes the known ones first and waits with the rest for the others', async () => {
    const known = crowd.filter((_, index) => index % 2 === 0);
    const { totals } = await bookAfter(...known, payment('p1', 10 * many, names));
    expect(totals).toMatchObject({ openMinor: 0, unappliedMinor: 5 * many });
    const { totals: later } = await bookAfter(
      ...known,
      payment('p1', 10 * many, names),
      invoice('F9', 5 * many),
    );
    expect(later).toMatchObject({ openMinor: 5 * many, unappliedMinor: 5 * many });
  });

  it('names no invoice twice, however often it says so', async () => {
    const { totals } = await bookAfter(...crowd, payment('p1', 2000, [...names, ...names]));
    expect(totals).toMatchObject({ openMinor: 0, unappliedMinor: 2000 - 10 * many });
  });
});

describe('cash without a name', () => {
  it('covers the oldest of many debts', async () => {
    const { book, openCount } = await bookAfter(...crowd, payment('p1', 10 * (many - 2) + 3));
    expect(openCount).toBe(2);
    const due = (await book.position()).open.map(({ dueOn, openMinor }) => `${dueOn} ${openMinor}`);
    expect(due).toEqual(['2026-02-28 7', '2026-02-28 10']);
  });

  it('of many payments covers one debt, the earliest first', async () => {
    const payments = names.map((id, index) =>
      payment(id, 10, [], `2026-01-${String(1 + (index % 28)).padStart(2, '0')}`),
    );
    const { book, totals } = await bookAfter(...payments, invoice('F1', 10 * many - 15));
    expect(totals).toMatchObject({ openMinor: 0, unappliedMinor: 15 });
    const left = book.table
      .items()
      .filter(({ sk }) => sk.startsWith('FUND#'))
      .map(({ sk, unappliedMinor }) => `${sk.slice(5, 15)} ${String(unappliedMinor)}`);
    expect(new Set(left)).toEqual(new Set(['2026-01-28 10', '2026-01-28 5']));
  });

  it('leaves disputed debts alone, however many are older', async () => {
    const act = { actor: 'ana', reason: 'ticket' };
    const disputes = names.map(
      (invoiceNumber): TestCommand => ({
        kind: 'dispute-invoice',
        act: { ...act, actId: `d-${invoiceNumber}` },
        invoiceNumber,
        disputedOn: '2026-01-15',
      }),
    );
    const { book, totals } = await bookAfter(
      ...crowd,
      ...disputes,
      invoice('Z1', 40, { dueOn: '2026-03-31' }),
      payment('p1', 100),
    );
    expect(totals).toMatchObject({ openMinor: 10 * many, unappliedMinor: 60 });
    expect((await book.open()).some((line) => line.startsWith('Z1'))).toBe(false);
    // A dispute that ends sets the debt free for the cash that waited.
    await book.post({
      kind: 'clear-dispute',
      act: { ...act, actId: 'c-1' },
      invoiceNumber: 'M005',
      clearedOn: '2026-02-01',
    });
    expect((await book.position()).totals.unappliedMinor).toBe(50);
    expect((await book.open()).some((line) => line.startsWith('M005'))).toBe(false);
  });
});

describe('what many payments and invoices share is undone', () => {
  it('invoice by invoice when a payment is reversed, the last covered first', async () => {
    const paid = [...crowd, payment('p1', 10 * many, names)];
    const { totals, openCount, book } = await bookAfter(...paid, reversal('p1', 10 * 100 + 5));
    expect(totals).toMatchObject({ openMinor: 1005, paidMinor: 10 * (many - 100) - 5 });
    expect(openCount).toBe(101);
    // Named first, covered first, still covered.
    const open = (await book.open()).map((line) => line.slice(0, 4));
    expect(open.toSorted()[0]).toBe(`M${String(many - 101).padStart(3, '0')}`);
  });

  it('payment by payment when an invoice is cancelled', async () => {
    const payments = names.map((id) => payment(id, 10, ['F1']));
    const { totals, openCount } = await bookAfter(
      invoice('F1', 10 * many),
      ...payments,
      cancellation('F1'),
    );
    expect(totals).toMatchObject({
      creditedMinor: 10 * many,
      paidMinor: 0,
      unappliedMinor: 10 * many,
      openMinor: 0,
    });
    expect(openCount).toBe(0);
  });

  it('and goes to the next debts when there are some', async () => {
    const payments = names.map((id) => payment(id, 10, ['F1']));
    const { totals } = await bookAfter(
      invoice('F1', 10 * many),
      ...payments,
      invoice('F2', 10 * many - 7),
      cancellation('F1'),
    );
    expect(totals).toMatchObject({ openMinor: 0, unappliedMinor: 7 });
  });
});

describe('a payment whose cash moved many times', () => {
  it('is reversed, wherever its cash is in the end', async () => {
    // Each adjustment pushes the cash from one invoice to the next and leaves an old trail.
    const moves = Array.from({ length: 15 }, (_, index): readonly TestCommand[] => [
      invoice(`F${index + 1}`, 100, { dueOn: `2026-03-${String(index + 1).padStart(2, '0')}` }),
      {
        kind: 'cancel-invoice',
        invoiceNumber: `F${index}`,
        cancelledOn: '2026-02-01',
        reason: 'error',
      },
    ]).flat();
    const { totals, book } = await bookAfter(
      invoice('F0', 100),
      payment('p1', 100, ['F0']),
      ...moves,
      payment('p2', 30, ['F15']),
      reversal('p1', 100),
    );
    expect(totals).toMatchObject({ openMinor: 70, paidMinor: 30, receivedMinor: 30 });
    expect(await book.open()).toEqual(['F15/1 70']);
  });
});

describe('an invoice for which many payments wait', () => {
  it('is covered by the earliest of them; the others are free', async () => {
    const payments = names.map((id, index) =>
      payment(id, 10, ['F1'], `2026-01-${String(1 + (index % 28)).padStart(2, '0')}`),
    );
    const { totals, book } = await bookAfter(...payments, invoice('F1', 10 * many - 25));
    expect(totals).toMatchObject({ openMinor: 0, unappliedMinor: 25 });
    await book.post(invoice('F2', 100));
    expect((await book.position()).totals).toMatchObject({ openMinor: 75, unappliedMinor: 0 });
    const waits = book.table.items().filter(({ sk }) => sk.startsWith('WAIT#'));
    expect(waits).toEqual([]);
  });
});

describe('an invoice of as many instalments as it may have', () => {
  it('is covered and laid open, the first due first', async () => {
    const most = 60;
    const instalments = Array.from({ length: most }, (_, index): [string, number] => [
      addDays(businessDate('2026-01-31'), index),
      10,
    ]);
    const invoiced = invoice('F1', 10 * most, { instalments });
    const { book, openCount } = await bookAfter(invoiced, payment('p1', 10 * most - 15, ['F1']));
    expect(openCount).toBe(2);
    expect(await book.open()).toEqual([`F1/${most - 1} 5`, `F1/${most} 10`]);
    await book.post(reversal('p1', 10 * most - 15));
    expect((await book.position()).openCount).toBe(most);
  });
});
