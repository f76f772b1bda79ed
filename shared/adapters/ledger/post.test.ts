import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyHistory } from '../../../test/support/histories.ts';
import {
  commandOf,
  invoice,
  openBook,
  payment,
  type TestCommand,
  testAccount,
} from '../../../test/support/ledger.ts';
import type { AccountCommand } from '../../ports/commands.ts';
import { createMemoryLedgerTable } from '../memory/ledger-table.ts';
import { createLedger, PlanUnfinished } from './post.ts';
import { createLedgerStore } from './store.ts';
import type { LedgerTable } from './table.ts';

class Crash extends Error {
  override readonly name = 'Crash';
}

/** Dies once, at the call with that number: before it reaches the table or after it was done. */
const crashing = (
  table: LedgerTable,
  at: number,
  when: 'before' | 'after',
): LedgerTable & { readonly calls: () => number } => {
  let calls = 0;
  const around = async <T>(call: () => Promise<T>): Promise<T> => {
    calls += 1;
    const dies = calls === at;
    if (dies && when === 'before') throw new Crash();
    const result = await call();
    if (dies) throw new Crash();
    return result;
  };
  return {
    calls: () => calls,
    get: (keys) => around(() => table.get(keys)),
    first: (range, limit) => around(() => table.first(range, limit)),
    all: table.all,
    commit: (commit) => around(() => table.commit(commit)),
    put: (items) => around(() => table.put(items)),
    remove: (keys) => around(() => table.remove(keys)),
  };
};

/** A queue with one group: a command that fails is delivered again before anything else. */
const deliver = async (table: LedgerTable, commands: readonly AccountCommand[]): Promise<void> => {
  const queue = [...commands];
  while (queue.length > 0) {
    const [command] = queue;
    if (!command) break;
    try {
      const { continuation } = await createLedger(createLedgerStore(table)).post(command);
      if (continuation) queue.push(continuation);
      queue.shift();
    } catch (error) {
      if (!(error instanceof Crash || error instanceof PlanUnfinished)) throw error;
    }
  }
};

const balances = async (table: LedgerTable) => {
  const { totals, openCount, plannedMinor, open } = await openBook(table).position();
  return { totals, openCount, plannedMinor, open };
};

const commandsOf = (history: readonly TestCommand[]) =>
  history.map((command) => commandOf(command));

const crowd = Array.from({ length: 120 }, (_, index) =>
  invoice(`F${String(index).padStart(3, '0')}`, 10),
);
const names = crowd.flatMap((command) => ('invoiceNumber' in command ? command.invoiceNumber : []));

const large: readonly TestCommand[] = [
  {
    kind: 'refund-payment',
    paymentId: 'p1',
    refundId: 'r1',
    amountMinor: 25,
    refundedOn: '2026-02-01',
  },
  ...crowd,
  payment('p1', 1150, names.toReversed()),
  {
    kind: 'reverse-payment',
    paymentId: 'p1',
    reversalId: 'd1',
    amountMinor: 1000,
    reversedOn: '2026-02-10',
    reason: 'chargeback',
  },
];

describe('a payment', () => {
  const other = 'zeta|main|USD';

  it('that another account has is refused, and moves nothing', async () => {
    const table = createMemoryLedgerTable();
    const book = openBook(table);
    await book.post(payment('p1', 60));
    expect(await book.post(payment('p1', 60), other)).toMatchObject({
      outcome: 'refused',
      code: 'payment-elsewhere',
      introduced: [],
    });
    expect((await book.position(other)).totals.receivedMinor).toBe(0);
    expect(await book.reader.accountOfPayment('p1')).toBe(testAccount);
    expect(await book.post(payment('p1', 60))).toMatchObject({ outcome: 'duplicate' });
  });

  it('that another account takes between look and commit is refused as well', async () => {
    const table = createMemoryLedgerTable();
    let raced = false;
    const racing: LedgerTable = {
      ...table,
      commit: async (commit) => {
        if (!raced) {
          raced = true;
          await openBook(table).post(payment('p1', 60), other);
        }
        return table.commit(commit);
      },
    };
    expect(await openBook(racing).post(payment('p1', 60))).toMatchObject({
      outcome: 'refused',
      code: 'payment-elsewhere',
    });
    expect((await openBook(table).position()).totals.receivedMinor).toBe(0);
    expect((await openBook(table).position(other)).totals.receivedMinor).toBe(60);
  });

  it('in another currency than the account is refused', async () => {
    const book = openBook(createMemoryLedgerTable());
    const command = { ...commandOf(payment('p1', 60)), currency: 'EUR' };
    expect(await book.ledger.post(command)).toMatchObject({ code: 'currency-differs' });
  });
});

describe('a crash between any two calls', () => {
  it('is repaired by the next delivery, in the middle of a plan as well', async () => {
    const quiet = createMemoryLedgerTable();
    const commands = commandsOf(large);
    await deliver(quiet, commands);
    const expected = await balances(quiet);
    expect(expected.totals).toMatchObject({ paidMinor: 125, refundedMinor: 25 });

    const counting = crashing(createMemoryLedgerTable(), -1, 'before');
    await deliver(counting, commands);
    const interesting = counting.calls() - 2 * crowd.length;
    expect(interesting).toBeGreaterThan(20);
    for (let back = 0; back < interesting; back += 1) {
      for (const when of ['before', 'after'] as const) {
        const table = createMemoryLedgerTable();
        await deliver(crashing(table, counting.calls() - back, when), commands);
        expect(await balances(table)).toEqual(expected);
        expect(table.items().filter(({ sk }) => /^(PLAN|HELD)#/.test(sk))).toEqual([]);
      }
    }
  });

  it('changes nothing about any history', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyHistory,
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom('before' as const, 'after' as const),
        async (history, at, when) => {
          const quiet = createMemoryLedgerTable();
          await deliver(quiet, commandsOf(history));
          const table = createMemoryLedgerTable();
          await deliver(crashing(table, at, when), commandsOf(history));
          expect(table.items()).toEqual(quiet.items());
          expect(table.journal(testAccount)).toEqual(quiet.journal(testAccount));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('a plan', () => {
  const many = Array.from({ length: 900 }, (_, index) => invoice(`G${index}`, 1));

  it('is continued in deliveries of bounded length', async () => {
    const table = createMemoryLedgerTable();
    await openBook(table).all(many);
    const ledger = createLedger(createLedgerStore(table));
    const first = await ledger.post(commandOf(payment('p1', 900)));
    expect(first.continuation).toEqual({
      kind: 'continue-plan',
      inputId: 'plan:payment:p1:20',
      accountId: testAccount,
      cause: { causationId: 'payment:p1', correlationId: 'payment:p1' },
      planId: 'payment:p1',
      chunk: 20,
    });
    const again = await ledger.post(commandOf(payment('p1', 900)));
    expect(again).toMatchObject({ outcome: 'duplicate', introduced: ['payment:p1'] });
    expect(again.continuation).toBeUndefined();
    expect((await openBook(table).position()).totals.openMinor).toBe(0);
    if (!first.continuation) throw new Error('no continuation');
    expect(await ledger.post(first.continuation)).toEqual({
      outcome: 'duplicate',
      introduced: [],
    });
  });

  it('that one delivery cannot finish keeps other commands waiting, not failing for ever', async () => {
    const table = createMemoryLedgerTable();
    const book = openBook(table);
    await book.all(many);
    await book.all(many.map((_, index) => invoice(`H${index}`, 1)));
    const ledger = createLedger(createLedgerStore(table));
    await ledger.post(commandOf(payment('p1', 1750)));
    const late = commandOf(invoice('late', 5));
    await expect(ledger.post(late)).rejects.toThrow(PlanUnfinished);
    expect(await ledger.post(late)).toMatchObject({ outcome: 'posted' });
    expect((await book.position()).totals).toMatchObject({ openMinor: 55, paidMinor: 1750 });
  });
});
