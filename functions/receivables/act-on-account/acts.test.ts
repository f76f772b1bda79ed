import { describe, expect, it } from 'vitest';
import { refund } from '../../../test/support/given-ledger.ts';
import {
  commandOf as command,
  invoice,
  payment,
  type TestCommand,
  testAccount,
} from '../../../test/support/ledger.ts';
import { ana, openDesk } from '../../../test/support/operator-desk.ts';

const reason = 'ticket 4711';
const paid = [
  invoice('F1', 100, { dueOn: '2026-01-31' }),
  invoice('F2', 100, { dueOn: '2026-02-15' }),
  payment('p1', 100, ['F1']),
];

describe('reversing a payment', () => {
  const reverse = { actId: 'a-1', act: 'reverse-payment', reason, paymentId: 'p1' };

  it('lays open again what it covered, all of it unless an amount is given', async () => {
    const { ask, booked, book, facts } = await openDesk(paid);
    expect(await ask(reverse)).toMatchObject({ status: 200, body: { outcome: 'done' } });
    expect(booked()).toEqual(['CashReleased 2026-03-02', 'PaymentReversed 2026-03-02']);
    expect(facts().at(-1)?.fact.data).toMatchObject({
      amountMinor: 100,
      reversalId: 'operator:a-1',
      reason: 'error',
      act: { actId: 'a-1', actor: ana, reason },
    });
    expect(await book.open()).toEqual(['F1/1 100', 'F2/1 100']);
  });

  it('takes a part when a part was wrong', async () => {
    const { ask, book } = await openDesk(paid);
    await ask({ ...reverse, amountMinor: 30 });
    expect(await book.open()).toEqual(['F1/1 30', 'F2/1 100']);
  });

  it('answers a repeat, although nothing is left', async () => {
    const { ask, facts } = await openDesk(paid);
    await ask(reverse);
    const before = facts().length;
    expect(await ask(reverse)).toMatchObject({ status: 200, body: { outcome: 'done-before' } });
    expect(facts()).toHaveLength(before);
  });

  it.each([
    [
      'more than is left',
      { ...reverse, amountMinor: 101 },
      paid,
      422,
      'exceeds-payment',
      /most 1\.00 USD/,
    ],
    ['nothing', reverse, [...paid, refund('p1', 100)], 409, 'nothing-left', /left of p1/],
    ['what never came', { ...reverse, paymentId: 'p9' }, paid, 422, 'payment-unknown', /p9/],
  ])('is refused for %s', async (_, body, history, status, rule, message) => {
    const { ask, facts } = await openDesk(history);
    const answer = await ask(body);
    expect(answer).toMatchObject({ status, body: { rule } });
    expect((answer.body as { message: string }).message).toMatch(message);
    expect(facts()).toEqual([]);
  });
});

describe('reallocating a payment', () => {
  const move = {
    actId: 'a-1',
    act: 'reallocate-payment',
    reason,
    paymentId: 'p1',
    invoiceNumbers: ['F2'],
  };

  it('leaves what it covered and covers what is named', async () => {
    const { ask, booked, book } = await openDesk(paid);
    expect((await ask(move)).status).toBe(200);
    expect(booked()).toEqual([
      'CashReleased 2026-03-02',
      'PaymentReallocated 2026-03-02',
      'CashAllocated 2026-03-02',
    ]);
    expect(await book.open()).toEqual(['F1/1 100']);
  });

  it('can count from the day of the mistake', async () => {
    const { ask, booked } = await openDesk(paid);
    await ask({ ...move, on: '2026-01-20' });
    expect(booked()).toEqual([
      'CashReleased 2026-01-20',
      'PaymentReallocated 2026-01-20',
      'CashAllocated 2026-01-20',
    ]);
  });

  it('puts what the named ones do not take on the oldest', async () => {
    const { ask, book } = await openDesk([
      invoice('F1', 100, { dueOn: '2026-01-31' }),
      invoice('F2', 40, { dueOn: '2026-02-15' }),
      payment('p1', 100, ['F1']),
    ]);
    await ask(move);
    expect(await book.open()).toEqual(['F1/1 40']);
  });

  it('forgets the names of the remittance', async () => {
    const { ask, book } = await openDesk([invoice('F1', 100), payment('p1', 150, ['F9', 'F1'])]);
    await ask({ ...move, invoiceNumbers: ['F1'] });
    await book.post(invoice('F3', 60, { dueOn: '2026-04-01' }));
    await book.post(invoice('F9', 50, { dueOn: '2026-05-01' }));
    expect(await book.open()).toEqual(['F3/1 10', 'F9/1 50']);
  });

  it('moves 300 allocations in several transactions, the last by the queue if it must', async () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      invoice(`M${String(index).padStart(3, '0')}`, 10),
    );
    const { ask, book, sent } = await openDesk([
      ...many,
      payment('p1', 3000),
      invoice('F2', 3000, { dueOn: '2026-02-15' }),
    ]);
    expect((await ask(move)).status).toBe(200);
    for (let next = sent.shift(); next; next = sent.shift()) {
      const { continuation } = await book.ledger.post(next);
      if (continuation) sent.push(continuation);
    }
    const { totals, openCount, plannedMinor } = await book.position();
    expect(totals).toMatchObject({ openMinor: 3000, paidMinor: 3000, unappliedMinor: 0 });
    expect([openCount, plannedMinor]).toEqual([300, 0]);
    expect((await book.open()).some((line) => line.startsWith('F2/'))).toBe(false);
  });

  it.each([
    [
      'an invoice that is not there',
      { ...move, invoiceNumbers: ['F1', 'F8'] },
      422,
      'invoice-unknown',
    ],
    ['an invoice that others settled', move, 409, 'nothing-open'],
    ['a payment of which nothing is left', { ...move, paymentId: 'p3' }, 409, 'nothing-left'],
  ])('is refused for %s', async (_, body, status, rule) => {
    const { ask, facts } = await openDesk([
      ...paid,
      payment('p2', 100, ['F2']),
      payment('p3', 50),
      refund('p3', 50),
    ]);
    expect(await ask(body)).toMatchObject({ status, body: { rule } });
    expect(facts()).toEqual([]);
  });
});

describe('recording a refund', () => {
  const record = { actId: 'a-1', act: 'record-refund', reason, paymentId: 'p1', amountMinor: 40 };

  it('is the same as the one that the provider tells of', async () => {
    const { ask, book, facts } = await openDesk(paid);
    const named = { ...record, refundId: 'stripe:re_1' };
    expect((await ask(named)).status).toBe(200);
    expect(facts().at(-1)?.fact).toMatchObject({
      type: 'PaymentRefunded',
      data: { refundId: 'stripe:re_1', amountMinor: 40, act: { actor: ana } },
    });
    const told = command({
      kind: 'refund-payment',
      paymentId: 'p1',
      refundId: 'stripe:re_1',
      amountMinor: 40,
      refundedOn: '2026-03-02',
    });
    expect(told.inputId).toBe('refund:stripe:re_1');
    expect((await book.ledger.post(told)).outcome).toBe('duplicate');
    expect(await ask({ ...named, amountMinor: 41 })).toMatchObject({
      status: 409,
      body: { rule: 'differs' },
    });
  });

  it('uses up the id of the act, whether the refund is named or not', async () => {
    const { ask, facts } = await openDesk(paid);
    const named = { ...record, refundId: 'stripe:re_1' };
    expect((await ask(named)).status).toBe(200);
    expect(await ask(named)).toMatchObject({ status: 200, body: { outcome: 'done-before' } });
    const before = facts().length;
    for (const other of [
      record,
      { ...named, refundId: 'stripe:re_2' },
      { actId: 'a-1', act: 'reverse-payment', reason, paymentId: 'p1' },
      { actId: 'a-1', act: 'dispute-invoice', reason, invoiceNumber: 'F2' },
    ]) {
      expect(await ask(other)).toMatchObject({ status: 409, body: { rule: 'act-id-taken' } });
    }
    await ask({ ...record, actId: 'a-2' });
    expect(await ask({ ...named, actId: 'a-2', refundId: 'stripe:re_2' })).toMatchObject({
      body: { rule: 'act-id-taken' },
    });
    expect(
      facts()
        .slice(before)
        .map(({ fact }) => fact.type),
    ).toEqual(['CashReleased', 'PaymentRefunded']);
  });

  it('is known by the payment too, should its marker be lost', async () => {
    const { ask, book, facts } = await openDesk(paid);
    await ask({ ...record, refundId: 'stripe:re_1' });
    const pk = `ACCOUNT#${testAccount}`;
    await book.table.remove([
      { pk, sk: 'IN#refund:stripe:re_1' },
      { pk, sk: 'IN#act:a-1' },
    ]);
    expect(await ask({ ...record, refundId: 'stripe:re_1' })).toMatchObject({
      status: 409,
      body: { rule: 'refund-known', message: 'stripe:re_1 was recorded before' },
    });
    await book.post({ ...refund('p1', 40), refundId: 'stripe:re_1' } as TestCommand);
    expect(facts().at(-1)?.fact).toMatchObject({
      type: 'EntryRefused',
      data: { code: 'refund-known' },
    });
    expect((await book.position()).totals.refundedMinor).toBe(40);
  });

  it('has an id of its own when none is named', async () => {
    const { ask, facts } = await openDesk(paid);
    await ask(record);
    await ask(record);
    expect(facts().filter(({ fact }) => fact.type === 'PaymentRefunded')).toHaveLength(1);
    expect(facts().at(-1)?.fact.data).toMatchObject({ refundId: 'operator:a-1' });
  });
});

describe('the day that an act counts for', () => {
  const history = [
    invoice('F1', 501, { issuedOn: '2026-01-05' }),
    invoice('F2', 501, { openingBalance: { on: '2026-02-10', chaseFrom: '2026-02-20' } }),
  ];
  const dispute = { actId: 'a-1', act: 'dispute-invoice', reason, invoiceNumber: 'F1' };
  const clear = { ...dispute, actId: 'a-2', act: 'clear-dispute' };
  const writeOff = { actId: 'a-1', act: 'write-off-invoice', reason, invoiceNumber: 'F1' };
  const decision = { actId: 'b-1', reason, invoiceNumber: 'F1', requestId: 'a-1' };

  it.each([
    ['a dispute', { ...dispute, on: '2026-01-04' }, /2026-01-04 is before 2026-01-05/],
    [
      'a dispute of what was brought along',
      { ...dispute, invoiceNumber: 'F2', on: '2026-02-09' },
      /2026-02-09 is before 2026-02-10/,
    ],
    ['a write-off', { ...writeOff, on: '1999-01-01' }, /1999-01-01 is before 2026-01-05/],
  ])('of %s is none before the invoice', async (_, body, message) => {
    const { ask, facts } = await openDesk(history);
    expect(await ask(body)).toMatchObject({
      status: 422,
      body: { rule: 'before-invoice', message: expect.stringMatching(message) },
    });
    expect(facts()).toEqual([]);
    expect((await ask({ ...body, on: '2026-02-10' })).status).toBe(200);
  });

  it('of the end of a dispute is none before its beginning', async () => {
    const { ask, booked } = await openDesk(history);
    await ask({ ...dispute, on: '2026-02-20' });
    expect(await ask({ ...clear, on: '2026-02-19' })).toMatchObject({
      status: 422,
      body: {
        rule: 'before-dispute',
        message: '2026-02-19 is too early: F1 is disputed since 2026-02-20',
      },
    });
    expect((await ask({ ...clear, on: '2026-02-20' })).status).toBe(200);
    expect(booked()).toEqual(['InvoiceDisputed 2026-02-20', 'InvoiceDisputeCleared 2026-02-20']);
  });

  it.each(['approve-write-off', 'reject-write-off'])(
    'of %s is none before the request',
    async (act) => {
      const { ask, decide, facts } = await openDesk(history);
      await ask({ ...writeOff, on: '2026-02-20' });
      expect(await decide({ ...decision, act, on: '2026-02-19' })).toMatchObject({
        status: 422,
        body: {
          rule: 'before-request',
          message: '2026-02-19 is too early: a-1 asked for it on 2026-02-20',
        },
      });
      expect(facts()).toHaveLength(1);
      expect((await decide({ ...decision, act, on: '2026-02-20' })).status).toBe(200);
    },
  );
});

describe('cash without a name', () => {
  it('passes what is disputed by, and comes back to it afterwards', async () => {
    const { ask, book } = await openDesk([
      invoice('F1', 100, { dueOn: '2026-01-31' }),
      invoice('F2', 60, { dueOn: '2026-02-15' }),
    ]);
    const dispute = { actId: 'a-1', act: 'dispute-invoice', reason, invoiceNumber: 'F1' };
    await ask(dispute);
    await book.post(payment('p1', 90));
    expect(await book.open()).toEqual(['F1/1 100']);
    expect((await book.position()).totals.unappliedMinor).toBe(30);
    await ask({ ...dispute, actId: 'a-2', act: 'clear-dispute' });
    expect(await book.open()).toEqual(['F1/1 70']);
  });

  it('finds its place behind more disputed invoices than one look shows', async () => {
    const { ask, book } = await openDesk([
      ...Array.from({ length: 45 }, (_, index) => invoice(`A${10 + index}`, 1)),
      invoice('Z1', 60, { dueOn: '2026-09-15' }),
    ]);
    for (let index = 0; index < 45; index += 1) {
      const invoiceNumber = `A${10 + index}`;
      await ask({ actId: invoiceNumber, act: 'dispute-invoice', reason, invoiceNumber });
    }
    await book.post(payment('p1', 90));
    const { totals, openCount } = await book.position(testAccount);
    expect(totals).toMatchObject({ openMinor: 45, unappliedMinor: 30 });
    expect(openCount).toBe(45);
  });
});
