import { describe, expect, it } from 'vitest';
import {
  adjustment,
  brokenPromise,
  creditNote,
  given,
  refund,
  reinstatement,
  reversal,
} from '../../../test/support/given-ledger.ts';
import {
  invoice,
  memoryBook,
  payment,
  type TestCommand,
  testAccount,
} from '../../../test/support/ledger.ts';

describe('payments', () => {
  it('settle what they name, in its order', () =>
    given(
      invoice('F1', 100, { dueOn: '2026-01-10' }),
      invoice('F2', 100, { dueOn: '2026-01-11' }),
      invoice('F3', 100, { dueOn: '2026-01-12' }),
    )
      .when(payment('p1', 150, ['F3', 'F2']))
      .thenBook({
        facts: ['PaymentReceived 2026-01-20', 'CashAllocated 2026-01-20'],
        open: ['F1/1 100', 'F2/1 50'],
        totals: { issuedMinor: 300, openMinor: 150, paidMinor: 150, receivedMinor: 150 },
      }));

  it('cover the oldest instalments with what is left over', () =>
    given(
      invoice('F1', 100, { dueOn: '2026-01-10' }),
      invoice('F2', 100, { dueOn: '2026-01-11' }),
      invoice('F3', 100, { dueOn: '2026-01-12' }),
    )
      .when(payment('p1', 230, ['F3']))
      .thenBook({
        facts: [
          'PaymentReceived 2026-01-20',
          'CashAllocated 2026-01-20',
          'CashAllocated 2026-01-20',
        ],
        open: ['F2/1 70'],
      }));

  it('stay unapplied when they are more than is owed, and meet the next invoice', async () => {
    await given(invoice('F1', 100))
      .when(payment('p1', 130))
      .thenBook({
        totals: {
          issuedMinor: 100,
          paidMinor: 100,
          receivedMinor: 130,
          unappliedMinor: 30,
        },
      });
    await given(invoice('F1', 100), payment('p1', 130))
      .when(invoice('F2', 100, { issuedOn: '2026-02-01' }))
      .thenBook({
        facts: ['InvoicePosted 2026-02-01', 'CashAllocated 2026-02-01'],
        open: ['F2/1 70'],
      });
  });

  it('count from the day on which cash and debt were both there, whichever came first', async () => {
    const early = invoice('F1', 100, { issuedOn: '2026-01-01' });
    await given(payment('p1', 100, ['F1'], '2026-01-20'))
      .when(early)
      .thenBook({ facts: ['InvoicePosted 2026-01-01', 'CashAllocated 2026-01-20'] });
    await given(early)
      .when(payment('p1', 100, ['F1'], '2026-01-20'))
      .thenBook({ facts: ['PaymentReceived 2026-01-20', 'CashAllocated 2026-01-20'] });
  });

  it('wait for named invoices that have not come, and only for these', async () => {
    const history = [
      invoice('F1', 100, { dueOn: '2026-01-10' }),
      payment('p1', 80, ['F2']),
    ] as const;
    await given(...history)
      .when(invoice('F3', 50))
      .thenBook({
        facts: ['InvoicePosted 2026-01-01'],
        open: ['F1/1 100', 'F3/1 50'],
        totals: { issuedMinor: 150, openMinor: 150, receivedMinor: 80, unappliedMinor: 80 },
      });
    await given(...history)
      .when(invoice('F2', 50))
      .thenBook({
        facts: ['InvoicePosted 2026-01-01', 'CashAllocated 2026-01-20', 'CashAllocated 2026-01-20'],
        open: ['F1/1 70'],
      });
  });

  it('wait with what is left after the named invoices that are known', () =>
    given(invoice('F1', 100), payment('p1', 120, ['F9', 'F1']))
      .when(invoice('F2', 50))
      .thenBook({
        open: ['F2/1 50'],
        totals: {
          issuedMinor: 150,
          openMinor: 50,
          paidMinor: 100,
          receivedMinor: 120,
          unappliedMinor: 20,
        },
      }));

  it('count once', () =>
    given(invoice('F1', 100), payment('p1', 100)).when(payment('p1', 100)).thenNothingHappened());

  it('name an invoice twice without covering it twice', () =>
    given(invoice('F1', 100))
      .when(payment('p1', 150, ['F1', 'F1']))
      .thenBook({
        totals: { issuedMinor: 100, paidMinor: 100, receivedMinor: 150, unappliedMinor: 50 },
      }));
});

describe('what cash settles', () => {
  const allocations = async (...history: readonly TestCommand[]) => {
    const book = memoryBook();
    await book.all(history);
    return book.table
      .journal(testAccount)
      .flatMap(({ fact }) => (fact.type === 'CashAllocated' ? [fact.data.settledInvoices] : []));
  };
  const two = invoice('F1', 100, {
    instalments: [
      ['2026-01-31', 60],
      ['2026-02-28', 40],
    ],
  });

  it('is told with it: each invoice of which nothing is open any more, once', async () => {
    expect(await allocations(two, payment('p1', 60))).toEqual([[]]);
    expect(await allocations(two, payment('p1', 100))).toEqual([['F1']]);
    expect(await allocations(two, payment('p1', 60), payment('p2', 40))).toEqual([[], ['F1']]);
    expect(
      await allocations(
        two,
        invoice('F2', 50),
        invoice('F3', 50),
        payment('p1', 199, ['F2', 'F1']),
      ),
    ).toEqual([['F2', 'F1'], []]);
  });

  it('counts from the day of the cash, also when less is owed since a later day', () =>
    given(invoice('F1', 100), { ...adjustment('F1', -10), adjustedOn: '2026-03-01' } as TestCommand)
      .when(payment('p1', 90, ['F1'], '2026-01-20'))
      .thenBook({ facts: ['PaymentReceived 2026-01-20', 'CashAllocated 2026-01-20'], open: [] }));

  it('counts from the day on which more was owed', () =>
    given(invoice('F1', 100), { ...adjustment('F1', 10), adjustedOn: '2026-03-01' } as TestCommand)
      .when(payment('p1', 110, ['F1'], '2026-01-20'))
      .thenBook({ facts: ['PaymentReceived 2026-01-20', 'CashAllocated 2026-03-01'], open: [] }));
});

describe('refunds and reversals', () => {
  const paid = [invoice('F1', 100), payment('p1', 130, ['F1'])] as const;

  it('take unapplied cash first, then lay open what the payment covered last', () =>
    given(...paid)
      .when(refund('p1', 50))
      .thenBook({
        facts: ['CashReleased 2026-02-10', 'PaymentRefunded 2026-02-10'],
        totals: {
          issuedMinor: 100,
          openMinor: 20,
          paidMinor: 80,
          receivedMinor: 130,
          refundedMinor: 50,
        },
        open: ['F1/1 20'],
      }));

  it('leave the invoice alone when unapplied cash is enough', () =>
    given(...paid)
      .when(refund('p1', 30))
      .thenBook({ facts: ['PaymentRefunded 2026-02-10'], open: [] }));

  it('never give back more than came in', async () => {
    await given(...paid)
      .when(refund('p1', 131))
      .thenRefused('exceeds-payment');
    await given(...paid, refund('p1', 100))
      .when(reversal('p1', 31))
      .thenRefused('exceeds-payment');
  });

  it('let other free cash cover what they lay open', () =>
    given(...paid, payment('p2', 40))
      .when(reversal('p1', 130))
      .thenBook({
        facts: [
          'CashReleased 2026-02-11',
          'PaymentReversed 2026-02-11',
          'CashAllocated 2026-02-11',
        ],
        totals: {
          issuedMinor: 100,
          openMinor: 60,
          paidMinor: 40,
          receivedMinor: 40,
          reversedMinor: 130,
        },
      }));

  it('are undone by a reinstatement, which looks at the remittance again', () =>
    given(
      invoice('F0', 100, { dueOn: '2026-01-05' }),
      invoice('F1', 100),
      payment('p1', 100, ['F1']),
      reversal('p1', 100),
    )
      .when(reinstatement('p1', 100))
      .thenBook({
        facts: ['PaymentReinstated 2026-03-01', 'CashAllocated 2026-03-01'],
        open: ['F0/1 100'],
        totals: { issuedMinor: 200, openMinor: 100, paidMinor: 100, receivedMinor: 100 },
      }));

  it('are reinstated at most once over', () =>
    given(...paid, reversal('p1', 130), reinstatement('p1', 100))
      .when({ ...reinstatement('p1', 31), inputId: 'again' })
      .thenRefused('exceeds-reversal'));

  it('undo each covering from its own day, and no earlier than it counted', () =>
    given(invoice('F1', 100), payment('p1', 150, [], '2026-01-05'), {
      ...adjustment('F1', 30),
      adjustedOn: '2026-03-01',
    } as TestCommand)
      .when(reversal('p1', 150))
      .thenBook({
        facts: ['CashReleased 2026-03-01', 'CashReleased 2026-02-11', 'PaymentReversed 2026-02-11'],
        open: ['F1/1 130'],
      }));

  it('only mark a payment that is contested', () =>
    given(...paid)
      .when({
        kind: 'contest-payment',
        paymentId: 'p1',
        disputeId: 'd1',
        amountMinor: 130,
        contestedOn: '2026-02-01',
      })
      .thenBook({ facts: ['PaymentContested 2026-02-01'], open: [] }));
});

describe('a promise to pay that was not kept', () => {
  it('moves no money, needs no invoice, and counts from the day of the promise', async () => {
    await given(invoice('F1', 100), payment('p1', 40))
      .when(brokenPromise('PR-1'))
      .thenBook({
        facts: ['PromiseBroken 2026-02-01'],
        open: ['F1/1 60'],
        totals: { issuedMinor: 100, openMinor: 60, paidMinor: 40, receivedMinor: 40 },
      });
    await given()
      .when(brokenPromise('PR-1'))
      .thenBook({ facts: ['PromiseBroken 2026-02-01'], open: [] });
  });

  it('is told once, and another one under its id is refused', () =>
    given()
      .when(brokenPromise('PR-1'), brokenPromise('PR-1'), brokenPromise('PR-1', '2026-02-02'))
      .thenBook({ facts: ['PromiseBroken 2026-02-01', 'EntryRefused 2026-02-02'] }));
});

describe('inputs that come too early', () => {
  it('are held and applied in the order of their dates when the payment comes', () =>
    given(invoice('F1', 100))
      .when(reinstatement('p1', 100), reversal('p1', 100), payment('p1', 100, ['F1']))
      .thenBook({
        facts: [
          'EntryHeld 2026-03-01',
          'EntryHeld 2026-02-11',
          'PaymentReceived 2026-01-20',
          'CashAllocated 2026-01-20',
          'CashReleased 2026-02-11',
          'PaymentReversed 2026-02-11',
          'PaymentReinstated 2026-03-01',
          'CashAllocated 2026-03-01',
        ],
        open: [],
      }));

  it('are held and applied when the invoice comes', () =>
    given()
      .when(creditNote('F1', 30), adjustment('F1', 20), invoice('F1', 100))
      .thenBook({
        facts: [
          'EntryHeld 2026-01-25',
          'EntryHeld 2026-01-10',
          'InvoicePosted 2026-01-01',
          'InvoiceAmended 2026-01-10',
          'CreditNotePosted 2026-01-25',
        ],
        open: ['F1/1 90'],
      }));

  it('are held once', () => given(refund('p1', 10)).when(refund('p1', 10)).thenNothingHappened());

  it('are refused in their turn when they break a rule', () =>
    given()
      .when(refund('p1', 500), payment('p1', 100))
      .thenBook({
        facts: ['EntryHeld 2026-02-10', 'PaymentReceived 2026-01-20', 'EntryRefused 2026-02-10'],
        totals: { receivedMinor: 100, unappliedMinor: 100 },
      }));
});
