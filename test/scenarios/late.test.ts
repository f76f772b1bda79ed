import { expect, it } from 'vitest';
import { emailed, texted } from '../support/story/sent.ts';
import { type Story, story } from '../support/story/story.ts';
import { customer, invoice, stripe } from '../support/story/tellings.ts';

/** What an account brings whose oldest debt is due on 2026-02-02, up to its first notice. */
const firstNotice = async (s: Story, listed: string): Promise<void> => {
  await s.on('2026-01-27', ['acme CaseOpened #1']);
  await s.on('2026-01-28', [
    'acme CaseStageEntered preventive at 0 days',
    ...emailed(`acme remind-before-due@2026-02-02 reminder-before-due ${listed}`),
  ]);
  await s.on('2026-02-03', [
    'acme CaseStageEntered administrative at 1 days',
    ...emailed(`acme notify-overdue@2026-02-02 reminder-overdue ${listed}`),
  ]);
};

/** What it brings then, as long as these invoices stay open. */
const fromTextToDemand = async (s: Story, listed: string): Promise<void> => {
  const open = listed.replace(/INV-\d /g, '');
  await s.on('2026-02-09', texted(`acme text-overdue@2026-02-02 sms-overdue ${listed}`));
  await s.on(
    '2026-02-12',
    emailed(`acme remind-overdue@2026-02-02 reminder-overdue-second ${listed}`),
  );
  await s.on('2026-02-17', [
    `acme TaskOpened call-debtor for collector, ${open} at 15 days`,
    'acme StepPerformed call-debtor@2026-02-02: task-opened',
  ]);
  await s.on('2026-03-04', [
    'acme CaseStageEntered extrajudicial at 30 days',
    ...emailed(`acme demand-payment@2026-02-02 formal-demand ${listed}`),
  ]);
};

it('walks a customer who never pays through every stage to the lawyers', () =>
  story({ from: '2026-01-05' }, async (s) => {
    s.tell('2026-01-05', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-02-02' }));

    await s.on('2026-01-05', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-02-02',
    ]);
    await firstNotice(s, 'INV-1 1000.00 USD');
    await fromTextToDemand(s, 'INV-1 1000.00 USD');
    await s.on('2026-03-19', [
      'acme TaskOpened review-case for manager, 1000.00 USD at 45 days',
      'acme StepPerformed review-case@2026-02-02: task-opened',
    ]);
    await s.on('2026-05-04', [
      'acme CaseStageEntered judicial at 91 days',
      'acme TaskOpened hand-off for legal, 1000.00 USD at 91 days',
      'acme StepPerformed hand-off-to-legal@2026-02-02: task-opened',
    ]);
    await s.quietUntil('2026-08-01');
    // Planned and queued once for each of eight steps, then left waiting for news.
    expect(s.transitions()).toBe(8 * 4 + 3);
  }));

it('chases what a part payment leaves, no sooner and no harder for it', () =>
  story({ from: '2026-01-05' }, async (s) => {
    s.tell('2026-01-05', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-02-02' }));
    s.tell('2026-02-05', '07:00', stripe('pay-1', 40_000, ['INV-1']).paid);
    s.tell('2026-03-10', '07:00', stripe('pay-2', 60_000, ['INV-1']).paid);

    await s.on('2026-01-05', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-02-02',
    ]);
    await firstNotice(s, 'INV-1 1000.00 USD');
    await s.on('2026-02-05', [
      'acme PaymentReceived pay-1 400.00 USD',
      'acme CashAllocated pay-1 to INV-1 400.00 USD',
    ]);
    await fromTextToDemand(s, 'INV-1 600.00 USD');
    await s.on('2026-03-10', [
      'acme PaymentReceived pay-2 600.00 USD',
      'acme CashAllocated pay-2 to INV-1 600.00 USD, settles INV-1',
      'acme CaseClosed settled',
    ]);
    await s.quietUntil('2026-04-01');
  }));

it('moves back to a milder stage when only a younger debt is left', () =>
  story({ from: '2026-01-05' }, async (s) => {
    s.tell(
      '2026-01-05',
      '06:00',
      customer('acme'),
      invoice('INV-1', { dueOn: '2026-02-02' }),
      invoice('INV-2', { dueOn: '2026-03-02', totalMinor: 50_000 }),
    );
    s.tell('2026-03-10', '07:00', stripe('pay-1', 100_000, ['INV-1']).paid);

    await s.on('2026-01-05', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-02-02',
      'acme InvoicePosted INV-2 500.00 USD due 2026-03-02',
    ]);
    await firstNotice(s, 'INV-1 INV-2 1500.00 USD');
    await fromTextToDemand(s, 'INV-1 INV-2 1500.00 USD');
    await s.on('2026-03-10', [
      'acme PaymentReceived pay-1 1000.00 USD',
      'acme CashAllocated pay-1 to INV-1 1000.00 USD, settles INV-1',
      'acme CaseDeescalated extrajudicial to administrative at 8 days',
      ...texted('acme text-overdue@2026-03-02 sms-overdue INV-2 500.00 USD'),
    ]);
    await s.on(
      '2026-03-12',
      emailed('acme remind-overdue@2026-03-02 reminder-overdue-second INV-2 500.00 USD'),
    );
    await s.on('2026-03-17', [
      'acme TaskOpened call-debtor for collector, 500.00 USD at 15 days',
      'acme StepPerformed call-debtor@2026-03-02: task-opened',
    ]);
    await s.on('2026-04-01', [
      'acme CaseStageEntered extrajudicial at 30 days',
      ...emailed('acme demand-payment@2026-03-02 formal-demand INV-2 500.00 USD'),
    ]);
    await s.quietUntil('2026-04-12');
  }));

it('gives a debt that is first seen late one notice, and time before each further stage', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell(
      '2026-03-02',
      '06:00',
      customer('acme'),
      invoice('INV-1', { issuedOn: '2026-01-02', dueOn: '2026-01-16' }),
    );

    await s.on('2026-03-02', [
      'acme PartyRegistered email sms',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-01-16',
      'acme CaseOpened #1',
      'acme CaseStageEntered administrative at 45 days',
      ...emailed('acme remind-overdue@2026-01-16 reminder-overdue-second INV-1 1000.00 USD'),
      'acme TaskOpened call-debtor for collector, 1000.00 USD at 45 days',
      'acme StepPerformed call-debtor@2026-01-16: task-opened',
    ]);
    await s.on('2026-03-09', [
      'acme CaseStageEntered extrajudicial at 52 days',
      ...emailed('acme demand-payment@2026-01-16 formal-demand INV-1 1000.00 USD'),
      'acme TaskOpened review-case for manager, 1000.00 USD at 52 days',
      'acme StepPerformed review-case@2026-01-16: task-opened',
    ]);
    await s.on('2026-04-16', [
      'acme CaseStageEntered judicial at 90 days',
      'acme TaskOpened hand-off for legal, 1000.00 USD at 90 days',
      'acme StepPerformed hand-off-to-legal@2026-01-16: task-opened',
    ]);
    await s.quietUntil('2026-05-16');
  }));
