import { describe, expect, it } from 'vitest';
import type { DomainFact } from '../../../events/catalogue.ts';
import { exampleOf } from '../../../test/support/example-event.ts';
import { alertOf } from './alert-of.ts';

const tell = (fact: DomainFact) =>
  alertOf(fact, { recordedAt: '2026-06-03T09:00:00.000Z', causationId: 'erp-1' });

const account = 'acme|main|USD';
const contact = (attemptId: string, step: string, channel = 'email') => ({
  attemptId,
  caseId: `${account}|1`,
  step,
  channel,
});

/** Each alert as somebody who is woken by it reads it, and the figures that a program gets. */
const told: readonly (readonly [DomainFact, string, object])[] = [
  [
    exampleOf('OverdueThresholdExceeded'),
    'Account acme|main|USD has 21250.00 USD past due, over the threshold of 10000.00 USD. The oldest is 15 days late.',
    { overdueMinor: 2_125_000, thresholdMinor: 1_000_000, currency: 'USD', daysPastDue: 15 },
  ],
  [
    exampleOf('PaymentContested'),
    'Payment stripe:pi_3TnWq2Cartera0001 is contested by its payer over 800.00 USD. The cash has not moved yet: answer the dispute at the provider in time.',
    { disputeId: 'stripe:dp_1TnX8bCartera0001', amountMinor: 80_000, currency: 'USD' },
  ],
  [
    exampleOf('PaymentReversed'),
    '800.00 USD of payment stripe:pi_3TnWq2Cartera0001 were taken back (chargeback). What it had settled is open again.',
    {
      reversalId: 'stripe:dp_1TnX8bCartera0001',
      amountMinor: 80_000,
      currency: 'USD',
      reason: 'chargeback',
    },
  ],
  [
    exampleOf('PaymentFailed'),
    'A payer tried to pay 750.00 USD for invoice INV-2026-0042 and could not.',
    {
      amountMinor: 75_000,
      currency: 'USD',
      provider: 'stripe',
      invoiceNumbers: ['INV-2026-0042'],
    },
  ],
  [
    exampleOf('PaymentUnmatched'),
    'Payment stripe:pi_3TnWr9Cartera0002, 42.00 USD naming invoice INV-2026-0099, is unmatched: none of its invoices is known.',
    {
      amountMinor: 4200,
      currency: 'USD',
      reason: 'none of its invoices is known',
      invoiceNumbers: ['INV-2026-0099'],
    },
  ],
  [
    exampleOf('InputRejected'),
    'Input erp-7102@3f9c1d2e4b5a6978 (InvoiceIssued) was rejected and waits in RejectedInputs. data.totalMinor: 125000; expected the sum of the instalments, 120000',
    {
      door: 'bus',
      inputType: 'InvoiceIssued',
      reasons: ['data.totalMinor: 125000; expected the sum of the instalments, 120000'],
    },
  ],
  [
    exampleOf('InputRejected', { reasons: [] }),
    'Input erp-7102@3f9c1d2e4b5a6978 (InvoiceIssued) was rejected and waits in RejectedInputs.',
    { door: 'bus', inputType: 'InvoiceIssued', reasons: [] },
  ],
  [
    exampleOf('EntryRefused', { message: 'at most 5 is left' }),
    'The ledger refused credit-note:CN-2026-0012 on account acme|main|USD: at most 5 is left.',
    { inputId: 'credit-note:CN-2026-0012', code: 'exceeds-open' },
  ],
  [
    exampleOf('ContactRefused', { rule: 'no-address' }),
    'Account acme|main|USD cannot be reminded: its customer has no address for the channel of the step.',
    { ...contact('77aa0b31cd', 'text-overdue', 'sms'), rule: 'no-address' },
  ],
  [
    exampleOf('ContactRefused', { rule: 'party-unknown' }),
    'Account acme|main|USD cannot be reminded: its customer was never registered.',
    { ...contact('77aa0b31cd', 'text-overdue', 'sms'), rule: 'party-unknown' },
  ],
  [
    exampleOf('ContactRefused', { rule: 'zone-invalid' }),
    'Account acme|main|USD cannot be reminded: the time zone of its customer is not a zone.',
    { ...contact('77aa0b31cd', 'text-overdue', 'sms'), rule: 'zone-invalid' },
  ],
  [
    exampleOf('ContactRefused', { rule: 'purpose-unknown' }),
    'Account acme|main|USD cannot be reminded: the contact rules allow nothing (purpose-unknown).',
    { ...contact('77aa0b31cd', 'text-overdue', 'sms'), rule: 'purpose-unknown' },
  ],
  [
    exampleOf('ContactRefused', { rule: 'rule-unknown' }),
    'Account acme|main|USD cannot be reminded: the contact rules allow nothing (rule-unknown).',
    { ...contact('77aa0b31cd', 'text-overdue', 'sms'), rule: 'rule-unknown' },
  ],
  [
    exampleOf('ContactFailed'),
    'The provider refused the email of step remind-overdue to account acme|main|USD: MessageRejected. It is not tried again.',
    { ...contact('92cc1d53ef', 'remind-overdue'), error: 'MessageRejected' },
  ],
  [
    exampleOf('ContactBounced'),
    'The email of step notify-overdue to account acme|main|USD came back: General 5.1.1. The address gets no more messages until it changes.',
    { ...contact('5e1f0c6e2a', 'notify-overdue'), reason: 'General 5.1.1' },
  ],
  [
    exampleOf('ContactComplained'),
    'The recipient of the email of step notify-overdue to account acme|main|USD reported it as unwanted (abuse). The address gets no more messages.',
    { ...contact('5e1f0c6e2a', 'notify-overdue'), feedbackType: 'abuse' },
  ],
  [
    exampleOf('ContactOutcomeUnknown'),
    'Nobody can say whether the email of step remind-overdue to account acme|main|USD left. It is not sent again by itself: look it up at the provider.',
    contact('a3dd2e64f0', 'remind-overdue'),
  ],
  [
    exampleOf('WriteOffRequested'),
    'Giving up 30000.00 USD of invoice INV-2026-0042 on account acme|main|USD was asked for under a-8001 (Insolvency closed without a quota). Above 1000.00 USD a second person has to approve or reject it.',
    {
      invoiceNumber: 'INV-2026-0042',
      amountMinor: 3_000_000,
      givenUpMinor: 0,
      limitMinor: 100_000,
      currency: 'USD',
      requestId: 'a-8001',
      actor: 'arn:aws:iam::111122223333:user/credit-desk',
    },
  ],
  [
    exampleOf('SendingStopped'),
    'All messages are stopped (wrong amounts in the second reminder). Steps that are due wait until somebody resumes.',
    {
      actor: 'arn:aws:iam::111122223333:user/ada',
      reason: 'wrong amounts in the second reminder',
    },
  ],
  [
    exampleOf('DailyCapReached'),
    'The 50000 messages by email that 2026-04-02 allows are used up. What is due waits for the next day.',
    { on: '2026-04-02', channel: 'email', cap: 50_000 },
  ],
];

describe('an alert', () => {
  it.each(told)('of %j', (fact, text, facts) => {
    expect(tell(fact)).toMatchObject({ text });
    expect(tell(fact)?.facts).toEqual(facts);
  });

  it('of a write-off names what was given up before', () => {
    expect(tell(exampleOf('WriteOffRequested', { givenUpMinor: 5000 }))?.text).toContain(
      '(Insolvency closed without a quota). 50.00 USD was given up before and counts too. Above',
    );
  });

  it('of an import says where its first contradiction is', () => {
    const refused = exampleOf('EntryRefused', { code: 'differs', message: 'it differs' });
    const recording = {
      recordedAt: '2026-06-03T09:00:00.000Z',
      causationId: 'opening:2026-05-31:invoice:OLD-1',
    };
    const alert = alertOf(refused, recording);
    expect(alert?.text).toBe(
      'An import of a legacy book told on 2026-06-03 what the ledger refused, first credit-note:CN-2026-0012 on account acme|main|USD: it differs. What else it refuses of imports on that day is counted, not told.',
    );
    expect(alert?.facts).toEqual({
      inputId: 'credit-note:CN-2026-0012',
      code: 'differs',
      firstAccountId: account,
    });
  });

  it('of a payment says how many invoices it is for, and lists the first twenty', () => {
    const failed = (count: number) =>
      tell(
        exampleOf('PaymentFailed', {
          invoiceNumbers: Array.from({ length: count }, (_, index) => `F${index}`),
        }),
      );
    expect(failed(0)?.text).toContain('for no invoice and could not');
    expect(failed(3)?.text).toContain('for invoice F0 and 2 more and could not');
    expect(failed(25)?.facts['invoiceNumbers']).toHaveLength(20);
    const unmatched = tell(
      exampleOf('PaymentUnmatched', {
        invoiceNumbers: Array.from({ length: 25 }, (_, index) => `F${index}`),
      }),
    );
    expect(unmatched?.facts['invoiceNumbers']).toHaveLength(20);
  });
});
