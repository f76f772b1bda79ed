import { expect, it } from 'vitest';
import { type Story, story } from '../support/story/story.ts';
import { customer, invoice } from '../support/story/tellings.ts';

/** An address of the mailbox simulator of SES. */
const bounces = 'bounce@simulator.amazonses.com';
const due = '2026-01-15';
const late = invoice('INV-1', { issuedOn: '2026-01-01', dueOn: due });

const mailed = (step: string, template: string, to: string, on = due, listed = 'INV-1') => {
  const [name, times] = step.split('+');
  const again = times === undefined ? '' : ` again ${times}`;
  return [
    `acme StepPerformed ${name}@${on}${again}: sent`,
    `acme ContactAttempted email ${name}@${on}${again} ${template} en: ${listed} 1000.00 USD`,
    `acme ContactSent email ${name}@${on}${again}`,
    `email to ${to}`,
  ];
};

const task = (kind: string, step: string, role: string, days: number, on = due) => [
  `acme TaskOpened ${kind} for ${role}, 1000.00 USD at ${days} days`,
  `acme StepPerformed ${step}@${on}: task-opened`,
];

/** What comes back from an e-mail that was the only way to the party. */
const comesBack = (step: string, on = due) => [
  'acme AlertRaised warning delivery-failed',
  `acme ContactBounced email ${step}@${on} permanent: General 5.1.1`,
  'acme AddressSuppressed email: bounce',
  'notice of warning: [warning] delivery-failed acme|main|USD',
  `acme StepUndelivered email ${step}@${on}: bounced: General 5.1.1`,
  'acme AlertRaised warning invoice-incomplete',
  `acme StepPerformed ${step}@${on} instead: refused`,
  `acme ContactRefused sms ${step}@${on}: no-address`,
  'notice of warning: [warning] invoice-incomplete acme|main|USD',
];

const digest = (on: string, alerts: number) => `notice of info: Alerts of ${on}: ${alerts}`;

it('gives notice at a new address first, when the one before took nothing', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '06:00', customer('acme', { email: bounces, phone: undefined }));
    s.tell('2026-03-02', '06:01', late);
    s.tell('2026-03-06', '06:00', customer('acme', { phone: undefined }));

    await s.on('2026-03-02', [
      'acme PartyRegistered email',
      'acme InvoicePosted INV-1 1000.00 USD due 2026-01-15',
      'acme CaseOpened #1',
      'acme CaseStageEntered administrative at 46 days',
      ...mailed('remind-overdue', 'reminder-overdue-second', bounces),
      ...task('call-debtor', 'call-debtor', 'collector', 46),
      ...comesBack('remind-overdue'),
    ]);
    await s.on('2026-03-03', [digest('2026-03-02', 2)]);
    await s.on('2026-03-06', [
      'acme PartyRegistered email',
      ...mailed('remind-overdue+1', 'reminder-overdue-second', 'acme@example.com'),
    ]);
    // People go on by calendar; the debtor has the least stay to answer the notice.
    await s.on('2026-03-09', [
      'acme CaseStageEntered extrajudicial at 53 days',
      ...task('review-case', 'review-case', 'manager', 53),
    ]);
    await s.on('2026-03-13', mailed('demand-payment', 'formal-demand', 'acme@example.com'));
    await s.on('2026-04-15', [
      'acme CaseStageEntered judicial at 90 days',
      ...task('hand-off', 'hand-off-to-legal', 'legal', 90),
    ]);
    await s.quietUntil('2026-06-01');
  }));

it('gives notice first to a customer who becomes known when the case is late', () =>
  story({ from: '2026-03-02' }, async (s) => {
    s.tell('2026-03-02', '06:01', late);
    s.tell('2026-03-04', '06:00', customer('acme'));

    await s.on('2026-03-02', [
      'acme InvoicePosted INV-1 1000.00 USD due 2026-01-15',
      'acme CaseOpened #1',
      'acme AlertRaised warning invoice-incomplete',
      'acme CaseStageEntered administrative at 46 days',
      'acme StepPerformed remind-overdue@2026-01-15: refused',
      'acme ContactRefused email remind-overdue@2026-01-15: party-unknown',
      'notice of warning: [warning] invoice-incomplete acme|main|USD',
      ...task('call-debtor', 'call-debtor', 'collector', 46),
    ]);
    await s.on('2026-03-03', [digest('2026-03-02', 1)]);
    await s.on('2026-03-04', [
      'acme PartyRegistered email sms',
      ...mailed('remind-overdue+1', 'reminder-overdue-second', 'acme@example.com'),
    ]);
    await s.on('2026-03-09', [
      'acme CaseStageEntered extrajudicial at 53 days',
      ...task('review-case', 'review-case', 'manager', 53),
    ]);
    await s.on('2026-03-11', mailed('demand-payment', 'formal-demand', 'acme@example.com'));
    await s.quietUntil('2026-04-15');
  }));

it('gives notice first of what was brought along, even when people have it already', () =>
  story({ from: '2026-03-02' }, async (s) => {
    const on = '2025-11-15';
    const opening = { openingBalance: { on: '2026-03-01' } };
    s.tell('2026-03-02', '06:00', customer('acme', { email: bounces, phone: undefined }));
    s.tell(
      '2026-03-02',
      '06:01',
      invoice('OLD-1', { issuedOn: '2025-10-01', dueOn: on, ...opening }),
    );
    s.tell('2026-03-24', '06:00', customer('acme', { phone: undefined }));

    await s.on('2026-03-02', [
      'acme PartyRegistered email',
      'acme InvoicePosted OLD-1 1000.00 USD due 2025-11-15',
      'acme CaseOpened #1',
    ]);
    const [name, template] = ['remind-overdue', 'reminder-overdue-second'];
    await s.on('2026-03-05', [
      'acme CaseStageEntered administrative at 110 days',
      ...mailed(name, template, bounces, on, 'OLD-1'),
      ...comesBack(name, on),
      ...task('call-debtor', 'call-debtor', 'collector', 110, on),
    ]);
    await s.on('2026-03-06', [digest('2026-03-05', 2)]);
    await s.on('2026-03-12', [
      'acme CaseStageEntered extrajudicial at 117 days',
      ...task('review-case', 'review-case', 'manager', 117, on),
    ]);
    await s.on('2026-03-19', [
      'acme CaseStageEntered judicial at 124 days',
      ...task('hand-off', 'hand-off-to-legal', 'legal', 124, on),
    ]);
    await s.on('2026-03-24', [
      'acme PartyRegistered email',
      ...mailed(`${name}+1`, template, 'acme@example.com', on, 'OLD-1'),
    ]);
    await s.quietUntil('2026-05-01');
  }));

/** What two channels without an address bring for a step, and the digest of the day after. */
const refused = async (s: Story, on: string, step: string, channels: readonly string[]) => {
  const [first, second] = channels;
  await s.on(on, [
    ...(step === 'notify-overdue' ? ['acme CaseStageEntered administrative at 1 days'] : []),
    `acme StepPerformed ${step}@2026-03-09: refused`,
    `acme StepUndelivered ${first} ${step}@2026-03-09: no-address`,
    `acme ContactRefused ${first} ${step}@2026-03-09: no-address`,
    `acme StepPerformed ${step}@2026-03-09 instead: refused`,
    `acme ContactRefused ${second} ${step}@2026-03-09: no-address`,
  ]);
};

it('hands a customer without an address over to legal on the days of the calendar', () =>
  story({ from: '2026-03-05' }, async (s) => {
    s.tell('2026-03-05', '06:00', customer('acme', { email: undefined, phone: undefined }));
    s.tell('2026-03-05', '06:01', invoice('INV-1', { dueOn: '2026-03-09' }));
    await s.skipThrough('2026-03-09');
    const before = s.transitions();

    await refused(s, '2026-03-10', 'notify-overdue', ['email', 'sms']);
    await s.on('2026-03-11', [digest('2026-03-10', 1)]);
    await refused(s, '2026-03-16', 'text-overdue', ['sms', 'email']);
    await s.on('2026-03-17', [digest('2026-03-16', 1)]);
    await refused(s, '2026-03-19', 'remind-overdue', ['email', 'sms']);
    await s.on('2026-03-20', [digest('2026-03-19', 1)]);
    await s.on('2026-03-24', task('call-debtor', 'call-debtor', 'collector', 15, '2026-03-09'));
    await s.on('2026-04-08', ['acme CaseStageEntered extrajudicial at 30 days']);
    await s.on('2026-04-23', task('review-case', 'review-case', 'manager', 45, '2026-03-09'));
    await s.on('2026-06-08', [
      'acme CaseStageEntered judicial at 91 days',
      ...task('hand-off', 'hand-off-to-legal', 'legal', 91, '2026-03-09'),
    ]);
    await s.quietUntil('2026-06-13');
    // Ten acts of four, and a look of three on each day of contact from 20 March on.
    const looks = 61;
    expect(s.transitions() - before).toBeLessThanOrEqual(10 * 4 + looks * 3);
  }));
