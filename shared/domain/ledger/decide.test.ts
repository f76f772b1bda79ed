import { describe, expect, it } from 'vitest';
import {
  invoice,
  memoryBook,
  payment,
  type TestCommand,
  testAccount,
} from '../../../test/support/ledger.ts';
import type { Totals } from '../../ports/ledger.ts';
import { noTotals } from './amounts.ts';

const refund = (paymentId: string, amountMinor: number, refundId = 'r1'): TestCommand => ({
  kind: 'refund-payment',
  paymentId,
  refundId,
  amountMinor,
  refundedOn: '2026-02-10',
});
const reversal = (paymentId: string, amountMinor: number, reversalId = 'd1'): TestCommand => ({
  kind: 'reverse-payment',
  paymentId,
  reversalId,
  amountMinor,
  reversedOn: '2026-02-11',
  reason: 'chargeback',
});
const reinstatement = (paymentId: string, amountMinor: number): TestCommand => ({
  kind: 'reinstate-payment',
  paymentId,
  reversalId: 'd1',
  amountMinor,
  reinstatedOn: '2026-03-01',
});
const creditNote = (invoiceNumber: string, amountMinor: number): TestCommand => ({
  kind: 'post-credit-note',
  creditNoteNumber: `cn-${invoiceNumber}-${amountMinor}`,
  invoiceNumber,
  amountMinor,
  issuedOn: '2026-01-25',
});
const adjustment = (invoiceNumber: string, deltaMinor: number): TestCommand => ({
  kind: 'adjust-invoice',
  adjustmentId: `a${deltaMinor}`,
  invoiceNumber,
  deltaMinor,
  adjustedOn: '2026-01-10',
  reason: 'price',
});
const cancellation = (invoiceNumber: string): TestCommand => ({
  kind: 'cancel-invoice',
  invoiceNumber,
  cancelledOn: '2026-02-01',
  reason: 'wrong customer',
});
const writeOff = (invoiceNumber: string): TestCommand => ({
  kind: 'write-off-invoice',
  invoiceNumber,
  writtenOffOn: '2026-06-01',
  reason: 'bankrupt',
});

/** Given what happened, when this happens, then exactly these facts follow, and these sums and open items stand. */
const given = (...history: readonly TestCommand[]) => ({
  when: (...commands: readonly TestCommand[]) => {
    const run = async () => {
      const book = memoryBook();
      await book.all(history);
      const before = book.table.journal(testAccount).length;
      const outcomes = [];
      for (const command of commands) outcomes.push(await book.post(command));
      const facts = book.table.journal(testAccount).slice(before);
      return { book, facts, outcomes, position: await book.position() };
    };
    return {
      thenBook: async (expected: {
        readonly facts?: readonly string[];
        readonly totals?: Partial<Totals>;
        readonly open?: readonly string[];
      }) => {
        const { book, facts, position } = await run();
        if (expected.facts) {
          const shown = facts.map(({ fact, effectiveOn }) => `${fact.type} ${effectiveOn}`);
          expect(shown).toEqual(expected.facts);
        }
        if (expected.totals) expect(position.totals).toEqual({ ...noTotals, ...expected.totals });
        if (expected.open) expect(await book.open()).toEqual(expected.open);
      },
      thenNothingHappened: async () => {
        const { facts, outcomes } = await run();
        expect(facts).toEqual([]);
        expect(outcomes.map(({ outcome }) => outcome)).toEqual(commands.map(() => 'duplicate'));
      },
      thenRefused: async (code: string) => {
        const { facts, outcomes, position, book } = await run();
        expect(outcomes.at(-1)).toMatchObject({ outcome: 'refused', code });
        expect(facts.map(({ fact }) => fact.type)).toEqual(['EntryRefused']);
        const untouched = memoryBook();
        await untouched.all(history);
        expect(position.totals).toEqual((await untouched.position()).totals);
        expect(await book.open()).toEqual(await untouched.open());
      },
    };
  },
});

describe('invoices', () => {
  it('are posted with their instalments by due date', () =>
    given()
      .when(
        invoice('F1', 900, {
          instalments: [
            ['2026-03-31', 300],
            ['2026-01-31', 400],
            ['2026-02-28', 200],
          ],
        }),
      )
      .thenBook({
        facts: ['InvoicePosted 2026-01-01'],
        totals: { issuedMinor: 900, openMinor: 900 },
        open: ['F1/1 400', 'F1/2 200', 'F1/3 300'],
      }));

  it('count once', () => given(invoice('F1', 100)).when(invoice('F1', 100)).thenNothingHappened());

  it('need instalments that add up', () =>
    given()
      .when(invoice('F1', 100, { instalments: [['2026-01-31', 99]] }))
      .thenRefused('instalments-off'));

  it('keep their number', () =>
    given(invoice('F1', 100))
      .when({ ...invoice('F1', 200), inputId: 'invoice:other' })
      .thenRefused('invoice-known'));

  it('grow on the last instalment and shrink from the first', async () => {
    const history = invoice('F1', 300, {
      instalments: [
        ['2026-01-31', 100],
        ['2026-02-28', 200],
      ],
    });
    await given(history)
      .when(adjustment('F1', 50))
      .thenBook({ open: ['F1/1 100', 'F1/2 250'], totals: { issuedMinor: 350, openMinor: 350 } });
    await given(history)
      .when(adjustment('F1', -150))
      .thenBook({ open: ['F1/2 150'], totals: { issuedMinor: 150, openMinor: 150 } });
    await given(history).when(adjustment('F1', -301)).thenRefused('exceeds-invoice');
  });

  it('set cash free when they shrink below what was paid, for the oldest open ones', () =>
    given(invoice('F1', 100), payment('p1', 100, ['F1']), invoice('F2', 80))
      .when(adjustment('F1', -60))
      .thenBook({
        facts: ['CashReleased 2026-01-20', 'InvoiceAmended 2026-01-10', 'CashAllocated 2026-01-20'],
        totals: {
          issuedMinor: 120,
          openMinor: 20,
          paidMinor: 100,
          receivedMinor: 100,
        },
        open: ['F2/1 20'],
      }));

  it('are cancelled with what was paid on them becoming unapplied', () =>
    given(invoice('F1', 100), payment('p1', 70, ['F1']))
      .when(cancellation('F1'))
      .thenBook({
        facts: ['CashReleased 2026-02-01', 'InvoiceVoided 2026-02-01'],
        totals: { issuedMinor: 100, creditedMinor: 100, receivedMinor: 70, unappliedMinor: 70 },
        open: [],
      }));

  it('end the same whether adjusted before or after they are cancelled', async () => {
    const totals = { issuedMinor: 110, creditedMinor: 110 };
    await given(invoice('F1', 100), adjustment('F1', 10))
      .when(cancellation('F1'))
      .thenBook({ totals });
    await given(invoice('F1', 100), cancellation('F1'))
      .when(adjustment('F1', 10))
      .thenBook({ totals });
    await given(invoice('F1', 100), cancellation('F1'))
      .when(adjustment('F1', -30))
      .thenBook({ totals: { issuedMinor: 70, creditedMinor: 70 } });
    await given(invoice('F1', 100), cancellation('F1'))
      .when(creditNote('F1', 10))
      .thenRefused('invoice-cancelled');
  });

  it('are credited on what is open first, then on what was paid', () =>
    given(invoice('F1', 100), payment('p1', 60, ['F1']))
      .when(creditNote('F1', 70))
      .thenBook({
        facts: ['CashReleased 2026-01-25', 'CreditNotePosted 2026-01-25'],
        totals: {
          issuedMinor: 100,
          creditedMinor: 70,
          paidMinor: 30,
          receivedMinor: 60,
          unappliedMinor: 30,
        },
        open: [],
      }));

  it('are written off as far as they are open; later cash stays unapplied', async () => {
    await given(invoice('F1', 100), payment('p1', 60, ['F1']), writeOff('F1'))
      .when(payment('p2', 40, ['F1']))
      .thenBook({
        facts: ['PaymentReceived 2026-01-20'],
        totals: {
          issuedMinor: 100,
          paidMinor: 60,
          writtenOffMinor: 40,
          receivedMinor: 100,
          unappliedMinor: 40,
        },
      });
    await given(invoice('F1', 100), payment('p1', 100, ['F1']))
      .when(writeOff('F1'))
      .thenRefused('nothing-open');
    await given().when(writeOff('F9')).thenRefused('invoice-unknown');
  });
});

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
