import { it } from 'vitest';
import { story } from '../support/story/story.ts';
import { customer, invoice, stripe, upstream } from '../support/story/tellings.ts';

const reported = (key: string, day: string, data: Readonly<Record<string, unknown>>) =>
  upstream('PaymentReported', key, {
    meta: { eventId: key, occurredAt: `${day}T07:00:00.000Z` },
    data: { amountMinor: 100_000, currency: 'USD', receivedOn: day, ...data },
  });

it('books a payment that a person placed once, whoever gets its invoice', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '06:00', customer('acme'), customer('zeta'));
    s.tell(
      '2026-03-03',
      '07:00',
      reported('r1', '2026-03-03', { paymentId: 'p1', invoiceNumbers: ['INV-1'] }),
    );
    s.tell(
      '2026-03-03',
      '12:00',
      reported('r2', '2026-03-03', { paymentId: 'p1', accountId: 'acme|main|USD' }),
    );
    s.tell('2026-03-04', '06:00', invoice('INV-1', { customerId: 'zeta', dueOn: '2026-04-01' }));

    await s.on('2026-03-02', ['acme PartyRegistered email sms', 'zeta PartyRegistered email sms']);
    await s.on('2026-03-03', [
      'PaymentUnmatched upstream:p1 1000.00 USD',
      'AlertRaised warning payment-unmatched',
      'notice of warning: [warning] payment-unmatched -',
      'acme PaymentReceived upstream:p1 1000.00 USD',
    ]);
    await s.on('2026-03-04', [
      'zeta InvoicePosted INV-1 1000.00 USD due 2026-04-01',
      'notice of info: Alerts of 2026-03-03: 1',
    ]);
    await s.quietUntil('2026-03-10');
  }));

it('believes the named invoice about the legal entity of a customer', () =>
  story({ from: '2026-03-02' }, async (s) => {
    const { paid } = stripe('pay-1', 100_000, ['INV-1'], { customerId: 'acme' });
    s.tell(
      '2026-03-02',
      '06:00',
      customer('acme'),
      customer('zeta'),
      invoice('INV-1', { legalEntity: 'north', dueOn: '2026-04-01' }),
    );
    s.tell('2026-03-03', '07:00', paid);
    s.tell('2026-03-04', '06:00', invoice('INV-1', { customerId: 'zeta', dueOn: '2026-04-01' }));
    s.tell('2026-03-05', '07:00', stripe('pay-1', 100_000, ['INV-1']).paid);

    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'zeta PartyRegistered email sms',
      'acme/north InvoicePosted INV-1 1000.00 USD due 2026-04-01',
    ]);
    await s.on('2026-03-03', [
      'acme/north PaymentReceived pay-1 1000.00 USD',
      'acme/north CashAllocated pay-1 to INV-1 1000.00 USD, settles INV-1',
    ]);
    await s.on('2026-03-04', ['zeta InvoicePosted INV-1 1000.00 USD due 2026-04-01']);
    await s.quietUntil('2026-03-10');
  }));

it('keeps cash that contradicts its invoices for a person', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-04-01' }));
    s.tell('2026-03-03', '07:00', stripe('pay-1', 100_000, ['INV-1'], { customerId: 'zeta' }).paid);

    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-04-01',
    ]);
    await s.on('2026-03-03', [
      'AlertRaised warning payment-unmatched',
      'PaymentUnmatched pay-1 1000.00 USD',
      'notice of warning: [warning] payment-unmatched -',
    ]);
    await s.on('2026-03-04', ['notice of info: Alerts of 2026-03-03: 1']);
  }));

it('tells of a chargeback without its payment, and of a refund in another currency', () =>
  story({ from: '2026-03-02' }, async (s) => {
    const euros = stripe('pay-1', 100_000, [], { currency: 'EUR' });
    s.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-04-01' }));
    s.tell('2026-03-03', '07:00', stripe('pay-2', 100_000).withdrawn);
    s.tell('2026-03-04', '07:00', euros.refunded('a', 3000));
    s.tell('2026-03-05', '07:00', stripe('pay-1', 100_000, ['INV-1']).paid);

    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-04-01',
    ]);
    await s.on('2026-03-03', [
      'PaymentUnmatched pay-2 1000.00 USD',
      'AlertRaised warning payment-unmatched',
      'notice of warning: [warning] payment-unmatched -',
    ]);
    await s.on('2026-03-04', [
      'notice of info: Alerts of 2026-03-03: 1',
      'PaymentUnmatched pay-1 30.00 EUR',
      'AlertRaised warning payment-unmatched',
      'notice of warning: [warning] payment-unmatched -',
    ]);
    await s.on('2026-03-05', [
      'notice of info: Alerts of 2026-03-04: 1',
      'acme PaymentReceived pay-1 1000.00 USD',
      'acme CashAllocated pay-1 to INV-1 1000.00 USD, settles INV-1',
      'acme EntryRefused refund:stripe:re_242c5ccc39fd5b86b1dfe05d: currency-differs',
      'acme AlertRaised critical input-dead-lettered',
      'notice of critical: [critical] input-dead-lettered acme|main|USD',
    ]);
  }));
