import { describe, expect, it } from 'vitest';
import {
  invoice,
  memoryBook,
  payment,
  type TestCommand,
  testAccount,
} from '../../../test/support/ledger.ts';
import { addDays, businessDate, instant } from '../calendar.ts';
import { agingOf, bucketOf, type Movement, movementsOf, openAsOf, totalsAsOf } from './asof.ts';
import { invoiceHistories, monthlyFlows } from './invoice-history.ts';

/** Posts each command at 06:00 of the given day and answers the movements known by then. */
const recorded = async (history: readonly (readonly [string, TestCommand])[]) => {
  const book = memoryBook();
  const items: Parameters<typeof movementsOf>[0] extends Iterable<infer Item> ? Item[] : never = [];
  for (const [day, command] of history) {
    const before = book.table.journal(testAccount).length;
    await book.post(command);
    for (const { fact, effectiveOn } of book.table.journal(testAccount).slice(before)) {
      items.push({ ...fact, effectiveOn, recordedAt: instant(`${day}T06:00:00Z`) });
    }
  }
  return (knownAt?: string) => movementsOf(items, knownAt ? instant(knownAt) : undefined);
};

const on = businessDate;
const openOn = (movements: readonly Movement[], day: string) =>
  openAsOf(movements, on(day)).map(
    ({ invoiceNumber, instalment, openMinor }) => `${invoiceNumber}/${instalment} ${openMinor}`,
  );

const story: readonly (readonly [string, TestCommand])[] = [
  ['2026-01-01', invoice('F1', 100, { dueOn: '2026-01-31' })],
  ['2026-01-05', invoice('F2', 200, { issuedOn: '2026-01-05', dueOn: '2026-02-04' })],
  // The bank tells us on the 25th about cash of the 20th.
  ['2026-01-25', payment('p1', 120, ['F1'], '2026-01-20')],
  [
    '2026-02-12',
    {
      kind: 'reverse-payment',
      paymentId: 'p1',
      reversalId: 'd1',
      amountMinor: 120,
      reversedOn: '2026-02-11',
      reason: 'returned',
    },
  ],
  ['2026-03-02', payment('p2', 300, [], '2026-03-02')],
];

describe('as of a business date', () => {
  it('shows what counted by then', async () => {
    const movements = (await recorded(story))();
    expect(openOn(movements, '2025-12-31')).toEqual([]);
    expect(openOn(movements, '2026-01-04')).toEqual(['F1/1 100']);
    expect(openOn(movements, '2026-01-19')).toEqual(['F1/1 100', 'F2/1 200']);
    expect(openOn(movements, '2026-01-20')).toEqual(['F2/1 180']);
    expect(openOn(movements, '2026-02-11')).toEqual(['F1/1 100', 'F2/1 200']);
    expect(openOn(movements, '2026-03-02')).toEqual([]);
    expect(totalsAsOf(movements, on('2026-01-20'))).toEqual({
      issuedMinor: 300,
      creditedMinor: 0,
      writtenOffMinor: 0,
      paidMinor: 120,
      openMinor: 180,
      receivedMinor: 120,
      unappliedMinor: 0,
      refundedMinor: 0,
      reversedMinor: 0,
    });
    expect(totalsAsOf(movements, on('2026-02-28'))).toMatchObject({
      openMinor: 300,
      receivedMinor: 0,
      reversedMinor: 120,
    });
  });

  it('shows what was brought along from the day of its balance on, at its age', async () => {
    const legacy = invoice('F9', 70, {
      issuedOn: '2025-06-01',
      dueOn: '2025-10-01',
      openingBalance: { on: '2026-02-28', chaseFrom: '2026-03-09' },
    });
    const movements = (await recorded([...story, ['2026-03-03', legacy]]))();
    expect(openOn(movements, '2026-02-27')).toEqual(['F1/1 100', 'F2/1 200']);
    expect(openOn(movements, '2026-02-28')).toEqual(['F1/1 100', 'F2/1 200', 'F9/1 70']);
    const day = on('2026-02-28');
    expect(agingOf(openAsOf(movements, day), day)).toMatchObject({ d1_30: 300, d91_plus: 70 });
  });

  it('shows what we believed at a moment', async () => {
    const known = await recorded(story);
    expect(openOn(known('2026-01-22T00:00:00Z'), '2026-01-20')).toEqual(['F1/1 100', 'F2/1 200']);
    expect(openOn(known('2026-01-25T06:00:00Z'), '2026-01-20')).toEqual(['F2/1 180']);
    expect(openOn(known('2026-02-11T23:59:59Z'), '2026-02-11')).toEqual(['F2/1 180']);
  });

  it('ages what is open by days past due', async () => {
    const movements = (await recorded(story))();
    const day = on('2026-02-28');
    expect(agingOf(openAsOf(movements, day), day)).toEqual({
      current: 0,
      d1_30: 300,
      d31_60: 0,
      d61_90: 0,
      d91_plus: 0,
    });
    const due = on('2026-01-01');
    expect([-1, 0, 1, 30, 31, 60, 61, 90, 91].map((days) => bucketOf(days))).toEqual([
      'current',
      'current',
      'd1_30',
      'd1_30',
      'd31_60',
      'd31_60',
      'd61_90',
      'd61_90',
      'd91_plus',
    ]);
    expect(agingOf([{ dueOn: due, openMinor: 7 }], addDays(due, 200)).d91_plus).toBe(7);
  });

  it('cancels with an invoice what is added to it later', async () => {
    const cancelled: readonly (readonly [string, TestCommand])[] = [
      ['2026-01-01', invoice('F1', 100)],
      [
        '2026-01-20',
        {
          kind: 'cancel-invoice',
          invoiceNumber: 'F1',
          cancelledOn: '2026-01-20',
          reason: 'error',
        },
      ],
      [
        '2026-01-21',
        {
          kind: 'adjust-invoice',
          adjustmentId: 'a1',
          invoiceNumber: 'F1',
          deltaMinor: 30,
          adjustedOn: '2026-01-10',
          reason: 'price',
        },
      ],
    ];
    const movements = (await recorded(cancelled))();
    expect(openOn(movements, '2026-01-09')).toEqual(['F1/1 100']);
    expect(openOn(movements, '2026-01-15')).toEqual(['F1/1 130']);
    expect(openOn(movements, '2026-01-20')).toEqual([]);
    expect(totalsAsOf(movements, on('2026-01-31'))).toMatchObject({
      issuedMinor: 130,
      creditedMinor: 130,
    });
  });
});

describe('the history of invoices', () => {
  it('dates the settlement that lasted', async () => {
    const [first, second] = invoiceHistories((await recorded(story))());
    expect(first).toEqual({
      invoiceNumber: 'F1',
      issuedOn: '2026-01-01',
      dueOn: '2026-01-31',
      issuedMinor: 100,
      paidMinor: 100,
      creditedMinor: 0,
      writtenOffMinor: 0,
      openMinor: 0,
      settledOn: '2026-03-02',
      daysLate: 30,
      instalments: [
        {
          instalment: 1,
          dueOn: '2026-01-31',
          issuedMinor: 100,
          openMinor: 0,
          settledOn: '2026-03-02',
        },
      ],
    });
    expect(second).toMatchObject({ settledOn: '2026-03-02', daysLate: 26 });
  });

  it('has no settlement while something is open, and counts an early one as not late', async () => {
    const instalments: [string, number][] = [
      ['2026-01-31', 100],
      ['2026-02-28', 100],
    ];
    const part: readonly (readonly [string, TestCommand])[] = [
      ['2026-01-01', invoice('F1', 200, { instalments })],
      ['2026-02-10', payment('p1', 100, [], '2026-02-10')],
    ];
    const [open] = invoiceHistories((await recorded(part))());
    expect(open?.settledOn).toBeUndefined();
    expect(open?.daysLate).toBeUndefined();
    expect(open?.instalments.map(({ settledOn }) => settledOn)).toEqual(['2026-02-10', undefined]);
    const rest = [['2026-02-20', payment('p2', 100, [], '2026-02-20')]] as const;
    const [settled] = invoiceHistories((await recorded([...part, ...rest]))());
    expect(settled).toMatchObject({ settledOn: '2026-02-20', daysLate: 10 });
    const early = await recorded([
      ['2026-01-01', invoice('F9', 5)],
      ['2026-01-02', payment('p', 5)],
    ]);
    expect(invoiceHistories(early())).toMatchObject([{ settledOn: '2026-01-20', daysLate: 0 }]);
  });

  it('keeps the settlement date when cash changes hands within a day', async () => {
    const [first] = invoiceHistories(
      (
        await recorded([
          ['2026-01-01', invoice('F1', 100)],
          ['2026-01-20', payment('p1', 100, ['F1'])],
          ['2026-02-11', payment('p2', 100, [], '2026-02-01')],
          [
            '2026-02-12',
            {
              kind: 'reverse-payment',
              paymentId: 'p1',
              reversalId: 'd1',
              amountMinor: 100,
              reversedOn: '2026-02-11',
              reason: 'returned',
            },
          ],
        ])
      )(),
    );
    expect(first).toMatchObject({ settledOn: '2026-01-20', openMinor: 0, paidMinor: 100 });
  });

  it('has its instalments in their order, whatever moved first', () => {
    const issued = (instalment: number, dueOn: string): Movement => ({
      on: on('2026-01-01'),
      field: 'issued',
      amountMinor: 10 * instalment,
      invoiceNumber: 'F1',
      instalment,
      dueOn: on(dueOn),
    });
    const paid: Movement = { ...issued(3, '2026-03-31'), on: on('2026-02-01'), field: 'paid' };
    const movements = [
      paid,
      issued(3, '2026-03-31'),
      issued(1, '2026-01-31'),
      issued(2, '2026-02-28'),
    ];
    const [history, ...others] = invoiceHistories(movements);
    expect(others).toEqual([]);
    expect(
      history?.instalments.map(({ instalment, openMinor }) => [instalment, openMinor]),
    ).toEqual([
      [1, 10],
      [2, 20],
      [3, 0],
    ]);
    expect(history).toMatchObject({ issuedOn: '2026-01-01', dueOn: '2026-03-31', openMinor: 30 });
    expect(history).not.toHaveProperty('settledOn');
    // Days count by date, not in the order of recording.
    const laid: Movement = { ...paid, on: on('2026-02-10'), amountMinor: -30 };
    const again: Movement = { ...paid, on: on('2026-02-20') };
    const third = invoiceHistories([issued(3, '2026-03-31'), again, paid, laid])[0];
    expect(third?.settledOn).toBe('2026-02-20');
    // Nothing that was never issued has a history.
    expect(invoiceHistories([paid])).toEqual([]);
  });

  it('sums what moved in each month, each kind apart', () => {
    const moved = (
      field: Movement['field'],
      amountMinor: number,
      day = '2026-05-15',
    ): Movement => ({
      on: on(day),
      field,
      amountMinor,
    });
    expect(
      monthlyFlows([
        moved('paid', 1, '2026-06-01'),
        moved('issued', 1),
        moved('credited', 2),
        moved('writtenOff', 3),
        moved('paid', 4),
        moved('received', 5),
        moved('refunded', 6),
        moved('paid', 40, '2026-05-31'),
      ]),
    ).toEqual([
      {
        month: '2026-05',
        issuedMinor: 1,
        creditedMinor: 2,
        writtenOffMinor: 3,
        paidMinor: 44,
        receivedMinor: 5,
        refundedMinor: 6,
      },
      expect.objectContaining({ month: '2026-06', issuedMinor: 0, paidMinor: 1 }),
    ]);
  });

  it('sums what moved in each month', async () => {
    expect(monthlyFlows((await recorded(story))())).toEqual([
      expect.objectContaining({ month: '2026-01', issuedMinor: 300, paidMinor: 120 }),
      expect.objectContaining({ month: '2026-02', paidMinor: -120, receivedMinor: -120 }),
      expect.objectContaining({ month: '2026-03', paidMinor: 300, receivedMinor: 300 }),
    ]);
  });
});
