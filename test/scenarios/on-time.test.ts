import { expect, it } from 'vitest';
import { emailed } from '../support/story/sent.ts';
import { story } from '../support/story/story.ts';
import { customer, invoice, stripe } from '../support/story/tellings.ts';

it('reminds a customer who pays on time once', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-04-01' }));
    s.tell('2026-03-31', '07:00', stripe('pay-1', 100_000, ['INV-1']).paid);

    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-04-01',
    ]);
    await s.on('2026-03-26', ['acme CaseOpened #1']);
    await s.on('2026-03-27', [
      'acme CaseStageEntered preventive at 0 days',
      ...emailed('acme remind-before-due@2026-04-01 reminder-before-due INV-1 1000.00 USD'),
    ]);
    await s.on('2026-03-31', [
      'acme PaymentReceived pay-1 1000.00 USD',
      'acme CashAllocated pay-1 to INV-1 1000.00 USD, settles INV-1',
      'acme CaseClosed settled',
    ]);
    await s.quietUntil('2026-05-01');
    expect(s.transitions()).toBe(8);
  }));

it('says nothing to a customer who pays before any reminder', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-04-01' }));
    s.tell('2026-03-20', '07:00', stripe('pay-1', 100_000, ['INV-1']).paid);

    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-04-01',
    ]);
    await s.on('2026-03-20', [
      'acme PaymentReceived pay-1 1000.00 USD',
      'acme CashAllocated pay-1 to INV-1 1000.00 USD, settles INV-1',
    ]);
    await s.quietUntil('2026-05-01');
    expect(s.transitions()).toBe(0);
  }));
