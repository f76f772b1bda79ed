import { describe, expect, it } from 'vitest';
import {
  day,
  monthlyOf as instalment,
  invoiceOf,
  paymentOf as payment,
} from '../../../test/support/ledger-records.ts';
import { shardOf } from '../account.ts';
import { emptyBook } from './amounts.ts';
import { agendaItems, bookChanges, keys } from './items.ts';
import type { Book, Invoice, Payment } from './types.ts';

const accountId = 'acme|main|USD';
const pk = 'ACCOUNT#acme|main|USD';
const invoice = (over: Partial<Invoice> = {}) =>
  invoiceOf({ instalments: [instalment(1), instalment(2)], ...over });
const book = (some: { invoice?: Invoice | null; payment?: Payment | null } = {}): Book => ({
  ...emptyBook(accountId),
  invoices: new Map(some.invoice === undefined ? [] : [['F1', some.invoice]]),
  payments: new Map(some.payment === undefined ? [] : [['p1', some.payment]]),
});
const put = (changes: ReturnType<typeof bookChanges>) => changes.puts.map(({ sk }) => sk);
const deleted = (changes: ReturnType<typeof bookChanges>) => changes.deletes.map(({ sk }) => sk);

describe('what a book writes of an invoice', () => {
  it('is the invoice, each of its open instalments, and where its number is', () => {
    const fresh = invoice({
      paymentUrl: 'https://pay.example/1',
      documentUrl: 'https://d.example',
    });
    const { puts, deletes, claims } = bookChanges(book(), book({ invoice: fresh }));
    expect(puts).toEqual([
      { pk, sk: 'INVOICE#F1', ...fresh },
      ...[1, 2].map((number) => ({
        pk,
        sk: `OPEN#2026-0${number}-28#F1#0${number}`,
        invoiceNumber: 'F1',
        instalment: number,
        dueOn: `2026-0${number}-28`,
        issuedOn: '2026-01-01',
        amountMinor: 100,
        openMinor: 100,
        paymentUrl: 'https://pay.example/1',
        documentUrl: 'https://d.example',
      })),
      { pk: 'INVOICENO#F1', sk: pk, accountId },
    ]);
    expect([deletes, claims]).toEqual([[], []]);
  });

  it('is only what became different, and what is no longer open goes', () => {
    const paid = invoice({
      instalments: [instalment(1, { writtenOffMinor: 100 }), instalment(2)],
    });
    const changes = bookChanges(book({ invoice: invoice() }), book({ invoice: paid }));
    expect(put(changes)).toEqual(['INVOICE#F1']);
    expect(changes.deletes).toEqual([{ pk, sk: 'OPEN#2026-01-28#F1#01' }]);
    const partly = invoice({ instalments: [instalment(1, { creditedMinor: 1 }), instalment(2)] });
    expect(put(bookChanges(book({ invoice: invoice() }), book({ invoice: partly })))).toEqual([
      'INVOICE#F1',
      'OPEN#2026-01-28#F1#01',
    ]);
    const open = bookChanges(book({ invoice: paid }), book({ invoice: invoice() }));
    expect(put(open)).toEqual(['INVOICE#F1', 'OPEN#2026-01-28#F1#01']);
  });

  it('lists a write-off for all to see while it waits, whatever is paid meanwhile', () => {
    const request = { actId: 'w-1', actor: 'ana', reason: 'x' };
    const writeOff = { amountMinor: 200, limitMinor: 100, request, on: day('2026-02-09') };
    const listed = { pk: `WRITEOFFS#${shardOf(accountId)}`, sk: `2026-02-09#${accountId}#F1` };
    const asked = bookChanges(
      book({ invoice: invoice() }),
      book({ invoice: invoice({ writeOff }) }),
    );
    expect(asked.puts.filter((item) => item.pk === listed.pk)).toEqual([
      { ...listed, accountId, invoiceNumber: 'F1', ...writeOff },
    ]);
    const waiting = { writeOff, instalments: [instalment(1, { creditedMinor: 1 }), instalment(2)] };
    const paid = bookChanges(
      book({ invoice: invoice({ writeOff }) }),
      book({ invoice: invoice(waiting) }),
    );
    expect(paid.puts.filter((item) => item.pk === listed.pk)).toEqual([]);
    const decided = bookChanges(
      book({ invoice: invoice({ writeOff }) }),
      book({ invoice: invoice() }),
    );
    expect(decided.deletes).toEqual([listed]);
  });

  it('is nothing when nothing changed, or when there is none', () => {
    const same = invoice();
    for (const changes of [
      bookChanges(book({ invoice: same }), book({ invoice: same })),
      bookChanges(book({ invoice: null }), book({ invoice: null })),
      bookChanges(book(), book({ invoice: null, payment: null })),
    ]) {
      expect(changes).toEqual({ puts: [], deletes: [], claims: [] });
    }
  });

  it('shows on each open instalment what keeps it from being chased', () => {
    const [, first] = bookChanges(
      book(),
      book({
        invoice: invoice({
          disputedOn: day('2026-02-01'),
          writeOff: { amountMinor: 200, request: { actId: 'w-1', actor: 'ana', reason: 'x' } },
          openingBalance: { on: day('2026-01-10'), chaseFrom: day('2026-01-14') },
        }),
      }),
    ).puts;
    expect(first).toMatchObject({
      disputed: true,
      writeOffRequest: 'w-1',
      chaseFrom: '2026-01-14',
    });
    const [, plain] = bookChanges(book(), book({ invoice: invoice() })).puts;
    for (const field of ['disputed', 'writeOffRequest', 'chaseFrom']) {
      expect(plain).not.toHaveProperty(field);
    }
  });
});

describe('what a book writes of a payment', () => {
  it('is the payment, its free cash, and that it is of this account and no other', () => {
    const fresh = payment({ paidMinor: 30 });
    const { puts, deletes, claims } = bookChanges(book(), book({ payment: fresh }));
    expect(puts).toEqual([
      { pk, sk: 'PAYMENT#p1', ...fresh },
      {
        pk,
        sk: 'FUND#2026-01-20#p1',
        paymentId: 'p1',
        receivedOn: '2026-01-20',
        unappliedMinor: 70,
      },
    ]);
    expect(deletes).toEqual([]);
    expect(claims).toEqual([{ pk: 'PAYMENT#p1', sk: 'ACCOUNT', accountId }]);
  });

  it('is where it waits, once for each name', () => {
    const one = payment({ waitsFor: ['F8'] });
    const two = payment({ waitsFor: ['F8', 'F9'] });
    const first = bookChanges(book(), book({ payment: one }));
    expect(first.puts.at(-1)).toEqual({ pk, sk: 'WAIT#F8#p1', paymentId: 'p1' });
    expect(put(first)).toEqual(['PAYMENT#p1', 'WAIT#F8#p1']);
    const second = bookChanges(book({ payment: one }), book({ payment: two }));
    expect(put(second)).toEqual(['PAYMENT#p1', 'WAIT#F9#p1']);
    expect(second.claims).toEqual([]);
  });

  it('is no fund once nothing of it is free', () => {
    const before = book({ payment: payment() });
    for (const over of [{ paidMinor: 100 }, { waitsFor: ['F9'] }, { visiting: true }]) {
      expect(deleted(bookChanges(before, book({ payment: payment(over) })))).toEqual([
        'FUND#2026-01-20#p1',
      ]);
    }
    expect(put(bookChanges(before, book({ payment: payment({ names: ['F1'] }) })))).toEqual([
      'PAYMENT#p1',
    ]);
  });
});

describe('the agenda', () => {
  const days = (some: Invoice, before: Book = book()) =>
    agendaItems(before, book({ invoice: some })).map((item) => item.pk.split('#')[1]);

  it('has one entry for each day on which something of a new invoice falls due', () => {
    const twice = invoice({
      instalments: [instalment(1), instalment(2), instalment(3, { dueOn: day('2026-02-28') })],
    });
    expect(agendaItems(book(), book({ invoice: twice }))).toEqual([
      { pk: `AGENDA#2026-01-28#${shardOf(accountId)}`, sk: accountId },
      { pk: `AGENDA#2026-02-28#${shardOf(accountId)}`, sk: accountId },
    ]);
  });

  it('has no day before what was brought along is chased', () => {
    const chaseFrom = day('2026-02-10');
    const brought = invoice({ openingBalance: { on: day('2026-01-31'), chaseFrom } });
    expect(days(brought)).toEqual(['2026-02-10', '2026-02-28']);
  });

  it('has nothing of an invoice that is known, or that is not there', () => {
    expect(days(invoice(), book({ invoice: invoice() }))).toEqual([]);
    expect(agendaItems(book(), book({ invoice: null }))).toEqual([]);
  });
});

it('keys sort as the ledger reads them', () => {
  expect(keys.open('2026-01-28', 'F1', 2) < keys.open('2026-01-28', 'F1', 10)).toBe(true);
  expect(keys.trail('p1', 99) < keys.trail('p1', 100)).toBe(true);
  expect(keys.open('2026-01-28', 'F1', 2).startsWith(keys.openPrefix)).toBe(true);
  expect(keys.fund('2026-01-20', 'p1').startsWith(keys.fundPrefix)).toBe(true);
  expect(keys.wait('F1', 'p1').startsWith(keys.waitPrefix('F1'))).toBe(true);
  expect(keys.wait('F11', 'p1').startsWith(keys.waitPrefix('F1'))).toBe(false);
  expect(keys.trail('p1', 7).startsWith(keys.trailPrefix('p1'))).toBe(true);
  expect(keys.held('invoice:F1', 'x').startsWith(keys.heldPrefix('invoice:F1'))).toBe(true);
  expect(keys.parked('x').startsWith(keys.parkedPrefix)).toBe(true);
});
