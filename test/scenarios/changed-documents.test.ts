import { it } from 'vitest';
import { story } from '../support/story/story.ts';
import { customer, invoice, stripe } from '../support/story/tellings.ts';

const due = { dueOn: '2026-06-01' };

it('tells of a document that comes again with other figures, were it seconds later, and keeps the first', () =>
  story({ from: '2026-03-02' }, async (s) => {
    const changed = invoice('INV-1', { ...due, totalMinor: 200_000 });
    s.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', due), changed, changed);
    s.tell('2026-03-02', '06:30', invoice('INV-1', due), changed);
    const paid = stripe('pay-1', 50_000, ['INV-1']).paid;
    s.tell('2026-03-03', '07:00', paid, stripe('pay-1', 60_000, ['INV-1']).paid, paid);

    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-06-01',
      'acme EntryRefused invoice:INV-1@21c156f37775cc20: differs',
      'acme AlertRaised warning invoice-incomplete',
      'notice of warning: [warning] invoice-incomplete acme|main|USD',
    ]);
    await s.on('2026-03-03', [
      'notice of info: Alerts of 2026-03-02: 1',
      'acme PaymentReceived pay-1 500.00 USD',
      'acme CashAllocated pay-1 to INV-1 500.00 USD',
      'acme EntryRefused payment:pay-1@f83cc2d6fa6a0eb3: differs',
      'acme AlertRaised critical input-dead-lettered',
      'notice of critical: [critical] input-dead-lettered acme|main|USD',
    ]);
    await s.on('2026-03-04', ['notice of info: Alerts of 2026-03-03: 1']);
    await s.quietUntil('2026-03-20');
  }));
