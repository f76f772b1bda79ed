import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstBreak } from '../../shared/adapters/dynamodb/hash-chain.ts';
import { createJournal, type Journal } from '../../shared/adapters/dynamodb/journal.ts';
import { createJournalReader } from '../../shared/adapters/dynamodb/journal-reader.ts';
import { createLedgerTable } from '../../shared/adapters/dynamodb/ledger-table.ts';
import type { LedgerTable } from '../../shared/adapters/ledger/table.ts';
import { instant } from '../../shared/domain/calendar.ts';
import type { JournalReader } from '../../shared/ports/journal.ts';
import { collect } from '../support/collect.ts';
import { startDynamo, type TestDynamo } from '../support/dynamodb.ts';
import { commandOf, invoice, openBook, payment, type TestCommand } from '../support/ledger.ts';

let dynamo: TestDynamo;
let journal: Journal;
let reader: JournalReader;
let table: LedgerTable;
let accounts = 0;

beforeAll(async () => {
  dynamo = await startDynamo();
  const tableName = await dynamo.table('Receivables');
  const clock = { now: () => instant('2026-07-01T06:00:00.000Z') };
  const journalTable = await dynamo.journal('Journal');
  journal = createJournal({ client: dynamo.client, tableName: journalTable, clock });
  reader = createJournalReader({ client: dynamo.client, tableName: journalTable });
  table = createLedgerTable({ client: dynamo.client, tableName, journal });
});
afterAll(() => dynamo.stop());

const act = (actId: string, actor = 'ana') => ({ actId, actor, reason: 'ticket 4711' });

/** A book of an account of its own, over the engine. */
const told = async (history: readonly TestCommand[]) => {
  accounts += 1;
  const account = `c${accounts}|main|USD`;
  const book = openBook(table);
  // What only one account may have is named after it.
  const own = (command: TestCommand): TestCommand =>
    'paymentId' in command
      ? { ...command, paymentId: `${command.paymentId}-${accounts}` }
      : command;
  await book.all(history.map(own), account);
  return {
    account,
    book,
    post: (command: TestCommand) => book.post(own(command), account),
    atOnce: (...commands: readonly TestCommand[]) =>
      Promise.all(commands.map((one) => book.ledger.post(commandOf(own(one), account)))),
    position: () => book.position(account),
    events: async () => {
      const items = await collect(reader.read(`account#${account}`));
      expect(await firstBreak(items)).toBeUndefined();
      return items.map(({ type }) => type);
    },
  };
};

describe('acts of people over DynamoDB', () => {
  it('are booked once when the same one comes twice at once', async () => {
    const { atOnce, events } = await told([invoice('F1', 100)]);
    const dispute: TestCommand = {
      kind: 'dispute-invoice',
      act: act('a-1'),
      invoiceNumber: 'F1',
      disputedOn: '2026-03-01',
    };
    const outcomes = await atOnce(dispute, dispute, dispute);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual([
      'duplicate',
      'duplicate',
      'posted',
    ]);
    expect(await events()).toEqual(['InvoicePosted', 'InvoiceDisputed']);
  });

  it('are one act under one id, when two come at once', async () => {
    const { atOnce, position, events } = await told([
      invoice('F1', 100),
      payment('p1', 100, ['F1']),
    ]);
    const refund = (refundId: string): TestCommand => ({
      kind: 'refund-payment',
      inputId: `refund:${refundId}`,
      act: act('a-1'),
      paymentId: 'p1',
      refundId,
      amountMinor: 10,
      refundedOn: '2026-03-01',
    });
    const dispute: TestCommand = {
      kind: 'dispute-invoice',
      act: act('a-1'),
      invoiceNumber: 'F1',
      disputedOn: '2026-03-01',
    };
    const outcomes = await atOnce(refund('re_1'), refund('re_2'), { ...dispute });
    const codes = outcomes.map(({ outcome, code }) => code ?? outcome);
    // Before the refund nothing of the invoice is open, so the dispute can only come after it.
    expect(codes.filter((code) => code === 'posted')).toHaveLength(1);
    expect(codes.slice(0, 2).sort()).toEqual(['act-id-taken', 'posted']);
    expect((await position()).totals.refundedMinor).toBe(10);
    expect((await events()).filter((type) => type === 'PaymentRefunded')).toHaveLength(1);
  });

  it('and payments that come at once see each other', async () => {
    const { atOnce, position, post } = await told([invoice('F1', 900)]);
    await post({
      kind: 'write-off-invoice',
      inputId: 'act:a-1',
      act: act('a-1'),
      invoiceNumber: 'F1',
      writtenOffOn: '2026-03-01',
      reason: 'gone',
      limitMinor: 500,
    });
    const outcomes = await atOnce(payment('p1', 300, ['F1'], '2026-03-01'), {
      kind: 'approve-write-off',
      act: act('b-1', 'luis'),
      invoiceNumber: 'F1',
      requestId: 'a-1',
      decidedOn: '2026-03-01',
    });
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['posted', 'posted']);
    const { totals } = await position();
    expect(totals.openMinor).toBe(0);
    // Whoever came first: the cash is on the invoice or free, and nothing is given up that was paid.
    expect(totals.paidMinor + totals.unappliedMinor).toBe(300);
    expect(totals.writtenOffMinor).toBe(900 - totals.paidMinor);
  });

  it('one of two that contradict each other is refused', async () => {
    const { atOnce, position } = await told([invoice('F1', 100), payment('p1', 100, ['F1'])]);
    const reverse = (actId: string): TestCommand => ({
      kind: 'reverse-payment',
      inputId: `act:${actId}`,
      act: act(actId),
      paymentId: 'p1',
      reversalId: `operator:${actId}`,
      reversedOn: '2026-03-01',
      reason: 'error',
    });
    const outcomes = await atOnce(reverse('a-1'), reverse('a-2'));
    expect(outcomes.map(({ outcome, code }) => code ?? outcome).sort()).toEqual([
      'nothing-left',
      'posted',
    ]);
    expect((await position()).totals).toMatchObject({ openMinor: 100, reversedMinor: 100 });
  });

  it('move more allocations than one transaction takes', async () => {
    const many = Array.from({ length: 120 }, (_, index) =>
      invoice(`M${String(index).padStart(3, '0')}`, 10),
    );
    const { post, position, events } = await told([...many, payment('p1', 1200)]);
    await post(invoice('F2', 1200, { dueOn: '2026-02-15' }));
    const moved = await post({
      kind: 'reallocate-payment',
      act: act('a-1'),
      paymentId: 'p1',
      invoiceNumbers: ['F2'],
      reallocatedOn: '2026-03-01',
    });
    expect(moved.outcome).toBe('posted');
    const { totals, openCount, plannedMinor } = await position();
    expect(totals).toMatchObject({ openMinor: 1200, paidMinor: 1200, unappliedMinor: 0 });
    expect([openCount, plannedMinor]).toEqual([120, 0]);
    expect((await events()).filter((type) => type === 'PaymentReallocated')).toHaveLength(1);
  });
});

it('follows the newest events of a stream, oldest first', async () => {
  const { account, post } = await told([invoice('F1', 100)]);
  await post(payment('p1', 40));
  const stream = `account#${account}`;
  expect((await reader.last(stream, 2)).map(({ type, version }) => `${version} ${type}`)).toEqual([
    '2 PaymentReceived',
    '3 CashAllocated',
  ]);
  expect((await collect(reader.read(stream))).map(({ version }) => version)).toEqual([1, 2, 3]);
  expect(await reader.last('account#nobody', 5)).toEqual([]);
});
