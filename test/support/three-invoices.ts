import type { RunRecord } from '../../book/run/record.ts';
import type { Usage } from '../../book/run/usage.ts';
import type { DomainFact } from '../../events/catalogue.ts';
import type { OutboxMessage } from '../../local/outbox.ts';
import { businessDate, epochMs, instant } from '../../shared/domain/calendar.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';

const accountId = 'C1|main|USD';

/** A journal item with the dates that matter to a report; the chain is none of its business. */
const item = (
  streamId: string,
  version: number,
  effectiveOn: string,
  fact: DomainFact,
  recordedAt = `${effectiveOn}T06:00:00.000Z`,
): JournalItem => ({
  streamId,
  version,
  type: fact.type,
  data: fact.data,
  effectiveOn: businessDate(effectiveOn),
  recordedAt: instant(recordedAt),
  causationId: 'test',
  correlationId: 'test',
  previousHash: '',
  hash: '',
});

const ledger = (version: number, effectiveOn: string, fact: DomainFact, recordedAt?: string) =>
  item(`account#${accountId}`, version, effectiveOn, fact, recordedAt);

const posted = (
  invoiceNumber: string,
  issuedOn: string,
  dueOn: string,
  totalMinor: number,
): DomainFact => ({
  type: 'InvoicePosted',
  data: {
    accountId,
    customerId: 'C1',
    invoiceNumber,
    issuedOn,
    totalMinor,
    currency: 'USD',
    instalments: [{ instalment: 1, dueOn, amountMinor: totalMinor }],
  },
});

const received = (
  paymentId: string,
  amountMinor: number,
  invoiceNumbers: string[],
): DomainFact => ({
  type: 'PaymentReceived',
  data: { accountId, paymentId, amountMinor, currency: 'USD', invoiceNumbers },
});

const covers = (paymentId: string, invoiceNumber: string, dueOn: string, amountMinor: number) => ({
  paymentId,
  invoiceNumber,
  instalment: 1,
  dueOn,
  amountMinor,
});

const contact = {
  attemptId: 'attempt-1',
  partyId: 'C1',
  accountId,
  caseId: 'case-1',
  stage: 'administrative',
  step: 'email-1',
  anchorOn: '2026-02-04',
  channel: 'email',
} as const;

/**
 * One account through two months. A (100.00, due 4 Feb) is paid 10 days late, B (60.00, due 10 Feb)
 * gets a credit note of 10.00 and is paid early, 5.00 too much; C (40.00, due 31 Mar) stays open
 * after its payment was charged back. The chargeback is recorded three days after it counts.
 */
export const journal: readonly JournalItem[] = [
  ledger(1, '2026-01-05', posted('A', '2026-01-05', '2026-02-04', 10_000)),
  ledger(2, '2026-01-11', posted('B', '2026-01-11', '2026-02-10', 6_000)),
  ledger(3, '2026-01-20', {
    type: 'CreditNotePosted',
    data: {
      accountId,
      creditNoteNumber: 'CN1',
      invoiceNumber: 'B',
      amountMinor: 1_000,
      currency: 'USD',
      credited: [{ instalment: 1, dueOn: '2026-02-10', amountMinor: 1_000 }],
    },
  }),
  ledger(4, '2026-02-01', received('p-b', 5_500, ['B'])),
  ledger(5, '2026-02-01', {
    type: 'CashAllocated',
    data: {
      accountId,
      paymentId: 'p-b',
      currency: 'USD',
      allocations: [covers('p-b', 'B', '2026-02-10', 5_000)],
      settledInvoices: ['B'],
    },
  }),
  ledger(6, '2026-02-14', received('p-a', 10_000, ['A'])),
  ledger(7, '2026-02-14', {
    type: 'CashAllocated',
    data: {
      accountId,
      paymentId: 'p-a',
      currency: 'USD',
      allocations: [covers('p-a', 'A', '2026-02-04', 10_000)],
      settledInvoices: ['A'],
    },
  }),
  ledger(8, '2026-02-15', {
    type: 'PaymentRefunded',
    data: { accountId, paymentId: 'p-b', refundId: 're-1', amountMinor: 300, currency: 'USD' },
  }),
  ledger(9, '2026-03-01', posted('C', '2026-03-01', '2026-03-31', 4_000)),
  ledger(10, '2026-03-10', received('p-c', 4_000, ['C'])),
  ledger(11, '2026-03-10', {
    type: 'CashAllocated',
    data: {
      accountId,
      paymentId: 'p-c',
      currency: 'USD',
      allocations: [covers('p-c', 'C', '2026-03-31', 4_000)],
      settledInvoices: ['C'],
    },
  }),
  ledger(
    12,
    '2026-03-20',
    {
      type: 'CashReleased',
      data: {
        accountId,
        paymentId: 'p-c',
        currency: 'USD',
        released: [covers('p-c', 'C', '2026-03-31', 4_000)],
        reason: 'reversed',
      },
    },
    '2026-03-23T06:00:00.000Z',
  ),
  ledger(
    13,
    '2026-03-20',
    {
      type: 'PaymentReversed',
      data: {
        accountId,
        paymentId: 'p-c',
        reversalId: 'dp-1',
        amountMinor: 4_000,
        currency: 'USD',
        reason: 'chargeback',
      },
    },
    '2026-03-23T06:00:00.000Z',
  ),
  item('case#case-1', 1, '2026-02-05', {
    type: 'CaseOpened',
    data: {
      caseId: 'case-1',
      accountId,
      partyId: 'C1',
      strategy: 'default',
      strategyVersion: 1,
      sequence: 1,
      announced: {},
      performed: [],
    },
  }),
  item('case#case-1', 2, '2026-02-05', {
    type: 'CaseStageEntered',
    data: { caseId: 'case-1', accountId, stage: 'administrative', daysPastDue: 1 },
  }),
  item('case#case-1', 3, '2026-02-14', {
    type: 'CaseClosed',
    data: { caseId: 'case-1', accountId, reason: 'settled' },
  }),
  item('party#C1', 1, '2026-02-05', {
    type: 'ContactAttempted',
    data: {
      ...contact,
      template: 'reminder-overdue',
      templateVersion: 1,
      locale: 'en',
      invoiceNumbers: ['A', 'B'],
      amountMinor: 10_000,
      currency: 'USD',
      contentHash: 'hash',
      rules: ['window'],
    },
  }),
  item('party#C1', 2, '2026-02-05', {
    type: 'ContactSent',
    data: { ...contact, providerMessageId: 'ses-1' },
  }),
  item('alert#1', 1, '2026-03-23', {
    type: 'AlertRaised',
    data: {
      kind: 'payment-returned',
      severity: 'warning',
      accountId,
      episode: 'p-c',
      text: 'A payment was returned',
      occurrences: 1,
    },
  }),
];

export const email: OutboxMessage = {
  channel: 'email',
  at: epochMs(instant('2026-02-05T10:15:00Z')),
  providerMessageId: 'ses-1',
  to: ['c1@example.com'],
  from: 'accounts@example.com',
  replyTo: [],
  subject: 'Invoice A is <overdue>',
  html: '<p>Please pay & thank you</p>',
  text: 'Please pay & thank you',
  headers: {},
  tags: {},
  configurationSet: undefined,
};

const usage: Usage = {
  invocations: 1_000_000,
  transitions: 8_000,
  executions: 1,
  dynamodbReadUnits: 2_000_000,
  dynamodbWriteUnits: 1_000_000,
  events: 500_000,
  sqsRequests: 2_000_000,
  topicPublishes: 0,
  emails: 1,
  httpRequests: 3,
  s3Puts: 1,
  secretReads: 2,
};

/** What a run of that account would leave behind. */
export const runRecord: RunRecord = {
  book: {
    name: 'three invoices',
    zone: 'UTC',
    from: businessDate('2026-01-05'),
    to: businessDate('2026-03-31'),
    inputs: [],
    notes: [],
  },
  seed: 7,
  journal,
  outbox: [email],
  busEvents: [
    { at: email.at, source: 'cartera.contact', detailType: 'ContactSent', detail: { data: {} } },
  ],
  usage,
  wallSeconds: 1.25,
};
