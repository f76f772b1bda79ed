import { describe, expect, it } from 'vitest';
import { contactRules } from '../../../contact-rules/catalogue.ts';
import type { CaseState } from '../../../shared/domain/collections/types.ts';
import type { JournalItem } from '../../../shared/ports/journal.ts';
import { strategyOf } from '../../../strategies/catalogue.ts';
import { hash } from '../../../test/support/collection-world.ts';
import { accountId, at, day, newCase, viewOf } from '../../../test/support/collections.ts';
import { invoice, memoryBook, payment } from '../../../test/support/ledger.ts';
import { createHandler } from './handler.ts';

const contact = {
  attemptId: 't-1',
  partyId: 'acme',
  accountId,
  caseId: `${accountId}|1`,
  stage: 'administrative',
  step: 'notify-overdue',
  anchorOn: '2026-01-31',
  channel: 'email',
} as const;

const event = (
  streamId: string,
  version: number,
  type: string,
  data: object,
  on: string,
): JournalItem =>
  ({
    streamId,
    version,
    type,
    data,
    effectiveOn: day(on),
    recordedAt: at(`${on}T09:00:00.000Z`),
  }) as unknown as JournalItem;

const attempted = {
  ...contact,
  template: 'reminder-overdue',
  invoiceNumbers: ['F1'],
  amountMinor: 100,
  currency: 'USD',
};

/** A late invoice of which a part was paid, a case, and messages about it and about another account. */
const desk = async (over: Partial<CaseState> = {}) => {
  const book = memoryBook();
  await book.post(invoice('F1', 100, { issuedOn: '2026-01-01', dueOn: '2026-01-31' }));
  await book.post(payment('p1', 30, ['F1'], '2026-02-20'));
  const party = [
    event('party#acme', 1, 'ContactAttempted', attempted, '2026-02-02'),
    event('party#acme', 2, 'ContactSent', contact, '2026-02-02'),
    event(
      'party#acme',
      3,
      'ContactAttempted',
      { ...attempted, attemptId: 't-9', accountId: 'x|main|USD' },
      '2026-02-03',
    ),
    event(
      'party#acme',
      4,
      'ContactRefused',
      { ...contact, attemptId: 't-2', step: 'text-overdue', channel: 'sms', rule: 'no-address' },
      '2026-02-05',
    ),
  ];
  const caseState = newCase({
    stage: 'administrative',
    stageEnteredOn: day('2026-02-02'),
    notices: [{ key: 'notify-overdue@2026-01-31', on: day('2026-02-02') }],
    ...over,
  });
  const efforts = [
    event(
      `case#${caseState.caseId}`,
      1,
      'CaseOpened',
      {
        caseId: caseState.caseId,
        accountId,
        partyId: 'acme',
        sequence: 1,
        strategy: 'default',
        strategyVersion: 1,
        announced: {},
        performed: [],
      },
      '2026-01-26',
    ),
    event(
      `case#${caseState.caseId}`,
      2,
      'CaseStageEntered',
      { caseId: caseState.caseId, accountId, stage: 'administrative', daysPastDue: 2 },
      '2026-02-02',
    ),
  ];
  const streamOf = (id: string): readonly JournalItem[] => {
    if (id === `account#${accountId}`) {
      return book.table
        .journal(accountId)
        .map(({ fact, effectiveOn }, index) =>
          event(id, index + 1, fact.type, fact.data, effectiveOn),
        );
    }
    return id === 'party#acme' ? party : id === `case#${caseState.caseId}` ? efforts : [];
  };
  const handle = createHandler({
    ledger: book.reader,
    writeOffs: book.reader,
    parties: { ofCustomer: async () => viewOf() },
    contactRules: contactRules('default', 1),
    sending: 'live',
    strategyOf,
    hash,
    cases: {
      load: async () => ({
        state: caseState,
        head: { version: 2, hash: 'h' },
        revision: 3,
        endDelivered: false,
      }),
    },
    journal: {
      read: async function* (id) {
        yield* streamOf(id);
      },
      last: async (id, limit) => streamOf(id).slice(-limit),
    },
    stops: { stop: async () => undefined },
    clock: { now: () => at('2026-03-02T10:00:00.000Z') },
    strategy: { name: 'default', version: 1 },
    bookZone: 'UTC',
  });
  return (
    route: 'account' | 'explanation',
    query: Readonly<Record<string, string>> = {},
    of: string = accountId,
  ) =>
    handle({
      actor: 'ana',
      route: `GET /v1/operator/accounts/{accountId}${route === 'account' ? '' : '/explanation'}`,
      params: { accountId: of },
      query,
      body: undefined,
    });
};

describe('an account', () => {
  it('is shown as it stands: ledger, case, messages and entries', async () => {
    const ask = await desk();
    expect(await ask('account')).toMatchObject({
      status: 200,
      body: {
        accountId,
        asOf: '2026-03-02',
        partyId: 'acme',
        ledger: {
          totals: { openMinor: 70, paidMinor: 30 },
          aging: { d1_30: 70 },
          openCount: 1,
          open: [{ invoiceNumber: 'F1', openMinor: 70, daysPastDue: 30, disputed: false }],
        },
        case: { status: 'open', stage: 'administrative', strategy: 'default.v1' },
        messages: [{ attemptId: 't-1', step: 'notify-overdue', outcome: 'sent' }],
        entries: [
          { type: 'InvoicePosted' },
          { type: 'PaymentReceived' },
          { type: 'CashAllocated', eventId: `account#${accountId}#3` },
        ],
      },
    });
  });

  it('is shown with what people decided: a hold, tasks, a close', async () => {
    const hold = { from: day('2026-03-01'), until: day('2026-03-09') };
    const tasks = [{ taskId: 't', role: 'collector', dueOn: day('2026-03-02'), claimedBy: 'ana' }];
    const letGo = [{ invoiceNumber: 'F1', instalment: 1 }];
    const shown = async (over: Partial<CaseState>) =>
      ((await (await desk(over))('account')).body as { case: object }).case;
    expect(await shown({ hold, tasks, letGo })).toMatchObject({ hold, tasks });
    expect(await shown({ hold, tasks, letGo })).not.toHaveProperty('letGo');
    expect(await shown({ hold: { ...hold, until: day('2026-03-02') } })).not.toHaveProperty('hold');
    expect(await shown({ status: 'closed', tasks, letGo })).toMatchObject({ tasks: [], letGo });
  });

  it('is shown as it stood on a date', async () => {
    const ask = await desk();
    expect(await ask('account', { asOf: '2026-02-01' })).toMatchObject({
      status: 200,
      body: {
        asOf: '2026-02-01',
        ledger: { totals: { openMinor: 100, paidMinor: 0 } },
        case: { status: 'open' },
        messages: [],
        entries: [{ type: 'InvoicePosted' }],
      },
    });
    const { body } = await ask('account', { asOf: '2026-01-20' });
    expect(body).not.toHaveProperty('case.caseId');
  });

  it('is shown as it was known at a moment, on the day of that moment', async () => {
    const ask = await desk();
    expect(await ask('account', { knownAt: '2026-02-03T00:00:00+01:00' })).toMatchObject({
      body: {
        asOf: '2026-02-02',
        knownAt: '2026-02-02T23:00:00.000Z',
        case: { stage: 'administrative' },
        messages: [{ attemptId: 't-1' }],
      },
    });
  });

  it('is not there before its first entry, nor when nobody ever heard of it', async () => {
    const ask = await desk();
    expect((await ask('account', { asOf: '2025-12-31' })).status).toBe(404);
    expect((await ask('account', {}, 'nobody|main|USD')).status).toBe(404);
    expect((await ask('explanation', {}, 'nobody|main|USD')).status).toBe(404);
  });

  it.each([
    ['account', { asOf: 'yesterday' }, 'asOf'],
    ['account', { knownAt: '2026-02-01' }, 'knownAt'],
    ['account', { since: '2026-02-01' }, 'since'],
    ['explanation', { asOf: '2026-02-01' }, 'asOf'],
  ] as const)('is not asked about by %s with %j', async (route, query, field) => {
    const ask = await desk();
    expect(await ask(route, query)).toMatchObject({
      status: 400,
      body: { problems: [{ field }] },
    });
  });
});

describe('the explanation', () => {
  it('says where the account stands, what is next and what happened', async () => {
    const ask = await desk();
    const { status, body } = await ask('explanation');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      at: '2026-03-02T10:00:00.000Z',
      zone: 'UTC',
      standing: { case: 'open', stage: 'administrative', daysPastDue: 30, chasedMinor: 70 },
      next: { what: 'message', stage: 'extrajudicial', step: 'demand-payment' },
      notChased: [],
    });
    expect((body as { past: readonly { what: string }[] }).past.map(({ what }) => what)).toEqual([
      'case 1 was opened',
      'the case entered administrative, 2 days past due',
      'text-overdue by sms may not happen: its customer has no address for that channel (no-address)',
      'payment p1 of 0.30 USD came in',
    ]);
  });
});
