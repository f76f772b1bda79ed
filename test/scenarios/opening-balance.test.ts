import { expect, it } from 'vitest';
import { emailed } from '../support/story/sent.ts';
import { story } from '../support/story/story.ts';
import { customer, invoice, stripe } from '../support/story/tellings.ts';

// The balance of Sunday 2026-05-31 comes in on Monday. Of the twenty days over which the book is
// first chased, acme has the third, Thursday 2026-06-04, and bolt the fifteenth.
const openingBalance = { on: '2026-05-31' };
const old = {
  issuedOn: '2025-01-02',
  dueOn: '2025-02-01',
  totalMinor: 40_000,
  openingBalance,
} as const;

it('takes a legacy book in with its age and chases each account from its own day on', () =>
  story({ from: '2026-06-01' }, async (s) => {
    const due = { customerId: 'bolt', issuedOn: '2026-05-20', dueOn: '2026-07-20', openingBalance };
    s.tell('2026-06-01', '06:00', customer('acme'), customer('bolt'));
    // A run of the import that broke off and was started again.
    for (const hour of ['07:00', '12:00']) {
      s.tell('2026-06-01', hour, invoice('OLD-1', old), invoice('OLD-2', due));
    }
    await s.on('2026-06-01', [
      'acme PartyRegistered email sms',
      'bolt PartyRegistered email sms',
      'acme InvoicePosted OLD-1 400.00 USD due 2025-02-01',
      'bolt InvoicePosted OLD-2 1000.00 USD due 2026-07-20',
      'acme CaseOpened #1',
    ]);

    // Until then acme is asked for what came since, as if that were all.
    const since = invoice('INV-1', { dueOn: '2026-06-03', totalMinor: 10_000 });
    s.tell('2026-06-02', '06:00', since);
    await s.on('2026-06-02', [
      'acme InvoicePosted INV-1 100.00 USD due 2026-06-03',
      'acme CaseStageEntered preventive at 0 days',
      ...emailed('acme remind-before-due@2026-06-03 reminder-before-due INV-1 100.00 USD'),
    ]);

    // One notice however old the debt is, and no demand before a week has passed.
    await s.on('2026-06-04', [
      'acme CaseStageEntered administrative at 488 days',
      ...emailed('acme remind-overdue@2025-02-01 reminder-overdue-second OLD-1 INV-1 500.00 USD'),
      'acme TaskOpened call-debtor for collector, 500.00 USD at 488 days',
      'acme StepPerformed call-debtor@2025-02-01: task-opened',
    ]);
    await s.on('2026-06-11', [
      'acme CaseStageEntered extrajudicial at 495 days',
      ...emailed('acme demand-payment@2025-02-01 formal-demand OLD-1 INV-1 500.00 USD'),
      'acme TaskOpened review-case for manager, 500.00 USD at 495 days',
      'acme StepPerformed review-case@2025-02-01: task-opened',
    ]);

    s.tell('2026-06-12', '07:00', stripe('pay-1', 50_000, [], { customerId: 'acme' }).paid);
    await s.on('2026-06-12', [
      'acme PaymentReceived pay-1 500.00 USD',
      'acme CashAllocated pay-1 to OLD-1 400.00 USD, INV-1 100.00 USD, settles OLD-1 INV-1',
      'acme CaseClosed settled',
    ]);

    // What is due later than its day is reminded of like anything else.
    await s.on('2026-07-14', ['bolt CaseOpened #1']);
    await s.on('2026-07-15', [
      'bolt CaseStageEntered preventive at 0 days',
      ...emailed('bolt remind-before-due@2026-07-20 reminder-before-due OLD-2 1000.00 USD'),
    ]);
    expect(s.runtime.outbox).toHaveLength(4);
  }));

it('says nothing about what is paid before its day', () =>
  story({ from: '2026-06-01' }, async (s) => {
    s.tell('2026-06-01', '06:00', customer('acme'), invoice('OLD-1', old));
    s.tell('2026-06-03', '07:00', stripe('pay-1', 40_000, ['OLD-1']).paid);
    await s.on('2026-06-01', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted OLD-1 400.00 USD due 2025-02-01',
      'acme CaseOpened #1',
    ]);
    await s.on('2026-06-03', [
      'acme PaymentReceived pay-1 400.00 USD',
      'acme CashAllocated pay-1 to OLD-1 400.00 USD, settles OLD-1',
      'acme CaseClosed settled',
    ]);
    await s.quietUntil('2026-07-01');
    expect(s.runtime.outbox).toEqual([]);
  }));
