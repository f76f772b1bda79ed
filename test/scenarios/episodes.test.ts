import { expect, it } from 'vitest';
import { emailed, texted } from '../support/story/sent.ts';
import { story } from '../support/story/story.ts';
import { creditNote, customer, invoice, stripe } from '../support/story/tellings.ts';

it('gives a second late episode its own notices', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell(
      '2026-03-02',
      '06:00',
      customer('acme'),
      invoice('INV-1', { dueOn: '2026-03-09' }),
      invoice('INV-2', { dueOn: '2026-04-13', totalMinor: 50_000 }),
    );
    s.tell('2026-03-12', '07:00', stripe('pay-1', 100_000, ['INV-1']).paid);

    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-03-09',
      'acme InvoicePosted INV-2 500.00 USD due 2026-04-13',
    ]);
    await s.on('2026-03-03', ['acme CaseOpened #1']);
    await s.on('2026-03-04', [
      'acme CaseStageEntered preventive at 0 days',
      ...emailed('acme remind-before-due@2026-03-09 reminder-before-due INV-1 INV-2 1500.00 USD'),
    ]);
    await s.on('2026-03-10', [
      'acme CaseStageEntered administrative at 1 days',
      ...emailed('acme notify-overdue@2026-03-09 reminder-overdue INV-1 INV-2 1500.00 USD'),
    ]);
    await s.on('2026-03-12', [
      'acme PaymentReceived pay-1 1000.00 USD',
      'acme CashAllocated pay-1 to INV-1 1000.00 USD, settles INV-1',
      'acme CaseClosed nothing-due',
    ]);
    await s.on('2026-04-07', ['acme CaseOpened #2']);
    await s.on('2026-04-08', [
      'acme CaseStageEntered preventive at 0 days',
      ...emailed('acme remind-before-due@2026-04-13 reminder-before-due INV-2 500.00 USD'),
    ]);
    await s.on('2026-04-14', [
      'acme CaseStageEntered administrative at 1 days',
      ...emailed('acme notify-overdue@2026-04-13 reminder-overdue INV-2 500.00 USD'),
    ]);
    await s.on('2026-04-20', texted('acme text-overdue@2026-04-13 sms-overdue INV-2 500.00 USD'));
    await s.quietUntil('2026-04-22');
  }));

it('announces due dates within five days of each other once, and the next ones on their own', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell(
      '2026-03-02',
      '06:00',
      customer('acme'),
      ...['16', '18', '21', '24'].map((day) => invoice(`INV-${day}`, { dueOn: `2026-03-${day}` })),
    );
    s.tell('2026-03-13', '07:00', stripe('pay-1', 300_000, ['INV-16', 'INV-18', 'INV-21']).paid);
    s.tell('2026-03-24', '07:00', stripe('pay-2', 100_000, ['INV-24']).paid);

    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted INV-16 1000.00 USD due 2026-03-16',
      'acme InvoicePosted INV-18 1000.00 USD due 2026-03-18',
      'acme InvoicePosted INV-21 1000.00 USD due 2026-03-21',
      'acme InvoicePosted INV-24 1000.00 USD due 2026-03-24',
    ]);
    await s.on('2026-03-10', ['acme CaseOpened #1']);
    await s.on('2026-03-11', [
      'acme CaseStageEntered preventive at 0 days',
      ...emailed(
        'acme remind-before-due@2026-03-16 reminder-before-due INV-16 INV-18 INV-21 INV-24 4000.00 USD',
      ),
    ]);
    await s.on('2026-03-13', [
      'acme PaymentReceived pay-1 3000.00 USD',
      'acme CashAllocated pay-1 to INV-16 1000.00 USD, INV-18 1000.00 USD, INV-21 1000.00 USD, settles INV-16 INV-18 INV-21',
      'acme CaseClosed nothing-due',
    ]);
    await s.on('2026-03-18', ['acme CaseOpened #2']);
    await s.on('2026-03-19', [
      'acme CaseStageEntered preventive at 0 days',
      ...emailed('acme remind-before-due@2026-03-24 reminder-before-due INV-24 1000.00 USD'),
    ]);
    await s.on('2026-03-24', [
      'acme PaymentReceived pay-2 1000.00 USD',
      'acme CashAllocated pay-2 to INV-24 1000.00 USD, settles INV-24',
      'acme CaseClosed settled',
    ]);
    await s.quietUntil('2026-04-15');
  }));

it('does nothing for news that brings no act forward', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-03-13' }));
    s.tell(
      '2026-03-17',
      '07:00',
      stripe('pay-1', 10_000, ['INV-1']).paid,
      invoice('INV-2', { dueOn: '2026-06-01' }),
      creditNote('CN-1', 'INV-1', 5_000),
    );

    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-03-13',
    ]);
    await s.on('2026-03-07', ['acme CaseOpened #1']);
    await s.on('2026-03-09', [
      'acme CaseStageEntered preventive at 0 days',
      ...emailed('acme remind-before-due@2026-03-13 reminder-before-due INV-1 1000.00 USD'),
    ]);
    await s.on('2026-03-16', [
      'acme CaseStageEntered administrative at 3 days',
      ...emailed('acme notify-overdue@2026-03-13 reminder-overdue INV-1 1000.00 USD'),
    ]);
    const before = s.transitions();
    await s.on('2026-03-17', [
      'acme PaymentReceived pay-1 100.00 USD',
      'acme CashAllocated pay-1 to INV-1 100.00 USD',
      'acme InvoicePosted INV-2 1000.00 USD due 2026-06-01',
      'acme CreditNotePosted CN-1 on INV-1 50.00 USD',
    ]);
    expect(s.transitions() - before).toBe(0);
  }));

it('tells staff once when an account owes too much', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell(
      '2026-03-02',
      '06:00',
      customer('acme'),
      invoice('INV-1', { dueOn: '2026-03-13', totalMinor: 1_200_000 }),
      invoice('INV-2', { dueOn: '2026-03-20', totalMinor: 900_000 }),
    );

    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted INV-1 12000.00 USD due 2026-03-13',
      'acme InvoicePosted INV-2 9000.00 USD due 2026-03-20',
    ]);
    await s.on('2026-03-07', ['acme CaseOpened #1']);
    await s.on('2026-03-09', [
      'acme CaseStageEntered preventive at 0 days',
      ...emailed('acme remind-before-due@2026-03-13 reminder-before-due INV-1 INV-2 21000.00 USD'),
    ]);
    await s.on('2026-03-14', [
      'acme AlertRaised warning overdue-above-threshold',
      'acme OverdueThresholdExceeded 12000.00 USD above 10000.00 USD',
      'notice of warning: [warning] overdue-above-threshold acme|main|USD',
    ]);
    await s.on('2026-03-15', ['notice of info: Alerts of 2026-03-14: 1']);
    await s.on('2026-03-16', [
      'acme CaseStageEntered administrative at 3 days',
      ...emailed('acme notify-overdue@2026-03-13 reminder-overdue INV-1 INV-2 21000.00 USD'),
    ]);
    await s.on(
      '2026-03-18',
      texted('acme text-overdue@2026-03-13 sms-overdue INV-1 INV-2 21000.00 USD'),
    );
    await s.on(
      '2026-03-23',
      emailed('acme remind-overdue@2026-03-13 reminder-overdue-second INV-1 INV-2 21000.00 USD'),
    );
    await s.quietUntil('2026-03-26');
  }));

it('does not repeat a notice when a case closes and opens again for the same due date', () =>
  story({ from: '2026-03-02' }, async (s) => {
    const payment = stripe('pay-1', 100_000, ['INV-1']);
    s.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-03-05' }));
    s.tell('2026-03-11', '20:00', payment.paid);
    s.tell('2026-03-11', '20:05', payment.withdrawn);
    const lines = await s.skipThrough('2026-03-26');
    expect(lines.filter((line) => line.includes('CaseOpened'))).toHaveLength(2);
    const sent = lines.filter((line) => line.includes('StepPerformed'));
    expect(sent).toContain('acme StepPerformed notify-overdue@2026-03-05: sent');
    expect(new Set(sent).size).toBe(sent.length);
  }));
