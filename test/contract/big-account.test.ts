import { afterAll, beforeAll, expect, it } from 'vitest';
import { createJournal } from '../../shared/adapters/dynamodb/journal.ts';
import { createLedger } from '../../shared/adapters/dynamodb/ledger.ts';
import { createLedgerTable } from '../../shared/adapters/dynamodb/ledger-table.ts';
import type { LedgerTable } from '../../shared/adapters/ledger/table.ts';
import { addDays, businessDate, instant } from '../../shared/domain/calendar.ts';
import { newAccount } from '../../shared/domain/ledger/account.ts';
import { emptyBook } from '../../shared/domain/ledger/amounts.ts';
import { evolve } from '../../shared/domain/ledger/evolve.ts';
import { bookChanges, type Item, keys } from '../../shared/domain/ledger/items.ts';
import { startDynamo, type TestDynamo } from '../support/dynamodb.ts';
import { commandOf, invoice, openBook, payment, type TestCommand } from '../support/ledger.ts';

const clock = { now: () => instant('2026-07-01T06:00:00.000Z') };
const amountMinor = 100;
const numberOf = (index: number): string => `F${String(index).padStart(6, '0')}`;

let dynamo: TestDynamo;
let table: LedgerTable;
let tables: { receivablesTableName: string; journalTableName: string };

beforeAll(async () => {
  dynamo = await startDynamo();
  const receivablesTableName = await dynamo.table('Receivables');
  const journalTableName = await dynamo.journal('Journal');
  tables = { receivablesTableName, journalTableName };
  const journal = createJournal({ client: dynamo.client, tableName: journalTableName, clock });
  table = createLedgerTable({ client: dynamo.client, tableName: receivablesTableName, journal });
});
afterAll(() => dynamo.stop());

/** Writes an account with that many open invoices of 1.00 each, as the ledger would have left it. */
const fill = async (accountId: string, count: number): Promise<void> => {
  const items: Item[] = [];
  for (let index = 0; index < count; index += 1) {
    const issuedOn = businessDate('2026-01-01');
    const dueOn = addDays(issuedOn, index % 200);
    const invoiceNumber = numberOf(index);
    const before = emptyBook(accountId);
    const after = evolve(before, {
      effectiveOn: issuedOn,
      fact: {
        type: 'InvoicePosted',
        data: {
          accountId,
          customerId: 'big',
          invoiceNumber,
          issuedOn,
          totalMinor: amountMinor,
          currency: 'USD',
          instalments: [{ instalment: 1, dueOn, amountMinor }],
        },
      },
    });
    const known: typeof before = { ...before, invoices: new Map([[invoiceNumber, null]]) };
    // The look-up by number is not part of what is measured here.
    items.push(...bookChanges(known, after).puts.filter(({ pk }) => pk.startsWith('ACCOUNT#')));
  }
  const openMinor = count * amountMinor;
  const account = newAccount(accountId);
  items.push({
    pk: keys.account(accountId),
    sk: keys.snapshot,
    ...account,
    totals: { ...account.totals, issuedMinor: openMinor, openMinor },
    openCount: count,
    version: count,
    hash: 'filled',
  });
  const half = Math.ceil(items.length / 2);
  await Promise.all([table.put(items.slice(0, half)), table.put(items.slice(half))]);
};

/** A payment belongs to one account: each account has its own, with ids of one length. */
const commandsOf = (tag: 'a' | 'b'): Readonly<Record<string, TestCommand>> => ({
  issue: invoice('new', 100, { issuedOn: '2026-02-01', dueOn: '2026-12-01' }),
  named: payment(`p-named-${tag}`, 100, [numberOf(77)]),
  oldest: payment(`p-oldest-${tag}`, 150),
  credit: {
    kind: 'post-credit-note',
    creditNoteNumber: 'c1',
    invoiceNumber: numberOf(78),
    amountMinor: 40,
    issuedOn: '2026-02-01',
  },
  settle: payment(`p500-${tag}`, 500 * amountMinor, [], '2026-06-01'),
  reverse: {
    kind: 'reverse-payment',
    paymentId: `p500-${tag}`,
    reversalId: 'd1',
    amountMinor: 500 * amountMinor,
    reversedOn: '2026-06-20',
    reason: 'chargeback',
  },
});

const accountOf = (tag: 'a' | 'b'): string => `big-${tag}|main|USD`;

/** What each command costs on an account of that size, one after the other. */
const costs = async (tag: 'a' | 'b', count: number) => {
  const accountId = accountOf(tag);
  await fill(accountId, count);
  const book = openBook(table);
  const measured: Record<string, { calls: string[]; read: number; write: number }> = {};
  for (const [name, command] of Object.entries(commandsOf(tag))) {
    dynamo.meter.reset();
    await book.post(command, accountId);
    measured[name] = { calls: [...dynamo.meter.calls], ...dynamo.meter.units };
    if (name === 'settle') {
      const { totals, openCount } = await book.position(accountId);
      expect(totals.unappliedMinor).toBe(0);
      expect(openCount).toBe(count - 500 - 1);
    }
  }
  const { totals, openCount, plannedMinor } = await book.position(accountId);
  expect(plannedMinor).toBe(0);
  expect(totals).toMatchObject({
    issuedMinor: count * amountMinor + 100,
    paidMinor: 250,
    openMinor: count * amountMinor + 100 - 250 - 40,
    reversedMinor: 500 * amountMinor,
  });
  expect(openCount).toBe(count - 1);
  return measured;
};

it('costs the same with 10,000 open invoices as with 600', async () => {
  const small = await costs('a', 600);
  const big = await costs('b', 10_000);
  expect(big).toEqual(small);

  // One read, one transaction; a second read only when cash looks for a place of its own.
  expect(big['issue']?.calls).toEqual(['BatchGetItem', 'TransactWriteItems']);
  expect(big['named']?.calls).toEqual(['BatchGetItem', 'TransactWriteItems']);
  expect(big['oldest']?.calls).toEqual([
    'BatchGetItem',
    'Query',
    'BatchGetItem',
    'TransactWriteItems',
  ]);
  expect(big['credit']?.calls).toEqual(['BatchGetItem', 'TransactWriteItems']);

  const transactions = (name: string) =>
    big[name]?.calls.filter((call) => call === 'TransactWriteItems').length ?? 0;
  expect(transactions('settle')).toBe(13);
  expect(transactions('reverse')).toBeLessThanOrEqual(20);
});

it('keeps the snapshot under 4 kB and reads a position in one query', async () => {
  const [snapshot] = await table.get([{ pk: keys.account(accountOf('b')), sk: keys.snapshot }]);
  expect(Buffer.byteLength(JSON.stringify(snapshot))).toBeLessThan(1024);
  const reader = openBook(table).reader;
  dynamo.meter.reset();
  const position = await reader.position(accountOf('b'));
  expect(dynamo.meter.calls).toEqual(['Query']);
  expect(position.open).toHaveLength(200);
  expect(position.complete).toBe(false);
});

it('takes cash in the middle of a plan as paid, and finishes the plan before anything else', async () => {
  const accountId = 'planned|main|USD';
  await fill(accountId, 1200);
  const ledger = createLedger({ client: dynamo.client, clock, ...tables });
  const names = Array.from({ length: 1000 }, (_, index) => numberOf(1199 - index));
  const command = commandOf(payment('p1', 1000 * amountMinor, names), accountId);
  const posted = await ledger.post(command);
  expect(posted.outcome).toBe('posted');
  expect(posted.continuation).toMatchObject({ kind: 'continue-plan', planId: command.inputId });

  const position = await ledger.position(accountId);
  expect(position.plannedMinor).toBe(position.totals.unappliedMinor);
  expect(position.plannedMinor).toBeGreaterThan(0);
  expect(position.plannedFor).toEqual(names.slice(-position.plannedFor.length));
  expect(position.plannedFor.length * amountMinor).toBe(position.plannedMinor);

  // The repeat of the payment asks for the continuation again; another command does not wait.
  expect(await ledger.post(commandOf(invoice('other', 5), accountId))).toMatchObject({
    outcome: 'posted',
  });
  expect(await ledger.post(command)).toMatchObject({ outcome: 'duplicate' });
  if (!posted.continuation) throw new Error('no continuation');
  expect(await ledger.post(posted.continuation)).toMatchObject({ outcome: 'duplicate' });
  const { totals, plannedMinor, plannedFor } = await ledger.position(accountId);
  expect(totals).toMatchObject({ paidMinor: 1000 * amountMinor, unappliedMinor: 0 });
  expect(plannedMinor).toBe(0);
  expect(plannedFor).toEqual([]);
});
