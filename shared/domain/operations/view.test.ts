import { describe, expect, it } from 'vitest';
import { invoice, memoryBook, payment, testAccount } from '../../../test/support/ledger.ts';
import type { JournalItem } from '../../ports/journal.ts';
import { businessDate, instant } from '../calendar.ts';
import { ledgerAsOf, ledgerNow } from './view.ts';

const act = { actId: 'a-1', actor: 'ana', reason: 'ticket' };

/** Two invoices, one disputed on 10 February, one paid late; the cash was recorded on 1 April. */
const told = async () => {
  const book = memoryBook();
  await book.post(invoice('F1', 100, { issuedOn: '2026-01-01', dueOn: '2026-01-31' }));
  await book.post(invoice('F2', 70, { issuedOn: '2026-01-15', dueOn: '2026-02-15' }));
  await book.post({ kind: 'dispute-invoice', act, invoiceNumber: 'F2', disputedOn: '2026-02-10' });
  await book.post(payment('p1', 60, ['F1'], '2026-02-20'));
  const recorded = ['2026-01-02', '2026-01-16', '2026-02-10', '2026-04-01', '2026-04-01'];
  const items = book.table.journal(testAccount).map(
    ({ fact, effectiveOn }, index) =>
      ({
        ...fact,
        effectiveOn,
        recordedAt: instant(`${recorded[index]}T08:00:00.000Z`),
      }) as JournalItem,
  );
  return { book, items };
};

const at = (asOf: string, knownAt = '2026-12-31') => ({
  asOf: businessDate(asOf),
  knownAt: instant(`${knownAt}T23:59:59.999Z`),
});

const shown = ({ open }: ReturnType<typeof ledgerAsOf>) =>
  open.map(
    ({ invoiceNumber, openMinor, daysPastDue, disputed }) =>
      `${invoiceNumber} ${openMinor} ${daysPastDue}${disputed ? ' disputed' : ''}`,
  );

describe('the ledger as of a date', () => {
  it('knows only what counts by then', async () => {
    const { items } = await told();
    expect(shown(ledgerAsOf(items, at('2026-01-10')))).toEqual(['F1 100 -21']);
    expect(shown(ledgerAsOf(items, at('2026-02-09')))).toEqual(['F1 100 9', 'F2 70 -6']);
    expect(shown(ledgerAsOf(items, at('2026-02-20')))).toEqual(['F1 40 20', 'F2 70 5 disputed']);
    expect(ledgerAsOf(items, at('2026-02-20'))).toMatchObject({
      totals: { openMinor: 110, paidMinor: 60, unappliedMinor: 0 },
      aging: { current: 0, d1_30: 110 },
      openCount: 2,
    });
  });

  it('forgets what was recorded after the moment that is asked about', async () => {
    const { items } = await told();
    const then = ledgerAsOf(items, at('2026-02-20', '2026-03-01'));
    expect(shown(then)).toEqual(['F1 100 20', 'F2 70 5 disputed']);
    expect(then.totals.receivedMinor).toBe(0);
  });

  it('is the live one when nothing is left out', async () => {
    const { book, items } = await told();
    const today = businessDate('2026-05-01');
    expect(ledgerAsOf(items, at('2026-05-01'))).toEqual(ledgerNow(await book.position(), today));
  });

  it('shows a write-off that waits, until it is decided', async () => {
    const { book } = await told();
    const more = async (command: Parameters<typeof book.post>[0]) => {
      await book.post(command);
      return book.table
        .journal(testAccount)
        .map(
          ({ fact, effectiveOn }) =>
            ({ ...fact, effectiveOn, recordedAt: '2026-04-02T00:00:00.000Z' }) as JournalItem,
        );
    };
    const asked = await more({
      kind: 'write-off-invoice',
      act: { ...act, actId: 'a-2' },
      invoiceNumber: 'F1',
      writtenOffOn: '2026-04-02',
      reason: 'gone',
      limitMinor: 1,
    });
    const when = at('2026-04-02');
    const today = when.asOf;
    expect(ledgerAsOf(asked, when).open[0]).toMatchObject({ writeOffRequest: 'a-2' });
    expect(ledgerNow(await book.position(), today).open[0]?.writeOffRequest).toBe('a-2');
    const rejected = await more({
      kind: 'reject-write-off',
      act: { ...act, actId: 'a-3' },
      invoiceNumber: 'F1',
      requestId: 'a-2',
      decidedOn: '2026-04-02',
    });
    expect(ledgerAsOf(rejected, when).open[0]?.writeOffRequest).toBeUndefined();
    expect(ledgerNow(await book.position(), today).open[0]?.writeOffRequest).toBeUndefined();
  });
});
