import { describe, it } from 'vitest';
import {
  adjustment,
  cancellation,
  creditNote,
  given,
  writeOff,
} from '../../../test/support/given-ledger.ts';
import { invoice, payment, type TestCommand } from '../../../test/support/ledger.ts';

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

  it('of another system count from the day of their balance, whatever their age', async () => {
    const legacy = invoice('F1', 60, {
      issuedOn: '2025-06-01',
      dueOn: '2025-07-01',
      openingBalance: { on: '2026-01-10', chaseFrom: '2026-01-14' },
    });
    await given()
      .when(legacy)
      .thenBook({
        facts: ['InvoicePosted 2026-01-10'],
        totals: { issuedMinor: 60, openMinor: 60 },
      });
    // Neither cash nor corrections of before touch what was open after them.
    await given(legacy)
      .when(payment('p1', 60, ['F1'], '2026-01-05'))
      .thenBook({ facts: ['PaymentReceived 2026-01-05', 'CashAllocated 2026-01-10'], open: [] });
    await given(legacy)
      .when({ ...adjustment('F1', 5), adjustedOn: '2025-12-01' } as TestCommand)
      .thenBook({
        facts: ['InvoiceAmended 2026-01-10'],
        totals: { issuedMinor: 65, openMinor: 65 },
      });
    await given(legacy)
      .when({ ...writeOff('F1'), writtenOffOn: '2026-01-02' } as TestCommand)
      .thenBook({ facts: ['InvoiceWrittenOff 2026-01-10'], open: [] });
  });

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
      .when(adjustment('F1', -30))
      .thenBook({ facts: ['InvoiceAmended 2026-02-01'] });
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
