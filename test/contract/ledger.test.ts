import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstBreak } from '../../shared/adapters/dynamodb/hash-chain.ts';
import { createJournal, type Journal } from '../../shared/adapters/dynamodb/journal.ts';
import { createLedgerTable } from '../../shared/adapters/dynamodb/ledger-table.ts';
import { createParking } from '../../shared/adapters/ledger/parking.ts';
import type { LedgerTable } from '../../shared/adapters/ledger/table.ts';
import { createMemoryLedgerTable } from '../../shared/adapters/memory/ledger-table.ts';
import { shardOf } from '../../shared/domain/account.ts';
import { addDays, businessDate, instant } from '../../shared/domain/calendar.ts';
import { keys } from '../../shared/domain/ledger/items.ts';
import { noHead } from '../../shared/ports/journal.ts';
import { collect } from '../support/collect.ts';
import { startDynamo, type TestDynamo } from '../support/dynamodb.ts';
import { anyHistory } from '../support/histories.ts';
import {
  commandOf,
  invoice,
  memoryBook,
  openBook,
  payment,
  type TestCommand,
} from '../support/ledger.ts';

let dynamo: TestDynamo;
let journal: Journal;
let dynamoTable: LedgerTable;
let accounts = 0;
const newAccount = (): string => {
  accounts += 1;
  return `c${accounts}|main|USD`;
};

beforeAll(async () => {
  dynamo = await startDynamo();
  const tableName = await dynamo.table('Receivables');
  const clock = { now: () => instant('2026-07-01T06:00:00.000Z') };
  const journalTable = await dynamo.journal('Journal');
  journal = createJournal({ client: dynamo.client, tableName: journalTable, clock });
  dynamoTable = createLedgerTable({ client: dynamo.client, tableName, journal });
});
afterAll(() => dynamo.stop());

const memoryTable = createMemoryLedgerTable();

describe.each([
  ['memory', () => memoryTable as LedgerTable],
  ['DynamoDB', () => dynamoTable],
])('ledger over %s', (_, tableOf) => {
  it('reads an empty account', async () => {
    const book = openBook(tableOf());
    expect(await book.position(newAccount())).toMatchObject({
      version: 0,
      openCount: 0,
      plannedMinor: 0,
      plannedFor: [],
      open: [],
      complete: true,
    });
  });

  it('waits for more named invoices than one transaction takes, however often it is told at once', async () => {
    const account = newAccount();
    const book = openBook(tableOf());
    const names = Array.from(Array(300).keys(), (index) => `${account}-N${index}`);
    const told = { ...payment(`p-${account}`, 1000, names), inputId: `payment:${account}` };
    const command = commandOf(told, account);
    const posted = await Promise.all([1, 2, 3].map(() => book.ledger.post(command)));
    expect(posted.map(({ outcome }) => outcome).toSorted()).toEqual([
      'duplicate',
      'duplicate',
      'posted',
    ]);
    const { totals, plannedMinor } = await book.position(account);
    expect(totals).toMatchObject({ receivedMinor: 1000, unappliedMinor: 1000 });
    expect(plannedMinor).toBe(0);
    // The last name is as well known as the first; what nobody named gets nothing.
    await book.all([invoice('other', 70), invoice(`${account}-N299`, 40)], account);
    expect(await book.open(account)).toEqual(['other/1 70']);
  });

  it('reads a position by due date, with what a message needs', async () => {
    const account = newAccount();
    const book = openBook(tableOf());
    await book.all(
      [
        invoice('F1', 100, { dueOn: '2026-02-10' }),
        {
          ...invoice('F2', 90, {
            instalments: [
              ['2026-02-05', 30],
              ['2026-03-05', 60],
            ],
          }),
          paymentUrl: 'https://pay.example/F2',
          documentUrl: 'https://doc.example/F2',
        } as TestCommand,
        payment('p1', 40),
      ],
      account,
    );
    const position = await book.position(account);
    expect(position).toMatchObject({ version: 4, openCount: 2, complete: true });
    expect(position.totals).toMatchObject({ openMinor: 150, paidMinor: 40 });
    expect(position.open).toEqual([
      {
        invoiceNumber: 'F1',
        instalment: 1,
        issuedOn: '2026-01-01',
        dueOn: '2026-02-10',
        amountMinor: 100,
        openMinor: 90,
      },
      {
        invoiceNumber: 'F2',
        instalment: 2,
        issuedOn: '2026-01-01',
        dueOn: '2026-03-05',
        amountMinor: 60,
        openMinor: 60,
        paymentUrl: 'https://pay.example/F2',
        documentUrl: 'https://doc.example/F2',
      },
    ]);
    const short = await book.reader.position(account, { limit: 1 });
    expect(short.open.map(({ invoiceNumber }) => invoiceNumber)).toEqual(['F1']);
    expect(short.complete).toBe(false);
    const due = { dueThrough: businessDate('2026-02-10') };
    const until = await collect(book.reader.openInstalments(account, due));
    expect(until.map(({ invoiceNumber }) => invoiceNumber)).toEqual(['F1']);
    expect(await collect(book.reader.openInstalments(account))).toHaveLength(2);
  });

  it('finds accounts by invoice, by payment and by due date', async () => {
    const [first, second] = [newAccount(), newAccount()];
    const book = openBook(tableOf());
    await book.post(invoice('N1', 100, { dueOn: '2026-09-09' }), first);
    await book.post(invoice('N1', 100, { dueOn: '2026-09-09' }), second);
    await book.post(payment(`pay-${first}`, 10), first);
    const holders = await book.reader.accountOfInvoice('N1');
    expect(holders.filter((id) => id === first || id === second)).toEqual([first, second].sort());
    expect(await book.reader.accountOfInvoice('nobody')).toEqual([]);
    expect(await book.reader.accountOfPayment(`pay-${first}`)).toBe(first);
    expect(await book.reader.accountOfPayment('nobody')).toBeUndefined();
    const day = businessDate('2026-09-09');
    expect(await collect(book.reader.agenda(day, shardOf(first)))).toContain(first);
    expect(await collect(book.reader.agenda(businessDate('2026-09-10'), 1))).toEqual([]);
  });

  it('puts what was brought along on the agenda no day before it is chased', async () => {
    const account = newAccount();
    const book = openBook(tableOf());
    const chaseFrom = '2027-03-10';
    await book.post(
      invoice('O1', 300, {
        instalments: [
          ['2026-11-30', 200],
          ['2027-04-30', 100],
        ],
        openingBalance: { on: '2027-02-28', chaseFrom },
      }),
      account,
    );
    const found = async (day: string) =>
      (await collect(book.reader.agenda(businessDate(day), shardOf(account)))).includes(account);
    expect(await Promise.all(['2026-11-30', chaseFrom, '2027-04-30'].map(found))).toEqual([
      false,
      true,
      true,
    ]);
    expect((await book.position(account)).open).toMatchObject([
      { dueOn: '2026-11-30', chaseFrom },
      { dueOn: '2027-04-30', chaseFrom },
    ]);
  });

  it('writes an invoice with 60 due dates, and a remittance over many pages', async () => {
    const account = newAccount();
    const book = openBook(tableOf());
    const instalments = Array.from({ length: 60 }, (_unused, index): [string, number] => [
      addDays(businessDate('2026-02-01'), index * 31),
      10,
    ]);
    await book.post(payment('early', 255), account);
    await book.post(invoice('L1', 600, { instalments }), account);
    expect((await book.position(account)).totals).toMatchObject({ openMinor: 345, paidMinor: 255 });
    const day = addDays(businessDate('2026-02-01'), 59 * 31);
    expect(await collect(book.reader.agenda(day, shardOf(account)))).toContain(account);
    const names = Array.from({ length: 130 }, (_unused, index) => `M${index}`);
    for (const name of names.filter((_unused, index) => index % 2 === 0)) {
      await book.post(invoice(name, 3), account);
    }
    await book.post(payment('named', 300, names), account);
    const position = await book.position(account);
    expect(position.totals).toMatchObject({ openMinor: 345, paidMinor: 450, unappliedMinor: 105 });
    await book.post(invoice('M1', 100), account);
    expect((await book.position(account)).totals).toMatchObject({
      openMinor: 345,
      unappliedMinor: 5,
    });
  });

  it('refuses a commit that someone overtook, and a marker that exists', async () => {
    const account = newAccount();
    const book = openBook(tableOf());
    await book.post(invoice('F1', 100), account);
    const pk = keys.account(account);
    const commit = {
      accountId: account,
      expected: noHead,
      entries: [
        {
          fact: {
            type: 'EntryRefused' as const,
            data: { accountId: account, inputId: 'i', code: 'c', message: 'm' },
          },
          effectiveOn: businessDate('2026-01-01'),
        },
      ],
      cause: { causationId: 'i', correlationId: 'i' },
      snapshot: { pk, sk: keys.snapshot },
      puts: [],
      deletes: [],
    };
    const table = tableOf();
    expect(await table.commit(commit)).toEqual({ committed: false, because: 'version' });
    const marker = { pk, sk: keys.input('invoice:F1') };
    expect(await table.commit({ ...commit, marker })).toEqual({
      committed: false,
      because: 'duplicate',
    });
    const [snapshot] = await table.get([{ pk, sk: keys.snapshot }]);
    const expected = { version: Number(snapshot?.['version']), hash: String(snapshot?.['hash']) };
    const taken = { pk, sk: keys.held('invoice:F9', 'x') };
    expect(await table.commit({ ...commit, expected, taken })).toEqual({
      committed: false,
      because: 'condition',
      write: 0,
    });
    const claimFor = (accountId: string) => ({
      pk: keys.paymentId(`claimed by ${account}`),
      sk: keys.paymentAccount,
      accountId,
    });
    const elsewhere = claimFor('other|main|USD');
    await table.put([elsewhere]);
    const claimed = { ...commit, expected, claims: [claimFor(account)] };
    expect(await table.commit(claimed)).toEqual({
      committed: false,
      because: 'condition',
      write: 0,
    });
    expect(await table.get([elsewhere])).toMatchObject([elsewhere]);
    await table.put([claimFor(account)]);
    expect(await table.commit(claimed)).toMatchObject({ committed: true });
  });

  it('decides anew when two deliveries race, and books both', async () => {
    const account = newAccount();
    const table = tableOf();
    let raced = false;
    const racing: LedgerTable = {
      ...table,
      commit: async (commit) => {
        if (!raced) {
          raced = true;
          await openBook(table).post(invoice('F2', 50), account);
        }
        return table.commit(commit);
      },
    };
    await openBook(racing).post(invoice('F1', 100), account);
    expect((await openBook(table).position(account)).totals.openMinor).toBe(150);
  });

  it('gives up on an account that changes all the time', async () => {
    const account = newAccount();
    const table = tableOf();
    const busy: LedgerTable = {
      ...table,
      commit: async () => ({ committed: false, because: 'version' }),
    };
    await expect(openBook(busy).post(invoice('F1', 100), account)).rejects.toThrow(
      /changed 6 times/,
    );
  });

  it('parks inputs without an account, whichever side comes first', async () => {
    const account = newAccount();
    const table = tableOf();
    const book = openBook(table);
    const parking = createParking(table, book.reader);
    const number = `P-${accounts}`;
    const { accountId: _unused, ...command } = commandOf(payment(`p-${number}`, 60, [number]));
    const place = { kind: 'invoice', invoiceNumber: number } as const;
    const parked = { command, currency: 'USD', places: [place] };
    expect(await parking.park(parked)).toEqual({ outcome: 'parked' });
    expect(await parking.waitingFor(place)).toEqual([parked]);
    await book.post(invoice(number, 60), account);
    expect(await parking.park(parked)).toEqual({ outcome: 'known', accountIds: [account] });
    await parking.release(parked);
    expect(await parking.waitingFor(place)).toEqual([]);
  });
});

describe('ledger over both', () => {
  it('ends with the same items, and a journal that can be verified', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async (drawn) => {
        const account = newAccount();
        // A payment belongs to one account, and the accounts of all histories share a table.
        const history = drawn.map((command) =>
          'paymentId' in command
            ? { ...command, paymentId: `${command.paymentId}-${accounts}` }
            : command,
        );
        const inMemory = memoryBook();
        await inMemory.all(history, account);
        const book = openBook(dynamoTable);
        await book.all(history, account);
        const own = inMemory.table
          .items()
          .filter(({ pk }) => pk === keys.account(account))
          .sort((left, right) => (left.sk < right.sk ? -1 : 1))
          .map(({ hash: _hash, ...item }) => item);
        const stored = await collect(dynamoTable.all({ pk: keys.account(account) }));
        expect(stored.map(({ hash: _hash, at: _at, ...item }) => item)).toEqual(own);
        const items = await collect(journal.read({ streamId: `account#${account}` }));
        expect(await firstBreak(items)).toBeUndefined();
        expect(
          items.map(({ type, data, effectiveOn }) => ({ fact: { type, data }, effectiveOn })),
        ).toEqual(inMemory.table.journal(account));
      }),
      { numRuns: 40 },
    );
  });
});
