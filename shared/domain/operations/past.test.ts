import { expect, it } from 'vitest';
import type { JournalItem } from '../../ports/journal.ts';
import { pastOf } from './past.ts';

const accountId = 'acme|main|USD';
const asked = { actId: 'w-1', actor: 'ana', reason: 'hopeless' };
const decided = { actId: 'w-2', actor: 'luis', reason: 'insolvent since May' };
const money = { amountMinor: 80_000, currency: 'USD' };
const invoiceNumber = 'INV-1';
const paymentId = 'stripe:pi_1';

/** Recorded on 20 June, for the 15th. */
const told = (type: string, data: object): readonly string[] =>
  pastOf(
    [
      {
        streamId: `account#${accountId}`,
        version: 1,
        type,
        data: { accountId, ...data },
        effectiveOn: '2026-06-15',
        recordedAt: '2026-06-20T09:00:00.000Z',
      } as unknown as JournalItem,
    ],
    accountId,
  ).map(({ what }) => what);

it.each([
  [
    'WriteOffRequested',
    { ...money, invoiceNumber, limitMinor: 50_000, act: asked },
    'giving up 800.00 USD of invoice INV-1 was asked for under w-1 and waits for approval: hopeless, by ana',
  ],
  [
    'InvoiceWrittenOff',
    { ...money, invoiceNumber, writtenOff: [], reason: 'hopeless', act: decided, request: asked },
    '800.00 USD of invoice INV-1 was given up, as ana had asked under w-1 (hopeless); approved: insolvent since May, by luis',
  ],
  [
    'InvoiceWrittenOff',
    { ...money, invoiceNumber, writtenOff: [], reason: 'hopeless', act: asked },
    '800.00 USD of invoice INV-1 was given up: hopeless, by ana',
  ],
  [
    'WriteOffRejected',
    { invoiceNumber, request: asked, act: decided },
    'invoice INV-1 will not be given up, as ana had asked under w-1: insolvent since May, by luis',
  ],
  [
    'PaymentReversed',
    { ...money, paymentId, reversalId: 'act:1', reason: 'error', act: decided },
    'payment stripe:pi_1 lost 800.00 USD: error, insolvent since May, by luis',
  ],
  [
    'PaymentReversed',
    { ...money, paymentId, reversalId: 'stripe:dp_1', reason: 'chargeback' },
    'payment stripe:pi_1 lost 800.00 USD: chargeback',
  ],
  [
    'PaymentRefunded',
    { ...money, paymentId, refundId: 'stripe:re_1', act: decided },
    '800.00 USD of payment stripe:pi_1 went back to the payer: insolvent since May, by luis',
  ],
  [
    'PaymentRefunded',
    { ...money, paymentId, refundId: 'stripe:re_1' },
    '800.00 USD of payment stripe:pi_1 went back to the payer',
  ],
  [
    'CaseHeld',
    { caseId: `${accountId}|1`, until: '2026-07-01', act: asked },
    'the case was put on hold from 2026-06-15 until 2026-07-01: hopeless, by ana',
  ],
  [
    'InvoicePosted',
    {
      invoiceNumber,
      totalMinor: 80_000,
      currency: 'USD',
      openingBalance: { on: '2026-05-31', chaseFrom: '2026-07-06' },
    },
    'invoice INV-1 was brought along from another system with 800.00 USD open on 2026-05-31, chased from 2026-07-06 on',
  ],
  ['CaseOpened', { sequence: 2 }, 'case 2 was opened'],
  [
    'CaseStageEntered',
    { stage: 'extrajudicial', daysPastDue: 31 },
    'the case entered extrajudicial, 31 days past due',
  ],
  [
    'CaseDeescalated',
    { from: 'extrajudicial', stage: 'administrative', daysPastDue: 4 },
    'the case went back from extrajudicial to administrative, 4 days past due',
  ],
  ['CaseClosed', { reason: 'settled' }, 'the case was closed: settled'],
  [
    'CaseClosed',
    { reason: 'by-person', act: decided },
    'the case was closed: by-person, insolvent since May, by luis',
  ],
  [
    'CaseReleased',
    { from: 'hold', act: decided },
    'the hold of the case was taken back: insolvent since May, by luis',
  ],
  [
    'StepDeferred',
    { step: 'remind', until: '2026-06-16T13:00:00.000Z', reason: 'daily-cap' },
    'remind was put off to 2026-06-16T13:00:00.000Z: the messages that the environment allows a day are used up (daily-cap)',
  ],
  [
    'ContactDeferred',
    { step: 'remind', channel: 'sms', until: '2026-06-16T13:00:00.000Z', rule: 'one-a-week' },
    'remind by sms has to wait until 2026-06-16T13:00:00.000Z: rule one-a-week',
  ],
  [
    'ContactRefused',
    { step: 'remind', channel: 'sms', rule: 'opted-out' },
    'remind by sms may not happen: its customer opted out of that channel (opted-out)',
  ],
  [
    'ContactFailed',
    { step: 'remind', channel: 'email', error: 'MessageRejected' },
    'the provider did not take remind by email: MessageRejected',
  ],
  [
    'OverdueThresholdExceeded',
    { overdueMinor: 80_000, currency: 'USD' },
    '800.00 USD past due, above the threshold',
  ],
  ['PaymentReceived', { ...money, paymentId }, 'payment stripe:pi_1 of 800.00 USD came in'],
  [
    'PaymentReallocated',
    { paymentId, invoiceNumbers: ['INV-1', 'INV-2'], act: decided },
    'payment stripe:pi_1 was put on INV-1, INV-2: insolvent since May, by luis',
  ],
  [
    'InvoiceDisputed',
    { invoiceNumber, act: asked },
    'invoice INV-1 was flagged as disputed: hopeless, by ana',
  ],
  [
    'InvoiceDisputeCleared',
    { invoiceNumber, act: decided },
    'the dispute of invoice INV-1 ended: insolvent since May, by luis',
  ],
  [
    'InvoiceWrittenOff',
    { ...money, invoiceNumber, writtenOff: [], reason: 'hopeless', request: asked },
    '800.00 USD of invoice INV-1 was given up, as ana had asked under w-1 (hopeless)',
  ],
])('%s is told with who decided what, and why', (type, data, what) => {
  expect(told(type, data)).toEqual([what]);
});

const step = { step: 'remind', anchorOn: '2026-06-10' };

it.each([
  [{ outcome: 'sent' }, 'was sent'],
  [{ outcome: 'sent', fallback: true }, 'was sent, on its other channel'],
  [
    { outcome: 'simulated', fallback: true },
    'was simulated, on its other channel: the environment contacts this party in shadow',
  ],
  [{ outcome: 'simulated' }, 'was simulated: the environment contacts this party in shadow'],
  [{ outcome: 'task-opened' }, 'became a task for a person'],
  [{ outcome: 'nothing-to-say' }, 'was not sent, nothing was left to ask for'],
  [
    { outcome: 'refused', reason: 'no-address' },
    'was not sent: its customer has no address for that channel (no-address)',
  ],
  [{ outcome: 'refused' }, 'was not sent'],
  [
    { outcome: 'failed', reason: 'bounced: no such user' },
    'was not taken by the provider: rule bounced: no such user',
  ],
  [{ outcome: 'unknown' }, 'may have been sent; the provider never said so'],
])('a step that ended as %j is told', (ended, what) => {
  expect(told('StepPerformed', { ...step, ...ended })).toEqual([
    `remind for what fell due on 2026-06-10 ${what}`,
  ]);
});

it('is about one account, in the order of recording, whatever the order of the events', () => {
  const item = (version: number, recordedAt: string, about = accountId) =>
    ({
      streamId: `case#${accountId}`,
      version,
      type: 'CaseOpened',
      data: { accountId: about, sequence: version },
      effectiveOn: '2026-06-15',
      recordedAt,
    }) as unknown as JournalItem;
  const events = [
    item(3, '2026-06-20T09:00:00.000Z'),
    item(1, '2026-06-18T09:00:00.000Z'),
    item(9, '2026-06-18T09:00:00.000Z', 'bolt|main|USD'),
    item(2, '2026-06-18T09:00:00.000Z'),
  ];
  const happened = pastOf(events, accountId);
  expect(happened.map(({ what }) => what)).toEqual([
    'case 1 was opened',
    'case 2 was opened',
    'case 3 was opened',
  ]);
  expect(happened[0]).toEqual({
    at: '2026-06-18T09:00:00.000Z',
    eventId: `case#${accountId}#1`,
    type: 'CaseOpened',
    what: 'case 1 was opened',
  });
});

it('tells nothing of an event that is no answer', () => {
  expect(told('EntryHeld', {})).toEqual([]);
});

it('tells no invoice that came the usual way', () => {
  expect(told('InvoicePosted', { invoiceNumber, totalMinor: 80_000, currency: 'USD' })).toEqual([]);
});
