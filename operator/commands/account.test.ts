import { expect, it } from 'vitest';
import { readingOf } from '../../test/support/command-line.ts';

const told = (command: 'show' | 'explain', answer: object) =>
  readingOf(['account', command, 'acme|main|USD'], answer);

const shown = {
  accountId: 'acme|main|USD',
  currency: 'USD',
  asOf: '2026-06-20',
  partyId: 'acme',
  ledger: {
    totals: { openMinor: 80_000 },
    aging: {},
    openCount: 1,
    open: [
      {
        invoiceNumber: 'INV-1',
        instalment: 1,
        dueOn: '2026-06-19',
        openMinor: 80_000,
        daysPastDue: 1,
        disputed: false,
      },
    ],
  },
  messages: [],
  entries: [],
};

const entry = (type: string, data: object) => ({ type, effectiveOn: '2026-06-20', data });

it('says none under a heading with nothing', async () => {
  const lines = await told('show', shown);
  expect(lines[0]).toBe('acme|main|USD on 2026-06-20; party acme; no case');
  expect(lines).toContain('  2026-06-19  INV-1  800.00 USD  1 day past due');
  for (const heading of ['tasks', 'messages', 'entries']) {
    expect(lines).toContain(`${heading}: none`);
  }
});

it('shows a hold and the tasks of the case', async () => {
  const tasks = [
    { taskId: 'T-1', role: 'collector', dueOn: '2026-06-20' },
    { taskId: 'T-2', role: 'manager', dueOn: '2026-06-21', claimedBy: 'ana' },
  ];
  const hold = { from: '2026-06-18', until: '2026-07-01' };
  const credit = { riskClass: 'high', grade: 'D1', termsDays: 30 };
  const strategy = 'firm.v1';
  const effort = { caseId: 'C|1', status: 'open', stage: 'administrative' };
  const held = { ...effort, strategy, credit, hold, tasks };
  const lines = await told('show', { ...shown, case: held });
  expect(lines[0]).toMatch(
    /; case C\|1, open, administrative, strategy firm\.v1, high risk D1, terms 30 days, on hold from 2026-06-18 until 2026-07-01$/,
  );
  expect(lines.slice(lines.indexOf('tasks'), lines.indexOf('tasks') + 3)).toEqual([
    'tasks',
    '  2026-06-20  collector  free  T-1',
    '  2026-06-21  manager  claimed by ana  T-2',
  ]);
});

it('shows that a person closed the case', async () => {
  const letGo = [{ invoiceNumber: 'INV-1', instalment: 1 }];
  const closed = { caseId: 'C|1', status: 'closed', tasks: [], letGo };
  const [first] = await told('show', { ...shown, case: closed });
  expect(first).toMatch(
    /; case C\|1, closed, by a person over 1 instalment; account explain tells who$/,
  );
});

it.each([
  [
    'CashAllocated',
    {
      paymentId: 'stripe:pi_1',
      allocations: [
        { invoiceNumber: 'INV-1', instalment: 1, amountMinor: 100 },
        { invoiceNumber: 'INV-1', instalment: 2, amountMinor: 100 },
        { invoiceNumber: 'INV-2', instalment: 1, amountMinor: 50 },
      ],
    },
    'stripe:pi_1  INV-1, INV-2  2.50 USD',
  ],
  [
    'CashReleased',
    {
      paymentId: 'stripe:pi_1',
      released: [{ invoiceNumber: 'INV-1', instalment: 1, amountMinor: 100 }],
      reason: 'reversed',
    },
    'stripe:pi_1  INV-1  1.00 USD',
  ],
  [
    'PaymentReallocated',
    {
      paymentId: 'stripe:pi_1',
      invoiceNumbers: ['INV-8', 'INV-9'],
      act: { actor: 'ana', reason: 'r' },
    },
    'stripe:pi_1  INV-8, INV-9  by ana: r',
  ],
  [
    'EntryRefused',
    { inputId: 'invoice:INV-7', code: 'invoice-known', message: 'm' },
    'invoice:INV-7  invoice-known',
  ],
  [
    'PaymentReceived',
    { paymentId: 'stripe:pi_1', amountMinor: 300, invoiceNumbers: ['INV-1'] },
    'stripe:pi_1  INV-1  3.00 USD',
  ],
])('shows which invoices %s is about, and how much', async (type, data, text) => {
  const lines = await told('show', { ...shown, entries: [entry(type, data)] });
  expect(lines.at(-1)).toBe(`  2026-06-20  ${type}  ${text}`);
});

const explained = {
  accountId: 'acme|main|USD',
  currency: 'USD',
  at: '2026-06-20T09:00:00.000Z',
  zone: 'UTC',
  standing: { case: 'none', daysPastDue: 0, chasedMinor: 80_000, overdueMinor: 0 },
  notChased: [],
  past: [],
};

it.each([
  [{ what: 'nothing' }, 'next: nothing by itself'],
  [{ what: 'case', opensOn: '2026-07-01' }, 'next: a case opens on 2026-07-01'],
  [{ what: 'case' }, 'next: a case opens with the next signal or daily sweep'],
])('explains what is next as %j', async (next, line) => {
  const lines = await told('explain', { ...explained, next: { ...next, why: ['because'] } });
  expect(lines.slice(2)).toEqual([line, '  - because', 'what happened: none']);
});
