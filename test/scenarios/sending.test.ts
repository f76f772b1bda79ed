import { describe, expect, it } from 'vitest';
import type { CallFault, CallPoint, FaultPlan } from '../../local/faults.ts';
import { emailed } from '../support/story/sent.ts';
import { story } from '../support/story/story.ts';
import { customer, invoice } from '../support/story/tellings.ts';

/** The fault for the first call of that operation, and none for any other. */
const atFirst = (operation: string, fault: CallFault): FaultPlan => {
  let isOver = false;
  return {
    script: (point: CallPoint) => {
      if (isOver || point.operation !== operation) return undefined;
      isOver = true;
      return fault;
    },
  };
};

const monday = [
  'acme PartyRegistered email sms',
  'acme InvoicePosted INV-1 1000.00 USD due 2026-03-02',
  'acme CaseOpened #1',
];
const attempted =
  'acme ContactAttempted email remind-before-due@2026-03-02 reminder-before-due en: INV-1 1000.00 USD';
const sent = ['acme ContactSent email remind-before-due@2026-03-02', 'email to acme@example.com'];
const performed = (outcome: string) => [
  'acme CaseStageEntered preventive at 0 days',
  `acme StepPerformed remind-before-due@2026-03-02: ${outcome}`,
];
const tuesday = [
  'acme CaseStageEntered administrative at 1 days',
  ...emailed('acme notify-overdue@2026-03-02 reminder-overdue INV-1 1000.00 USD'),
];

/** An invoice due on the day it is issued: announced at once, and late the next day. */
const onMonday = (faults: FaultPlan, lines: readonly string[], alerted: readonly string[] = []) =>
  story({ from: '2026-03-02', faults }, async (s) => {
    s.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-03-02' }));
    await s.on('2026-03-02', [...monday, ...lines]);
    await s.on('2026-03-03', [...alerted, ...tuesday]);
  });

const digest = 'notice of info: Alerts of 2026-03-02: 1';

const announced = (customerId: string, number: string): string =>
  `${customerId} ContactAttempted email remind-before-due@2026-03-04 reminder-before-due en: ${number} 1000.00 USD`;
const texted = (customerId: string, number: string): string =>
  `${customerId} ContactAttempted sms text-overdue@2026-03-04 sms-overdue en: ${number} 1000.00 USD`;

describe('a message', () => {
  it.each(['crash-after', 'lose-answer'] as const)(
    'that SES took (%s) is known by the event of the send, and not sent again',
    (fault) => onMonday(atFirst('SendEmail', fault), [attempted, ...sent, ...performed('sent')]),
  );

  it('that never reached SES is unknown after an hour, alerted, and not sent again', () =>
    onMonday(
      atFirst('SendEmail', 'crash-before'),
      [
        attempted,
        'acme AlertRaised critical send-outcome-unknown',
        ...performed('unknown'),
        'acme ContactOutcomeUnknown email remind-before-due@2026-03-02',
        'notice of critical: [critical] send-outcome-unknown acme|main|USD',
      ],
      [digest],
    ));

  it('that SES would not take now goes out later, as another attempt', () =>
    onMonday(atFirst('SendEmail', 'throttle'), [
      'acme StepDeferred remind-before-due@2026-03-02 until 2026-03-02: ThrottlingException',
      attempted,
      'acme ContactFailed email remind-before-due@2026-03-02 ThrottlingException',
      ...performed('sent'),
      attempted,
      ...sent,
    ]));

  it('that SES will never take has failed, and is alerted', () =>
    onMonday(
      atFirst('SendEmail', 'refuse'),
      [
        'acme AlertRaised warning delivery-failed',
        ...performed('failed'),
        attempted,
        'acme ContactFailed email remind-before-due@2026-03-02 MessageRejected, final',
        'notice of warning: [warning] delivery-failed acme|main|USD',
      ],
      [digest],
    ));

  it('by text whose answer is lost stays unknown: SNS has no event of a send', () =>
    story({ from: '2026-03-02', faults: atFirst('Publish', 'lose-answer') }, async (s) => {
      s.tell('2026-03-02', '06:00', customer('acme'), invoice('INV-1', { dueOn: '2026-03-02' }));
      await s.skipThrough('2026-03-08');
      await s.on('2026-03-09', [
        'acme ContactAttempted sms text-overdue@2026-03-02 sms-overdue en: INV-1 1000.00 USD',
        'sms to +15555550100',
        'acme AlertRaised critical send-outcome-unknown',
        'acme StepPerformed text-overdue@2026-03-02: unknown',
        'acme ContactOutcomeUnknown sms text-overdue@2026-03-02',
        'notice of critical: [critical] send-outcome-unknown acme|main|USD',
      ]);
    }));

  it('to a customer that nobody registered is refused, once, and alerted', () =>
    story({ from: '2026-03-02' }, async (s) => {
      s.tell('2026-03-02', '06:00', invoice('INV-1', { dueOn: '2026-03-02' }));
      await s.on('2026-03-02', [
        'acme InvoicePosted INV-1 1000.00 USD due 2026-03-02',
        'acme CaseOpened #1',
        'acme AlertRaised warning invoice-incomplete',
        ...performed('refused'),
        'acme ContactRefused email remind-before-due@2026-03-02: party-unknown',
        'notice of warning: [warning] invoice-incomplete acme|main|USD',
      ]);
      await s.on('2026-03-03', [
        digest,
        'acme CaseStageEntered administrative at 1 days',
        'acme StepPerformed notify-overdue@2026-03-02: refused',
        'acme ContactRefused email notify-overdue@2026-03-02: party-unknown',
      ]);
    }));

  it('to a party of two accounts is one a day and two a week, on any channel', () =>
    story({ from: '2026-03-02' }, async (s) => {
      const shared = { partyId: 'family', email: 'family@example.com' };
      const due = { dueOn: '2026-03-04' };
      s.tell('2026-03-02', '06:00', customer('acme', shared), customer('beta', shared));
      s.tell('2026-03-02', '06:05', invoice('INV-1', due));
      s.tell('2026-03-02', '06:05', invoice('INV-2', { ...due, customerId: 'beta' }));
      const attemptsOn = async (day: string) =>
        (await s.skipThrough(day)).filter((line) => line.includes('ContactAttempted'));

      expect(await attemptsOn('2026-03-02')).toEqual([announced('beta', 'INV-2')]);
      expect(await attemptsOn('2026-03-03')).toEqual([announced('acme', 'INV-1')]);
      // Late from the 5th, but the week of the party is used up until Monday.
      expect(await attemptsOn('2026-03-08')).toEqual([]);
      expect(await attemptsOn('2026-03-09')).toEqual([texted('acme', 'INV-1')]);
      expect(await attemptsOn('2026-03-10')).toEqual([texted('beta', 'INV-2')]);
      expect(await attemptsOn('2026-03-15')).toEqual([]);
    }));
});
