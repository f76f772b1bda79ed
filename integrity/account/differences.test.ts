import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant } from '../../shared/domain/calendar.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';
import { actedHistory, anyHistory } from '../../test/support/histories.ts';
import {
  invoice,
  memoryBook,
  payment,
  type TestCommand,
  testAccount,
} from '../../test/support/ledger.ts';
import type { Item } from '../reader.ts';
import { checkAccount } from './check.ts';
import { differencesOf, liveOf } from './differences.ts';
import { foldAccount } from './fold.ts';
import { projectAccount } from './project.ts';

const recordedAt = instant('2026-01-01T00:00:00.000Z');
const judging = { now: instant('2026-06-01T00:00:00.000Z'), graceSeconds: 0 };

/** The account as tables and journal have it after a history; the memory table's heads are `v<n>`. */
const posted = async (history: readonly TestCommand[]) => {
  const book = memoryBook();
  await book.all(history);
  const events = book.table.journal(testAccount).map(
    ({ fact, effectiveOn }, index): JournalItem => ({
      streamId: `account#${testAccount}`,
      version: index + 1,
      ...fact,
      effectiveOn,
      recordedAt,
      causationId: 'c',
      correlationId: 'c',
      previousHash: '',
      hash: `v${index + 1}`,
    }),
  );
  return { events, items: book.table.items() };
};

const examine = (events: readonly JournalItem[], all: readonly Item[]) => {
  const pk = `ACCOUNT#${testAccount}`;
  const items = all.filter((item) => item.pk === pk);
  const folded = foldAccount(testAccount, events);
  const projection = projectAccount(folded, events, liveOf(items));
  const held = { items, related: all.filter((item) => item.pk !== pk) };
  const records = { accountId: testAccount, events, ...held };
  return {
    differences: differencesOf(projection, held).map(({ kind, what }) => `${kind}: ${what}`),
    findings: checkAccount(records, folded, projection, judging).map(
      ({ check, problem }) => `${check}: ${problem}`,
    ),
  };
};

const story: readonly TestCommand[] = [
  invoice('F1', 100, {
    issuedOn: '2026-01-01',
    instalments: [
      ['2026-02-01', 60],
      ['2026-03-01', 40],
    ],
  }),
  payment('p1', 70, ['F1'], '2026-01-10'),
  payment('p2', 30, ['F9'], '2026-01-11'),
  {
    kind: 'refund-payment',
    paymentId: 'p7',
    refundId: 'r1',
    amountMinor: 5,
    refundedOn: '2026-01-12',
  },
];

const keyed = (sk: string) => (item: Item) => item.sk === sk;

type Change = (items: readonly Item[]) => readonly Item[];
const without =
  (sk: string): Change =>
  (items) =>
    items.filter((item) => !keyed(sk)(item));
const changed =
  (sk: string, change: object): Change =>
  (items) =>
    items.map((item) => (keyed(sk)(item) ? { ...item, ...change } : item));
const plus =
  (item: Item): Change =>
  (items) => [...items, item];

const pk = `ACCOUNT#${testAccount}`;

describe('the projection of an account', () => {
  it.each([
    ['inputs', anyHistory],
    ['inputs and acts of people', actedHistory],
  ])('is what the ledger wrote, after any history of %s', async (_, histories) => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const { events, items } = await posted(history);
        const { differences, findings } = examine(events, items);
        expect(differences).toEqual([]);
        // What waits for something that never comes is no finding.
        expect(findings).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('tells what releases of before did not keep as an older shape, and as nothing else', async () => {
    const act = { actId: 'w-1', actor: 'ana', reason: 'small' };
    const { events, items } = await posted([
      ...story,
      {
        kind: 'refund-payment',
        paymentId: 'p1',
        refundId: 'r2',
        amountMinor: 5,
        refundedOn: '2026-01-12',
      },
      {
        kind: 'write-off-invoice',
        invoiceNumber: 'F1',
        writtenOffOn: '2026-01-13',
        reason: act.reason,
        limitMinor: 1000,
        act,
      },
    ]);
    const before = changed('OPEN', { aloneMinor: undefined })(
      changed('PAYMENT#p1', { refunds: undefined })(items),
    );
    const plain = JSON.parse(JSON.stringify(before)) as readonly Item[];
    expect(examine(events, plain).findings).toEqual([
      `older-shape: ${pk} : OPEN: aloneMinor is null, by the journal 35`,
      `older-shape: ${pk} : PAYMENT#p1: refunds is null, by the journal ["r2"]`,
    ]);
    const wrong = changed('PAYMENT#p1', { refundedMinor: 4 })(plain);
    expect(examine(events, wrong).findings[1]).toContain('projection: ');
  });

  it.each<[string, Change, string]>([
    [
      'an open item that is gone',
      without('OPEN#2026-03-01#F1#02'),
      `projection: ${pk} : OPEN#2026-03-01#F1#02 is missing`,
    ],
    [
      'an open amount that was changed',
      changed('OPEN#2026-03-01#F1#02', { openMinor: 1 }),
      `projection: ${pk} : OPEN#2026-03-01#F1#02: openMinor is 1, by the journal 30`,
    ],
    [
      'an open item too many',
      plus({ pk, sk: 'OPEN#2026-02-01#F1#01', openMinor: 60 }),
      `projection: ${pk} : OPEN#2026-02-01#F1#01 is there, and by the journal it should not be`,
    ],
    [
      'a snapshot behind',
      changed('OPEN', { version: 1, hash: 'v1' }),
      'version is 1, by the journal 5; hash is "v1", by the journal "v5"',
    ],
    ['a snapshot that is gone', without('OPEN'), `snapshot: ${pk} : OPEN is missing`],
    [
      'free cash that is not free',
      plus({ pk, sk: 'FUND#2026-01-11#p2', paymentId: 'p2' }),
      `projection: ${pk} : FUND#2026-01-11#p2 is there`,
    ],
    ['a name that is not waited for', without('WAIT#F9#p2'), `${pk} : WAIT#F9#p2 is missing`],
    [
      'cash that waits for nothing',
      changed('PAYMENT#p2', { waitsFor: [] }),
      'waitsFor is [], by the journal ["F9"]',
    ],
    [
      'an invoice whose cover was taken away',
      changed('INVOICE#F1', { instalments: [] }),
      `projection: ${pk} : INVOICE#F1: instalments is []`,
    ],
    [
      'a trail that is gone',
      without('ALLOC#p1#000000000003'),
      'would not find where the cash lies',
    ],
    ['a marker that is gone', without('IN#payment:p1'), `marker: ${pk} : IN#payment:p1 is missing`],
    [
      'an invoice number that leads nowhere',
      (items) => items.filter((item) => item.pk !== 'INVOICENO#F1'),
      `claim: INVOICENO#F1 : ${pk} is missing`,
    ],
    [
      'a payment that another account claims',
      (items) =>
        items.map((item) =>
          item.pk === 'PAYMENT#p1' ? { ...item, accountId: 'b|main|USD' } : item,
        ),
      'claim: PAYMENT#p1 : ACCOUNT: accountId is "b|main|USD"',
    ],
    [
      'a due date that is on no agenda',
      (items) => items.filter((item) => !item.pk.startsWith('AGENDA#2026-03-01')),
      'AGENDA#2026-03-01',
    ],
    [
      'a write-off on the list that nobody asked for',
      plus({ pk: 'WRITEOFFS#0', sk: `2026-02-01#${testAccount}#F1`, accountId: testAccount }),
      `projection: WRITEOFFS#0 : 2026-02-01#${testAccount}#F1 is there, and by the journal nothing waits`,
    ],
    [
      'a held input for what is there',
      plus({ pk, sk: 'HELD#invoice:F1#credit-note:c1' }),
      'held: ACCOUNT#acme|main|USD : HELD#invoice:F1#credit-note:c1 waits for invoice:F1, which has arrived',
    ],
    [
      'a plan that stands still',
      changed('OPEN', { plan: { planId: 'x', step: 'sweep', cursor: 0, chunk: 3 } }),
      'plan: the plan x stands at its transaction 3 and does not go on',
    ],
  ])('tells of %s', async (_, change, expected) => {
    const { events, items } = await posted(story);
    const { findings } = examine(events, change(items));
    expect(findings.join('\n')).toContain(expected);
  });

  it('tells of a write-off that waits and that nobody would see', async () => {
    const act = { actId: 'w-1', actor: 'ana', reason: 'large' };
    const { events, items } = await posted([
      ...story,
      {
        kind: 'write-off-invoice',
        invoiceNumber: 'F1',
        writtenOffOn: '2026-01-13',
        reason: act.reason,
        limitMinor: 1,
        act,
      },
    ]);
    expect(examine(events, items).findings).toEqual([]);
    const unlisted = items.filter((item) => !item.pk.startsWith('WRITEOFFS#'));
    expect(examine(events, unlisted).findings).toEqual([
      expect.stringMatching(/^claim: WRITEOFFS#\d : 2026-01-13#acme\|main\|USD#F1 is missing$/),
    ]);
  });

  it.each(['IN#refund:r8', 'IN#act:a-1', 'IN#act:a-2', 'IN#act:a-3'])(
    'tells of the marker %s of an act that is gone',
    async (sk) => {
      const act = (actId: string) => ({ actId, actor: 'ana', reason: 'ticket' });
      const refund = { kind: 'refund-payment', amountMinor: 5, refundedOn: '2026-02-01' } as const;
      const { events, items } = await posted([
        ...story,
        { ...refund, paymentId: 'p1', refundId: 'r8', act: act('a-1') },
        {
          ...refund,
          paymentId: 'p1',
          refundId: 'operator:a-2',
          act: act('a-2'),
          inputId: 'act:a-2',
        },
        { kind: 'dispute-invoice', invoiceNumber: 'F1', disputedOn: '2026-02-01', act: act('a-3') },
      ]);
      expect(examine(events, items).findings).toEqual([]);
      expect(examine(events, without(sk)(items)).findings).toEqual([
        `marker: ${pk} : ${sk} is missing`,
      ]);
    },
  );

  it('tells of money that the events do not add up to', async () => {
    const { events, items } = await posted(story);
    const forged = events.map((event) =>
      event.type === 'PaymentReceived' && 'amountMinor' in event.data
        ? { ...event, data: { ...event.data, amountMinor: 1 } }
        : event,
    );
    expect(examine(forged, items).findings).toEqual([
      'money: event 3 (CashAllocated) cannot follow: it breaks "unappliedMinor is not negative"',
    ]);
  });
});
