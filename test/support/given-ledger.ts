import { expect } from 'vitest';
import { noTotals } from '../../shared/domain/ledger/amounts.ts';
import type { Totals } from '../../shared/ports/ledger.ts';
import { memoryBook, type TestCommand, testAccount } from './ledger.ts';

export const refund = (paymentId: string, amountMinor: number, refundId = 'r1'): TestCommand => ({
  kind: 'refund-payment',
  paymentId,
  refundId,
  amountMinor,
  refundedOn: '2026-02-10',
});
export const reversal = (
  paymentId: string,
  amountMinor: number,
  reversalId = 'd1',
): TestCommand => ({
  kind: 'reverse-payment',
  paymentId,
  reversalId,
  amountMinor,
  reversedOn: '2026-02-11',
  reason: 'chargeback',
});
export const reinstatement = (paymentId: string, amountMinor: number): TestCommand => ({
  kind: 'reinstate-payment',
  paymentId,
  reversalId: 'd1',
  amountMinor,
  reinstatedOn: '2026-03-01',
});
export const creditNote = (invoiceNumber: string, amountMinor: number): TestCommand => ({
  kind: 'post-credit-note',
  creditNoteNumber: `cn-${invoiceNumber}-${amountMinor}`,
  invoiceNumber,
  amountMinor,
  issuedOn: '2026-01-25',
});
export const adjustment = (invoiceNumber: string, deltaMinor: number): TestCommand => ({
  kind: 'adjust-invoice',
  adjustmentId: `a${deltaMinor}`,
  invoiceNumber,
  deltaMinor,
  adjustedOn: '2026-01-10',
  reason: 'price',
});
export const cancellation = (invoiceNumber: string): TestCommand => ({
  kind: 'cancel-invoice',
  invoiceNumber,
  cancelledOn: '2026-02-01',
  reason: 'wrong customer',
});
export const writeOff = (invoiceNumber: string): TestCommand => ({
  kind: 'write-off-invoice',
  invoiceNumber,
  writtenOffOn: '2026-06-01',
  reason: 'bankrupt',
});

export const brokenPromise = (promiseId: string, promisedOn = '2026-02-01'): TestCommand => ({
  kind: 'note-broken-promise',
  promiseId,
  amountMinor: 900,
  promisedOn,
});

/** Given what happened, when this happens, then exactly these facts follow, and these sums and open items stand. */
export const given = (...history: readonly TestCommand[]) => ({
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
