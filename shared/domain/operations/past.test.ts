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
])('%s is told with who decided what, and why', (type, data, what) => {
  expect(told(type, data)).toEqual([what]);
});

it('tells no invoice that came the usual way', () => {
  expect(told('InvoicePosted', { invoiceNumber, totalMinor: 80_000, currency: 'USD' })).toEqual([]);
});
