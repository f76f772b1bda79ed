import { describe, expect, it } from 'vitest';
import { commandOf, type TestCommand } from '../../../test/support/ledger.ts';
import {
  day,
  instalmentOf as instalment,
  invoiceOf as invoice,
  paymentOf as payment,
} from '../../../test/support/ledger-records.ts';
import { check, checkTargets, dateOf, type Entrant } from './check.ts';
import type { Invoice, Payment } from './types.ts';

const act = { actId: 'a-1', actor: 'ana', reason: 'ticket' };
const cover = (paymentId: string, amountMinor: number) => ({
  paymentId,
  amountMinor,
  effectiveOn: day('2026-01-20'),
});
const reversal = {
  reversalId: 'd1',
  amountMinor: 60,
  reinstatedMinor: 20,
  effectiveOn: day('2026-02-11'),
};

const settled = invoice({ instalments: [instalment({ covers: [cover('p1', 100)] })] });
const voided = invoice({ voided: true, instalments: [instalment({ creditedMinor: 100 })] });
/** 100 issued: 30 paid, 20 credited, 10 given up, 40 open. */
const mixed = invoice({
  instalments: [instalment({ creditedMinor: 20, writtenOffMinor: 10, covers: [cover('p1', 30)] })],
});

type Known = { invoice?: Invoice; payment?: Payment; bookedIn?: string };
/** `go`, the referent that is waited for, or `code: message`. */
const verdict = (command: TestCommand, known: Known = {}): string => {
  const answer = check(
    commandOf(command) as Entrant,
    known.invoice ?? null,
    known.payment ?? null,
    known.bookedIn,
  );
  if (answer.kind === 'go') return 'go';
  return answer.kind === 'hold'
    ? `waits for ${answer.referent}`
    : `${answer.code}: ${answer.message}`;
};

const adjust = (deltaMinor: number): TestCommand => ({
  kind: 'adjust-invoice',
  adjustmentId: 'x1',
  invoiceNumber: 'F1',
  deltaMinor,
  adjustedOn: '2026-02-01',
  reason: 'price',
});
const credit = (amountMinor: number): TestCommand => ({
  kind: 'post-credit-note',
  creditNoteNumber: 'c1',
  invoiceNumber: 'F1',
  amountMinor,
  issuedOn: '2026-02-02',
});
const cancel: TestCommand = {
  kind: 'cancel-invoice',
  invoiceNumber: 'F1',
  cancelledOn: '2026-02-03',
  reason: 'error',
};
const issue = (totalMinor: number, parts: readonly number[]): TestCommand => ({
  kind: 'issue-invoice',
  customerId: 'acme',
  invoiceNumber: 'F1',
  issuedOn: '2026-01-01',
  totalMinor,
  instalments: parts.map((amountMinor) => ({ dueOn: '2026-01-31', amountMinor })),
});
const receive: TestCommand = {
  kind: 'record-payment',
  paymentId: 'p1',
  amountMinor: 100,
  receivedOn: '2026-01-20',
  invoiceNumbers: [],
};
const refund = (amountMinor: number, refundId = 'r1'): TestCommand => ({
  kind: 'refund-payment',
  paymentId: 'p1',
  refundId,
  amountMinor,
  refundedOn: '2026-02-04',
});
const reverse = (amountMinor?: number, reversalId = 'd9'): TestCommand => ({
  kind: 'reverse-payment',
  paymentId: 'p1',
  reversalId,
  amountMinor,
  reversedOn: '2026-02-05',
  reason: 'chargeback',
});
const reinstate = (amountMinor: number, reversalId = 'd1'): TestCommand => ({
  kind: 'reinstate-payment',
  paymentId: 'p1',
  reversalId,
  amountMinor,
  reinstatedOn: '2026-02-06',
});
const contest: TestCommand = {
  kind: 'contest-payment',
  paymentId: 'p1',
  disputeId: 'dp1',
  amountMinor: 100,
  contestedOn: '2026-02-07',
};
const giveUp = (writtenOffOn = '2026-02-08'): TestCommand => ({
  kind: 'write-off-invoice',
  invoiceNumber: 'F1',
  writtenOffOn,
  reason: 'gone',
});
const decide = (
  kind: 'approve-write-off' | 'reject-write-off',
  actor: string,
  decidedOn = '2026-02-10',
  requestId = 'w-1',
): TestCommand => ({
  kind,
  act: { ...act, actor },
  invoiceNumber: 'F1',
  requestId,
  decidedOn,
});
const dispute = (disputedOn = '2026-02-11'): TestCommand => ({
  kind: 'dispute-invoice',
  act,
  invoiceNumber: 'F1',
  disputedOn,
});
const clear = (clearedOn = '2026-02-12'): TestCommand => ({
  kind: 'clear-dispute',
  act,
  invoiceNumber: 'F1',
  clearedOn,
});
const reallocate: TestCommand = {
  kind: 'reallocate-payment',
  act,
  paymentId: 'p1',
  invoiceNumbers: ['F2'],
  reallocatedOn: '2026-02-13',
};

describe('the business date of a command', () => {
  it.each<[TestCommand, string]>([
    [issue(100, [100]), '2026-01-01'],
    [
      {
        ...issue(100, [100]),
        openingBalance: { on: '2026-01-15', chaseFrom: '2026-01-16' },
      } as TestCommand,
      '2026-01-15',
    ],
    [adjust(1), '2026-02-01'],
    [credit(1), '2026-02-02'],
    [cancel, '2026-02-03'],
    [receive, '2026-01-20'],
    [refund(1), '2026-02-04'],
    [reverse(1), '2026-02-05'],
    [reinstate(1), '2026-02-06'],
    [contest, '2026-02-07'],
    [giveUp(), '2026-02-08'],
    [decide('approve-write-off', 'luis'), '2026-02-10'],
    [decide('reject-write-off', 'luis'), '2026-02-10'],
    [dispute(), '2026-02-11'],
    [clear(), '2026-02-12'],
    [reallocate, '2026-02-13'],
  ])('%j: %s', (command, on) => {
    expect(dateOf(commandOf(command) as Entrant)).toBe(on);
  });
});

describe('an amount in another currency than the account', () => {
  it('is never booked', () => {
    expect(verdict({ ...receive, currency: 'EUR' })).toBe('currency-differs: payment:p1 is in EUR');
    expect(verdict({ ...receive, currency: 'USD' })).toBe('go');
  });
});

describe('an invoice', () => {
  it('is the sum of its instalments, of which it has one at least', () => {
    expect(verdict(issue(100, [60, 40]))).toBe('go');
    expect(verdict(issue(100, [60, 41]))).toBe(
      'instalments-off: instalments add up to 1.01 USD, not 1.00 USD',
    );
    expect(verdict(issue(0, []))).toBe(
      'instalments-off: instalments add up to 0.00 USD, not 0.00 USD',
    );
  });

  it('is issued once', () => {
    expect(verdict(issue(100, [100]), { invoice: invoice() })).toBe(
      'invoice-known: F1 was issued before',
    );
  });

  it('is waited for by what corrects it', () => {
    for (const command of [adjust(1), cancel, credit(1)]) {
      expect(verdict(command)).toBe('waits for invoice:F1');
    }
  });

  it('shrinks by what is open or paid of it, and no more', () => {
    for (const shrink of [(minor: number) => adjust(-minor), credit]) {
      expect(verdict(shrink(70), { invoice: mixed })).toBe('go');
      expect(verdict(shrink(71), { invoice: mixed })).toBe(
        'exceeds-invoice: at most 0.70 USD can be taken off F1',
      );
    }
    expect(verdict(adjust(1_000_000), { invoice: settled })).toBe('go');
  });

  it('once cancelled shrinks by what was credited, and takes no credit', () => {
    expect(verdict(adjust(-100), { invoice: voided })).toBe('go');
    expect(verdict(adjust(-101), { invoice: voided })).toBe(
      'exceeds-invoice: at most 1.00 USD can be taken off F1',
    );
    expect(verdict(adjust(5), { invoice: voided })).toBe('go');
    expect(verdict(credit(1), { invoice: voided })).toBe('invoice-cancelled: F1 is cancelled');
    expect(verdict(cancel, { invoice: voided })).toBe('invoice-cancelled: F1 is cancelled');
    expect(verdict(cancel, { invoice: settled })).toBe('go');
  });
});

describe('giving up an invoice', () => {
  const byPerson = (on?: string): TestCommand => ({ ...giveUp(on), act });

  it('needs something open', () => {
    for (const command of [giveUp(), byPerson()]) {
      expect(verdict(command, { invoice: mixed })).toBe('go');
      expect(verdict(command, { invoice: settled })).toBe(
        'nothing-open: F1 is settled, nothing of it is open',
      );
      expect(verdict(command)).toBe('invoice-unknown: F1 was never issued');
    }
  });

  it('by a person counts from a day on which there was an invoice', () => {
    expect(verdict(byPerson('2026-01-01'), { invoice: invoice() })).toBe('go');
    expect(verdict(byPerson('2025-12-31'), { invoice: invoice() })).toBe(
      'before-invoice: 2025-12-31 is before 2026-01-01, from which on F1 counts',
    );
    const brought = invoice({
      issuedOn: day('2025-06-01'),
      openingBalance: { on: day('2026-01-10'), chaseFrom: day('2026-01-14') },
    });
    expect(verdict(byPerson('2026-01-09'), { invoice: brought })).toMatch(
      /^before-invoice: .* is before 2026-01-10,/,
    );
    // Upstream is booked from the day on which it can be.
    expect(verdict(giveUp('2025-12-31'), { invoice: invoice() })).toBe('go');
  });

  const request = { ...act, actId: 'w-1', actor: 'ana' };
  const asked = (over: Partial<Invoice> = {}): Invoice =>
    invoice({ writeOff: { amountMinor: 100, request, on: day('2026-02-09') }, ...over });

  it('is asked for once at a time', () => {
    expect(verdict(byPerson(), { invoice: asked() })).toBe(
      'write-off-waits: F1: ana asked for 1.00 USD under w-1',
    );
    // Who needs nobody's approval does not wait for one.
    expect(verdict(giveUp(), { invoice: asked() })).toBe('go');
  });

  it('is approved by another person, rejected by anybody', () => {
    expect(verdict(decide('approve-write-off', 'luis'), { invoice: asked() })).toBe('go');
    expect(verdict(decide('approve-write-off', 'Ana'), { invoice: asked() })).toBe(
      'same-actor: ana asked for it, which is ana too; somebody else has to approve',
    );
    expect(verdict(decide('reject-write-off', 'ana'), { invoice: asked() })).toBe('go');
    expect(verdict(decide('reject-write-off', 'luis'), { invoice: asked() })).toBe('go');
  });

  it('is decided under the act that asked for it, and not before', () => {
    for (const kind of ['approve-write-off', 'reject-write-off'] as const) {
      expect(verdict(decide(kind, 'luis', '2026-02-10', 'w-2'), { invoice: asked() })).toBe(
        'request-unknown: w-2 asked for nothing on F1: ana asked for 1.00 USD under w-1',
      );
      expect(verdict(decide(kind, 'luis'), { invoice: invoice() })).toBe(
        'request-unknown: w-1 asked for nothing on F1: no write-off waits',
      );
      expect(verdict(decide(kind, 'luis', '2026-02-08'), { invoice: asked() })).toBe(
        'before-request: 2026-02-08 is too early: w-1 asked for it on 2026-02-09',
      );
      expect(verdict(decide(kind, 'luis', '2026-02-09'), { invoice: asked() })).toBe('go');
      expect(verdict(decide(kind, 'luis'))).toBe('invoice-unknown: F1 was never issued');
      const undated = asked({ writeOff: { amountMinor: 100, request } });
      expect(verdict(decide(kind, 'luis', '2020-01-01'), { invoice: undated })).toBe('go');
    }
  });

  it('is approved up to what was asked for, as long as something is open', () => {
    const less = asked({ writeOff: { amountMinor: 99, request } });
    expect(verdict(decide('approve-write-off', 'luis'), { invoice: less })).toBe(
      'exceeds-request: 1.00 USD is open, and 0.99 USD was asked for',
    );
    expect(verdict(decide('reject-write-off', 'luis'), { invoice: less })).toBe('go');
    const paid = asked({ instalments: settled.instalments });
    expect(verdict(decide('approve-write-off', 'luis'), { invoice: paid })).toBe(
      'nothing-open: F1 is settled, nothing of it is open',
    );
  });
});

describe('a dispute', () => {
  const disputed = invoice({ disputedOn: day('2026-02-11') });

  it('is of an invoice of which something is open, and one at a time', () => {
    expect(verdict(dispute(), { invoice: invoice() })).toBe('go');
    expect(verdict(dispute(), { invoice: settled })).toMatch(/^nothing-open: /);
    expect(verdict(dispute(), { invoice: disputed })).toBe(
      'dispute-known: F1 is disputed since 2026-02-11',
    );
    expect(verdict(dispute('2025-12-31'), { invoice: invoice() })).toMatch(/^before-invoice: /);
    expect(verdict(dispute())).toBe('invoice-unknown: F1 was never issued');
  });

  it('ends when there is one, and not before it began', () => {
    expect(verdict(clear('2026-02-11'), { invoice: disputed })).toBe('go');
    expect(verdict(clear('2026-02-10'), { invoice: disputed })).toBe(
      'before-dispute: 2026-02-10 is too early: F1 is disputed since 2026-02-11',
    );
    expect(verdict(clear(), { invoice: invoice() })).toBe('dispute-unknown: F1 is not disputed');
    expect(verdict(clear())).toBe('invoice-unknown: F1 was never issued');
  });
});

describe('a payment', () => {
  it('is recorded once, in one account', () => {
    expect(verdict(receive)).toBe('go');
    expect(verdict(receive, { payment: payment() })).toBe('payment-known: p1 was recorded before');
    expect(verdict(receive, { bookedIn: 'acme|main|USD' })).toBe('go');
    expect(verdict(receive, { bookedIn: 'bolt|main|USD' })).toBe(
      'payment-elsewhere: p1 is booked in bolt|main|USD',
    );
  });

  it('is waited for by what becomes of it', () => {
    for (const command of [refund(1), reverse(1), contest]) {
      expect(verdict(command)).toBe('waits for payment:p1');
    }
    expect(verdict(reinstate(1))).toBe('waits for reversal:d1');
    expect(verdict(reinstate(1, 'd7'), { payment: payment({ reversals: [reversal] }) })).toBe(
      'waits for reversal:d7',
    );
  });

  it('is not waited for by a person, who is told that it is not there', () => {
    expect(verdict({ ...refund(1), act })).toBe('payment-unknown: acme|main|USD has no payment p1');
    expect(verdict({ ...reinstate(1), act })).toBe(
      'reversal-unknown: acme|main|USD has no reversal d1',
    );
    expect(verdict({ ...cancel, act })).toBe('invoice-unknown: acme|main|USD has no invoice F1');
    // Ids may hold a colon, as those of providers do.
    expect(verdict({ ...refund(1), act, paymentId: 'stripe:pi_1' } as TestCommand)).toBe(
      'payment-unknown: acme|main|USD has no payment stripe:pi_1',
    );
  });

  it('gives back at most what is left of it', () => {
    const partly = { payment: payment({ refundedMinor: 30 }) };
    for (const back of [refund, reverse]) {
      expect(verdict(back(70), partly)).toBe('go');
      expect(verdict(back(71), partly)).toBe('exceeds-payment: at most 0.70 USD is left of p1');
    }
    expect(verdict(reverse(), partly)).toBe('go');
  });

  it('of which nothing is left gives nothing back', () => {
    const gone = { payment: payment({ refundedMinor: 100 }) };
    expect(verdict({ ...reverse(), act }, gone)).toBe('nothing-left: nothing is left of p1');
    expect(verdict({ ...refund(1), act }, gone)).toBe('nothing-left: nothing is left of p1');
    expect(verdict(reallocate, gone)).toBe('nothing-left: nothing is left of p1');
    expect(verdict(reallocate, { payment: payment() })).toBe('go');
    expect(verdict(refund(1), gone)).toBe('exceeds-payment: at most 0.00 USD is left of p1');
    // A provider that says that all of nothing was reversed changes nothing.
    expect(verdict(reverse(), gone)).toBe('go');
  });

  it('is refunded and reversed once under one id', () => {
    const known = { payment: payment({ reversals: [reversal], refunds: ['r1'] }) };
    expect(verdict(reverse(1, 'd1'), known)).toBe('reversal-known: d1 was recorded before');
    expect(verdict(reverse(1, 'r1'), known)).toBe('go');
    expect(verdict(refund(1), known)).toBe('refund-known: r1 was recorded before');
    expect(verdict(refund(1, 'd1'), known)).toBe('go');
  });

  it('is reinstated up to what its reversal took and has not given back', () => {
    const reversed = { payment: payment({ reversals: [reversal] }) };
    expect(verdict(reinstate(40), reversed)).toBe('go');
    expect(verdict(reinstate(41), reversed)).toBe(
      'exceeds-reversal: at most 0.40 USD is left of d1',
    );
  });

  it('may be contested whatever became of it', () => {
    expect(verdict(contest, { payment: payment({ refundedMinor: 100 }) })).toBe('go');
  });
});

describe('cash may be moved to an invoice', () => {
  it('of which something is open, or was covered by this cash', () => {
    const fitting = [
      ['F1', invoice()],
      ['F2', settled],
    ] as const;
    expect(checkTargets('p1', fitting)).toEqual({ kind: 'go' });
    expect(checkTargets('p2', fitting)).toEqual({
      kind: 'refuse',
      code: 'nothing-open',
      message: 'F2 is settled by others',
    });
    expect(
      checkTargets('p1', [
        ['F1', invoice()],
        ['F8', null],
      ]),
    ).toEqual({
      kind: 'refuse',
      code: 'invoice-unknown',
      message: 'there is no invoice F8',
    });
    expect(checkTargets('p1', [])).toEqual({ kind: 'go' });
    // As much open as this cash covers of it.
    const half = invoice({ instalments: [instalment({ covers: [cover('p1', 50)] })] });
    expect(checkTargets('p1', [['F1', half]])).toEqual({ kind: 'go' });
  });
});
