import { it } from 'vitest';
import { emailed, texted } from '../support/story/sent.ts';
import { story } from '../support/story/story.ts';
import {
  adjustment,
  cancellation,
  creditNote,
  customer,
  invoice,
  stripe,
} from '../support/story/tellings.ts';

it('keeps a payment that comes before its invoice until they meet', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '06:00', customer('acme'));
    s.tell('2026-03-03', '07:00', stripe('pay-1', 100_000, ['INV-1']).paid);
    s.tell('2026-03-04', '06:00', invoice('INV-1', { dueOn: '2026-04-01' }));

    await s.on('2026-03-02', ['acme PartyRegistered email sms']);
    await s.on('2026-03-03', [
      'PaymentUnmatched pay-1 1000.00 USD',
      'AlertRaised warning payment-unmatched',
      'notice of warning: [warning] payment-unmatched -',
    ]);
    await s.on('2026-03-04', [
      'acme InvoicePosted INV-1 1000.00 USD due 2026-04-01',
      'acme PaymentReceived pay-1 1000.00 USD',
      'acme CashAllocated pay-1 to INV-1 1000.00 USD, settles INV-1',
      'notice of info: Alerts of 2026-03-03: 1',
    ]);
    await s.quietUntil('2026-03-20');
  }));

it('tells nobody of a payment whose invoice comes minutes after it', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '06:00', customer('acme'));
    s.tell('2026-03-03', '07:00', stripe('pay-1', 100_000, ['INV-1']).paid);
    s.tell('2026-03-03', '07:12', invoice('INV-1', { dueOn: '2026-04-01' }));

    await s.on('2026-03-02', ['acme PartyRegistered email sms']);
    await s.on('2026-03-03', [
      'PaymentUnmatched pay-1 1000.00 USD',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-04-01',
      'acme PaymentReceived pay-1 1000.00 USD',
      'acme CashAllocated pay-1 to INV-1 1000.00 USD, settles INV-1',
    ]);
    // Neither an alert later on the day, nor one in the digest of the next.
    await s.quietUntil('2026-03-20');
  }));

it('tells of a payment without its invoice after four hours, also when the day is over', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '06:00', customer('acme'));
    s.tell('2026-03-03', '21:00', stripe('pay-1', 100_000, ['INV-1']).paid);
    s.tell('2026-03-04', '06:00', invoice('INV-1', { dueOn: '2026-04-01' }));

    await s.on('2026-03-02', ['acme PartyRegistered email sms']);
    await s.on('2026-03-03', ['PaymentUnmatched pay-1 1000.00 USD']);
    await s.on('2026-03-04', [
      'AlertRaised warning payment-unmatched',
      'notice of warning: [warning] payment-unmatched -',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-04-01',
      'acme PaymentReceived pay-1 1000.00 USD',
      'acme CashAllocated pay-1 to INV-1 1000.00 USD, settles INV-1',
    ]);
    await s.on('2026-03-05', ['notice of info: Alerts of 2026-03-04: 1']);
  }));

it('books what is delivered twice once', () =>
  story({ from: '2026-03-02' }, async (s) => {
    const issued = invoice('INV-1', { dueOn: '2026-04-01', issuedOn: '2026-03-02' });
    const { paid } = stripe('pay-1', 100_000, ['INV-1']);
    s.tell('2026-03-02', '06:00', customer('acme'), customer('acme'), issued, issued);
    s.tell('2026-03-03', '06:00', issued);
    s.tell('2026-03-03', '07:00', paid, paid);
    s.tell('2026-03-12', '07:00', paid);

    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-04-01',
    ]);
    await s.on('2026-03-03', [
      'acme PaymentReceived pay-1 1000.00 USD',
      'acme CashAllocated pay-1 to INV-1 1000.00 USD, settles INV-1',
    ]);
    await s.quietUntil('2026-03-20');
  }));

it('puts what is paid too much on the next invoice', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-03-12' }));
    s.tell('2026-03-10', '07:00', stripe('pay-1', 130_000, ['INV-1']).paid);
    s.tell('2026-03-11', '06:00', invoice('INV-2', { dueOn: '2026-03-25', totalMinor: 50_000 }));

    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-03-12',
    ]);
    await s.on('2026-03-06', ['acme CaseOpened #1']);
    await s.on('2026-03-09', [
      'acme CaseStageEntered preventive at 0 days',
      ...emailed('acme remind-before-due@2026-03-12 reminder-before-due INV-1 1000.00 USD'),
    ]);
    await s.on('2026-03-10', [
      'acme PaymentReceived pay-1 1300.00 USD',
      'acme CashAllocated pay-1 to INV-1 1000.00 USD, settles INV-1',
      'acme CaseClosed settled',
    ]);
    await s.on('2026-03-11', [
      'acme InvoicePosted INV-2 500.00 USD due 2026-03-25',
      'acme CashAllocated pay-1 to INV-2 300.00 USD',
    ]);
    await s.on('2026-03-19', ['acme CaseOpened #2']);
    await s.on('2026-03-20', [
      'acme CaseStageEntered preventive at 0 days',
      ...emailed('acme remind-before-due@2026-03-25 reminder-before-due INV-2 200.00 USD'),
    ]);
    await s.quietUntil('2026-03-25');
  }));

it('spreads a payment over the invoices that it names, and one without names over the oldest', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell(
      '2026-03-02',
      '06:00',
      customer('acme'),
      invoice('INV-1', { dueOn: '2026-04-01' }),
      invoice('INV-2', { dueOn: '2026-04-02', totalMinor: 20_000 }),
      invoice('INV-3', { dueOn: '2026-03-30', totalMinor: 5_000 }),
    );
    s.tell('2026-03-10', '07:00', stripe('pay-1', 110_000, ['INV-2', 'INV-1']).paid);
    s.tell('2026-03-11', '07:00', stripe('pay-2', 12_000, [], { customerId: 'acme' }).paid);

    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-04-01',
      'acme InvoicePosted INV-2 200.00 USD due 2026-04-02',
      'acme InvoicePosted INV-3 50.00 USD due 2026-03-30',
    ]);
    await s.on('2026-03-10', [
      'acme PaymentReceived pay-1 1100.00 USD',
      'acme CashAllocated pay-1 to INV-2 200.00 USD, INV-1 900.00 USD, settles INV-2',
    ]);
    await s.on('2026-03-11', [
      'acme PaymentReceived pay-2 120.00 USD',
      'acme CashAllocated pay-2 to INV-3 50.00 USD, INV-1 70.00 USD, settles INV-3',
    ]);
    await s.quietUntil('2026-03-24');
  }));

it('refunds what is spare first, then opens what the cash had settled', () =>
  story({ from: '2026-03-02' }, async (s) => {
    const payment = stripe('pay-1', 120_000, ['INV-1']);
    s.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-03-31' }));
    s.tell('2026-03-16', '07:00', payment.paid);
    s.tell('2026-03-18', '07:00', payment.refunded('one', 20_000));
    s.tell('2026-04-06', '07:00', payment.refunded('two', 30_000));

    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-03-31',
    ]);
    await s.on('2026-03-16', [
      'acme PaymentReceived pay-1 1200.00 USD',
      'acme CashAllocated pay-1 to INV-1 1000.00 USD, settles INV-1',
    ]);
    await s.on('2026-03-18', ['acme PaymentRefunded pay-1 200.00 USD']);
    await s.on('2026-04-06', [
      'acme CashReleased pay-1 from INV-1 300.00 USD, refunded',
      'acme PaymentRefunded pay-1 300.00 USD',
      'acme CaseOpened #1',
      'acme CaseStageEntered administrative at 6 days',
      ...texted('acme text-overdue@2026-03-31 sms-overdue INV-1 300.00 USD'),
    ]);
  }));

it('pauses nothing for a contest, chases when the funds are withdrawn, stops when they are reinstated', () =>
  story({ from: '2026-03-02' }, async (s) => {
    const payment = stripe('pay-1', 100_000, ['INV-1']);
    s.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-03-09' }));
    s.tell('2026-03-06', '07:00', payment.paid);
    s.tell('2026-04-01', '07:00', payment.contested);
    s.tell('2026-04-03', '07:00', payment.withdrawn);
    s.tell('2026-05-11', '07:00', payment.reinstated);

    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-03-09',
    ]);
    await s.on('2026-03-03', ['acme CaseOpened #1']);
    await s.on('2026-03-04', [
      'acme CaseStageEntered preventive at 0 days',
      ...emailed('acme remind-before-due@2026-03-09 reminder-before-due INV-1 1000.00 USD'),
    ]);
    await s.on('2026-03-06', [
      'acme PaymentReceived pay-1 1000.00 USD',
      'acme CashAllocated pay-1 to INV-1 1000.00 USD, settles INV-1',
      'acme CaseClosed settled',
    ]);
    await s.on('2026-04-01', [
      'acme PaymentContested pay-1 1000.00 USD',
      'acme AlertRaised warning payment-returned',
      'notice of warning: [warning] payment-returned acme|main|USD',
    ]);
    await s.on('2026-04-02', ['notice of info: Alerts of 2026-04-01: 1']);
    await s.on('2026-04-03', [
      'acme CashReleased pay-1 from INV-1 1000.00 USD, reversed',
      'acme PaymentReversed pay-1 1000.00 USD, chargeback',
      'acme CaseOpened #2',
      'acme CaseStageEntered administrative at 25 days',
      ...emailed('acme remind-overdue@2026-03-09 reminder-overdue-second INV-1 1000.00 USD'),
      'acme TaskOpened call-debtor for collector, 1000.00 USD at 25 days',
      'acme StepPerformed call-debtor@2026-03-09: task-opened',
    ]);
    await s.on('2026-04-04', ['notice of info: Alerts of 2026-04-03: 1']);
    await s.on('2026-04-10', [
      'acme CaseStageEntered extrajudicial at 32 days',
      ...emailed('acme demand-payment@2026-03-09 formal-demand INV-1 1000.00 USD'),
    ]);
    await s.on('2026-04-23', [
      'acme TaskOpened review-case for manager, 1000.00 USD at 45 days',
      'acme StepPerformed review-case@2026-03-09: task-opened',
    ]);
    await s.on('2026-05-11', [
      'acme PaymentReinstated pay-1 1000.00 USD',
      'acme CashAllocated pay-1 to INV-1 1000.00 USD, settles INV-1',
      'acme CaseClosed settled',
    ]);
    await s.quietUntil('2026-06-01');
  }));

it('keeps a refund that comes before its payment, and tells of it', () =>
  story({ from: '2026-03-02' }, async (s) => {
    const payment = stripe('pay-1', 100_000, ['INV-1'], { customerId: 'acme' });
    s.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-04-01' }));
    s.tell('2026-03-03', '07:00', payment.refunded('one', 25_000));
    s.tell('2026-03-04', '07:00', payment.paid);

    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-04-01',
    ]);
    await s.on('2026-03-03', [
      'PaymentUnmatched pay-1 250.00 USD',
      'AlertRaised warning payment-unmatched',
      'notice of warning: [warning] payment-unmatched -',
    ]);
    await s.on('2026-03-04', [
      'notice of info: Alerts of 2026-03-03: 1',
      'acme PaymentReceived pay-1 1000.00 USD',
      'acme CashAllocated pay-1 to INV-1 1000.00 USD, settles INV-1',
      'acme CashReleased pay-1 from INV-1 250.00 USD, refunded',
      'acme PaymentRefunded pay-1 250.00 USD',
    ]);
    await s.quietUntil('2026-03-20');
  }));

it('tells of a payment that failed, and books nothing', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-04-01' }));
    s.tell('2026-03-05', '07:00', stripe('pay-1', 100_000, ['INV-1']).failed);

    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-04-01',
    ]);
    await s.on('2026-03-05', [
      'acme AlertRaised info payment-failed',
      'acme PaymentFailed pay-1 1000.00 USD',
      'notice of info: [info] payment-failed acme|main|USD',
    ]);
    await s.on('2026-03-06', ['notice of info: Alerts of 2026-03-05: 1']);
    await s.quietUntil('2026-03-20');
  }));

it('corrects what is owed by credit notes, and gives back what was paid on it', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-03-31' }));
    s.tell('2026-03-10', '06:00', creditNote('CN-1', 'INV-1', 30_000));
    s.tell('2026-03-20', '07:00', stripe('pay-1', 70_000, ['INV-1']).paid);
    s.tell('2026-03-23', '06:00', creditNote('CN-2', 'INV-1', 10_000));
    s.tell('2026-03-24', '06:00', creditNote('CN-3', 'INV-1', 90_000));

    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-03-31',
    ]);
    await s.on('2026-03-10', ['acme CreditNotePosted CN-1 on INV-1 300.00 USD']);
    await s.on('2026-03-20', [
      'acme PaymentReceived pay-1 700.00 USD',
      'acme CashAllocated pay-1 to INV-1 700.00 USD, settles INV-1',
    ]);
    await s.on('2026-03-23', [
      'acme CashReleased pay-1 from INV-1 100.00 USD, less-owed',
      'acme CreditNotePosted CN-2 on INV-1 100.00 USD',
    ]);
    await s.on('2026-03-24', [
      'acme EntryRefused credit-note:CN-3: exceeds-invoice',
      'acme AlertRaised critical input-dead-lettered',
      'notice of critical: [critical] input-dead-lettered acme|main|USD',
    ]);
    await s.on('2026-03-25', ['notice of info: Alerts of 2026-03-24: 1']);
    await s.quietUntil('2026-04-10');
  }));

it('takes adjustments in any order', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '06:00', customer('acme'), adjustment('AD-1', 'INV-1', -10_000));
    s.tell('2026-03-03', '06:00', invoice('INV-1', { dueOn: '2026-03-31' }));
    s.tell('2026-03-10', '06:00', adjustment('AD-2', 'INV-1', 5_000));
    s.tell('2026-03-30', '07:00', stripe('pay-1', 95_000, ['INV-1']).paid);

    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'acme EntryHeld adjustment for invoice:INV-1',
    ]);
    await s.on('2026-03-03', [
      'acme InvoicePosted INV-1 1000.00 USD due 2026-03-31',
      'acme InvoiceAmended INV-1 by -100.00 USD',
    ]);
    await s.on('2026-03-10', ['acme InvoiceAmended INV-1 by 50.00 USD']);
    await s.on('2026-03-25', ['acme CaseOpened #1']);
    await s.on('2026-03-26', [
      'acme CaseStageEntered preventive at 0 days',
      ...emailed('acme remind-before-due@2026-03-31 reminder-before-due INV-1 950.00 USD'),
    ]);
    await s.on('2026-03-30', [
      'acme PaymentReceived pay-1 950.00 USD',
      'acme CashAllocated pay-1 to INV-1 950.00 USD, settles INV-1',
      'acme CaseClosed settled',
    ]);
    await s.quietUntil('2026-04-10');
  }));

it('stops chasing what is cancelled, and moves its cash to what is open', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell(
      '2026-03-02',
      '06:00',
      customer('acme'),
      invoice('INV-1', { dueOn: '2026-03-31' }),
      invoice('INV-2', { dueOn: '2026-04-20', totalMinor: 60_000 }),
    );
    s.tell('2026-03-16', '07:00', stripe('pay-1', 40_000, ['INV-1']).paid);
    s.tell('2026-04-02', '06:00', cancellation('INV-1'));

    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-03-31',
      'acme InvoicePosted INV-2 600.00 USD due 2026-04-20',
    ]);
    await s.on('2026-03-16', [
      'acme PaymentReceived pay-1 400.00 USD',
      'acme CashAllocated pay-1 to INV-1 400.00 USD',
    ]);
    await s.on('2026-03-25', ['acme CaseOpened #1']);
    await s.on('2026-03-26', [
      'acme CaseStageEntered preventive at 0 days',
      ...emailed('acme remind-before-due@2026-03-31 reminder-before-due INV-1 INV-2 1200.00 USD'),
    ]);
    await s.on('2026-04-01', [
      'acme CaseStageEntered administrative at 1 days',
      ...emailed('acme notify-overdue@2026-03-31 reminder-overdue INV-1 INV-2 1200.00 USD'),
    ]);
    await s.on('2026-04-02', [
      'acme CashReleased pay-1 from INV-1 400.00 USD, less-owed',
      'acme InvoiceVoided INV-1 1000.00 USD',
      'acme CashAllocated pay-1 to INV-2 400.00 USD',
      'acme CaseClosed nothing-due',
    ]);
    await s.on('2026-04-14', ['acme CaseOpened #2']);
    await s.on('2026-04-15', [
      'acme CaseStageEntered preventive at 0 days',
      ...emailed('acme remind-before-due@2026-04-20 reminder-before-due INV-2 200.00 USD'),
    ]);
  }));
