import { describe, expect, it } from 'vitest';
import { contactRules } from '../../../contact-rules/catalogue.ts';
import { createMemoryCollections } from '../../../shared/adapters/memory/collections.ts';
import { openCase } from '../../../shared/domain/collections/facts.ts';
import type { OpenItem } from '../../../shared/domain/collections/types.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import type { MessageOutcome, StepMessage } from '../../../shared/ports/contact.ts';
import { strategyOf } from '../../../strategies/catalogue.ts';
import { hash } from '../../../test/support/collection-world.ts';
import {
  accountId,
  at,
  day,
  defaultStrategy,
  item,
  ledgerPositionOf,
  viewOf,
} from '../../../test/support/collections.ts';
import { createHandler, type Deps } from './handler.ts';

const caseId = `${accountId}|1`;
const log = createLogger({}, () => undefined);
const cause = { causationId: 'input', correlationId: 'flow' };

const setUp = async (
  items: OpenItem[],
  now = '2026-06-10T18:30:00Z',
  strategy = defaultStrategy,
) => {
  const memory = createMemoryCollections();
  const opened = openCase(accountId, 'acme', strategy, undefined, 'live');
  await memory.cases.commit({
    stored: undefined,
    facts: [opened],
    effectiveOn: day('2026-06-05'),
    cause,
  });
  const answers: string[] = [];
  const hidden: string[] = [];
  const asked: StepMessage[] = [];
  const messenger: { answer: MessageOutcome; settle: string | undefined } = {
    answer: { outcome: 'sent', attemptId: 'a1' },
    settle: undefined,
  };
  const ledger = { items, unappliedMinor: 0 };
  const deps: Deps = {
    ledger: {
      position: async () =>
        ledgerPositionOf(ledger.items, { unappliedMinor: ledger.unappliedMinor }),
    },
    parties: { ofCustomer: async () => viewOf() },
    contactRules: contactRules('default', 1),
    sending: 'live',
    strategyOf,
    hash,
    cases: memory.cases,
    messenger: {
      perform: async (message) => {
        asked.push(message);
        return messenger.answer;
      },
      settleOverdue: async () =>
        messenger.settle === undefined ? undefined : at(messenger.settle),
    },
    thresholds: { default: 1_000_000, byCurrency: { USD: 5_000 } },
    machine: { answer: async (token, { outcome }) => void answers.push(`${token} ${outcome}`) },
    queue: { hide: async (receipt, seconds) => void hidden.push(`${receipt} ${seconds}`) },
    clock: { now: () => at(now) },
  };
  const deliver = (
    body: object = { stage: 'administrative', step: 'notify-overdue', anchorOn: '2026-06-09' },
    deliveries = 1,
    handle = createHandler(deps),
  ) =>
    handle(
      [
        {
          messageId: 'm1',
          body: JSON.stringify({ taskToken: 'token', caseId, accountId, ...body }),
          group: undefined,
          deliveries,
          receiptHandle: 'receipt',
          attributes: {},
        },
      ],
      log,
    );
  return { ...memory, deps, answers, hidden, asked, messenger, ledger, deliver };
};

const recorded = ({ journal }: Awaited<ReturnType<typeof setUp>>) =>
  journal.slice(1).map(({ fact }) => fact);

describe('perform-step', () => {
  it('sends what is due about all that is open, and records it with what it means', async () => {
    const items = [item('2026-06-09'), item('2026-07-20', { paymentUrl: 'https://pay.example' })];
    const world = await setUp(items);
    world.ledger.unappliedMinor = 100;
    expect(await world.deliver()).toEqual([]);
    expect(world.asked).toMatchObject([
      {
        caseId,
        partyId: 'acme',
        stage: 'administrative',
        step: 'notify-overdue',
        anchorOn: '2026-06-09',
        channel: 'email',
        template: 'reminder-overdue',
        items: [
          { invoiceNumber: 'INV-2026-06-09', dueOn: '2026-06-09', openMinor: 10_000 },
          { invoiceNumber: 'INV-2026-07-20', paymentUrl: 'https://pay.example' },
        ],
        totals: { items: 2, openMinor: 20_000, unappliedMinor: 100 },
        asked: {
          amountMinor: 9_900,
          invoices: 1,
          oldest: { invoiceNumber: 'INV-2026-06-09', dueOn: '2026-06-09' },
          lastDueOn: '2026-06-09',
        },
        cause: { causationId: `${caseId}#notify-overdue@2026-06-09`, correlationId: caseId },
      },
    ]);
    expect(recorded(world)).toMatchObject([
      { type: 'OverdueThresholdExceeded', data: { overdueMinor: 9_900 } },
      { type: 'CaseStageEntered', data: { stage: 'administrative', daysPastDue: 1 } },
      { type: 'StepPerformed', data: { step: 'notify-overdue', outcome: 'sent', attemptId: 'a1' } },
    ]);
    expect(world.answers).toEqual(['token sent']);
  });

  it('lists and asks for what counts, not what is contested or was just brought along', async () => {
    const world = await setUp([
      item('2025-01-31', { chaseFrom: day('2026-06-11') }),
      item('2026-05-01', { disputed: true }),
      item('2026-06-09'),
    ]);
    // Cash covers the oldest of what nobody contests, whether it counts yet or not.
    world.ledger.unappliedMinor = 4_000;
    await world.deliver();
    expect(world.asked).toMatchObject([
      {
        step: 'notify-overdue',
        items: [{ invoiceNumber: 'INV-2026-06-09' }],
        totals: { items: 1, openMinor: 10_000, unappliedMinor: 0 },
        asked: { amountMinor: 10_000, invoices: 1 },
      },
    ]);
    expect(world.asked[0]?.items).toHaveLength(1);
    expect(world.asked[0]?.items[0]).not.toHaveProperty('chaseFrom');
  });

  it('does what is due now, not what was planned', async () => {
    const world = await setUp([item('2026-05-20')]);
    await world.deliver({ stage: 'preventive', step: 'remind-before-due', anchorOn: '2026-05-20' });
    expect(world.asked.map(({ step }) => step)).toEqual(['remind-overdue']);
  });

  it.each<[MessageOutcome, string]>([
    [{ outcome: 'failed', attemptId: 'a1', reason: 'bounced: General' }, 'bounced: General'],
    [{ outcome: 'refused', reason: 'no-address' }, 'no-address'],
    [{ outcome: 'refused', reason: 'suppressed' }, 'suppressed'],
  ])('does the step once more on its other channel after %o', async (outcome, reason) => {
    const world = await setUp([item('2026-06-09')], undefined, strategyOf('default', 2));
    world.messenger.answer = outcome;
    await world.deliver();
    expect(recorded(world).slice(-2)).toMatchObject([
      { type: 'StepPerformed', data: { step: 'notify-overdue', outcome: outcome.outcome } },
      { type: 'StepUndelivered', data: { step: 'notify-overdue', channel: 'email', reason } },
    ]);
    await world.deliver();
    await world.deliver();
    expect(world.asked.map(({ step, channel, template }) => [step, channel, template])).toEqual([
      ['notify-overdue', 'email', 'reminder-overdue'],
      ['notify-overdue', 'sms', 'sms-overdue'],
    ]);
    expect(recorded(world).slice(-1)).toMatchObject([
      { type: 'StepPerformed', data: { step: 'notify-overdue', fallback: true } },
    ]);
    expect(world.answers).toEqual([
      `token ${outcome.outcome}`,
      `token ${outcome.outcome}`,
      'token nothing-due',
    ]);
  });

  it('leaves it at that when the party refuses the channel', async () => {
    const world = await setUp([item('2026-06-09')], undefined, strategyOf('default', 2));
    world.messenger.answer = { outcome: 'refused', reason: 'complained' };
    await world.deliver();
    await world.deliver();
    expect(world.asked).toHaveLength(1);
  });

  it('opens a task together with its step', async () => {
    const world = await setUp([item('2026-05-20')]);
    await world.deliver();
    await world.deliver();
    expect(recorded(world).slice(-2)).toMatchObject([
      { type: 'TaskOpened', data: { role: 'collector', dueOn: '2026-06-12', openMinor: 10_000 } },
      {
        type: 'StepPerformed',
        data: {
          action: 'task',
          outcome: 'task-opened',
          taskId: `${caseId}|call-debtor|2026-05-20`,
        },
      },
    ]);
    expect(world.answers).toEqual(['token sent', 'token task-opened']);
  });

  it.each([
    ['it was paid', { items: [] as OpenItem[] }],
    ['it was covered by cash', { unappliedMinor: 10_000 }],
    ['its moment is still to come', { items: [item('2026-06-15', { invoiceNumber: 'X' })] }],
  ])('answers that nothing is due when %s', async (_, change) => {
    const world = await setUp([item('2026-06-09')], '2026-06-10T07:00:00Z');
    Object.assign(world.ledger, change);
    expect(await world.deliver()).toEqual([]);
    expect([world.asked, recorded(world), world.answers]).toEqual([[], [], ['token nothing-due']]);
  });

  it('answers that nothing is due for a case that is closed or another', async () => {
    const world = await setUp([item('2026-06-09')]);
    await world.deliver({
      caseId: `${accountId}|7`,
      stage: 'judicial',
      step: 's',
      anchorOn: '2026-06-09',
    });
    const stored = await world.cases.load(accountId);
    const facts = [
      { type: 'CaseClosed' as const, data: { caseId, accountId, reason: 'settled' as const } },
    ];
    await world.cases.commit({ stored, facts, effectiveOn: day('2026-06-10'), cause });
    await world.deliver();
    expect(world.answers).toEqual(['token nothing-due', 'token nothing-due']);
    expect(world.asked).toEqual([]);
  });

  it('does nothing twice when its answer was lost', async () => {
    const world = await setUp([item('2026-06-09')]);
    const down = createHandler({
      ...world.deps,
      machine: { answer: () => Promise.reject(new Error('down')) },
    });
    expect(await world.deliver(undefined, 1, down)).toEqual(['m1']);
    expect(await world.deliver(undefined, 2)).toEqual([]);
    expect(world.asked).toHaveLength(1);
    expect(world.answers).toEqual(['token nothing-due']);
  });

  it('records what was sent although another commit came first', async () => {
    const world = await setUp([item('2026-06-09')]);
    const racing = createHandler({
      ...world.deps,
      messenger: {
        ...world.deps.messenger,
        perform: async (message) => {
          const stored = await world.cases.load(accountId);
          if (stored !== undefined) await world.cases.bump(stored);
          return world.deps.messenger.perform(message);
        },
      },
    });
    expect(await world.deliver(undefined, 1, racing)).toEqual([]);
    expect(world.asked).toHaveLength(1);
    expect(recorded(world).at(-1)).toMatchObject({ type: 'StepPerformed' });
  });

  it('gives the step back when it loses every race', async () => {
    const world = await setUp([item('2026-06-09')]);
    const losing = createHandler({
      ...world.deps,
      cases: { ...world.cases, commit: async () => 'conflict' },
    });
    expect(await world.deliver(undefined, 1, losing)).toEqual(['m1']);
    expect(world.answers).toEqual([]);
  });

  it('keeps the step on the queue while nobody knows whether the message left', async () => {
    const world = await setUp([item('2026-06-09')]);
    world.messenger.answer = {
      outcome: 'pending',
      attemptId: 'a1',
      until: at('2026-06-10T18:45:00.500Z'),
    };
    expect(await world.deliver()).toEqual(['m1']);
    expect([world.hidden, world.answers, recorded(world)]).toEqual([['receipt 901'], [], []]);
    world.messenger.answer = { outcome: 'unknown', attemptId: 'a1' };
    expect(await world.deliver(undefined, 2)).toEqual([]);
    expect(recorded(world).at(-1)?.data).toMatchObject({ outcome: 'unknown' });
  });

  it('settles an open attempt of a step that came back and is no longer due', async () => {
    const world = await setUp([]);
    world.messenger.settle = '2026-06-10T19:00:00Z';
    expect(await world.deliver(undefined, 1)).toEqual([]);
    expect(await world.deliver(undefined, 2)).toEqual(['m1']);
    expect(world.hidden).toEqual(['receipt 1800']);
    world.messenger.settle = undefined;
    expect(await world.deliver(undefined, 3)).toEqual([]);
  });

  it('journals a deferral once, and leaves the stage for when the step is done', async () => {
    const world = await setUp([item('2026-06-09')]);
    const until = at('2026-06-11T10:00:00Z');
    world.messenger.answer = { outcome: 'deferred', until, reason: 'one-a-day' };
    await world.deliver();
    expect(recorded(world)).toMatchObject([
      { type: 'OverdueThresholdExceeded' },
      { type: 'StepDeferred', data: { step: 'notify-overdue', until, reason: 'one-a-day' } },
    ]);
    await world.deliver();
    expect(recorded(world)).toHaveLength(2);
    expect(world.answers).toEqual(['token deferred', 'token nothing-due']);
  });

  it('does what the planner finds due: with the week used up, the task and not the message', async () => {
    // Sixteen days late: a message and a task of the stage are due, and planning puts the message off.
    const world = await setUp([item('2026-05-26')], '2026-06-11T18:30:00Z');
    const recent = ['2026-06-08', '2026-06-09'].map((on, index) => ({
      attemptId: `another-${index}`,
      at: at(`${on}T15:00:00Z`),
      channel: 'email' as const,
      accountId: 'acme|other|USD',
    }));
    const contacted = createHandler({
      ...world.deps,
      parties: { ofCustomer: async () => viewOf({ recent }) },
    });
    expect(await world.deliver(undefined, 1, contacted)).toEqual([]);
    expect(world.answers).toEqual(['token task-opened']);
    expect(world.asked).toEqual([]);
  });

  it('enters a stage whose steps were all done for the same anchor before', async () => {
    const world = await setUp([item('2026-05-20')]);
    await world.deliver();
    await world.deliver();
    const stored = await world.cases.load(accountId);
    const moved = {
      type: 'CaseDeescalated' as const,
      data: {
        caseId,
        accountId,
        stage: 'preventive' as const,
        from: 'administrative' as const,
        daysPastDue: 0,
      },
    };
    await world.cases.commit({ stored, facts: [moved], effectiveOn: day('2026-06-10'), cause });
    await world.deliver();
    expect(world.answers.at(-1)).toBe('token stage-entered');
    expect(recorded(world).at(-1)).toMatchObject({
      type: 'CaseStageEntered',
      data: { stage: 'administrative', from: 'preventive' },
    });
  });

  it('gives back what it does not understand', async () => {
    const world = await setUp([item('2026-06-09')]);
    expect(await world.deliver({ stage: 'friendly' })).toEqual(['m1']);
  });

  it('asks for all that is past due when the page of oldest items ends before it', async () => {
    const world = await setUp([]);
    const many = Array.from({ length: 250 }, (_, index) =>
      item(index < 230 ? '2026-06-09' : '2026-07-20', { invoiceNumber: `INV-${index}` }),
    );
    world.ledger.items = many;
    const { position } = world.deps.ledger;
    const paged = createHandler({
      ...world.deps,
      ledger: {
        position: async (account, { limit = 200 } = {}) => {
          const whole = await position(account);
          return { ...whole, open: whole.open.slice(0, limit), complete: limit >= many.length };
        },
      },
    });
    await world.deliver(undefined, 1, paged);
    expect(world.asked[0]).toMatchObject({
      totals: { items: 250 },
      asked: { amountMinor: 2_300_000, invoices: 230 },
    });
    expect(world.asked[0]?.items).toHaveLength(200);
  });

  it('lists the oldest two hundred of many items', async () => {
    const world = await setUp(Array.from({ length: 300 }, () => item('2026-06-09')));
    await world.deliver();
    expect(world.asked[0]?.items).toHaveLength(200);
    expect(world.asked[0]?.totals.items).toBe(300);
    expect(world.asked[0]?.asked?.amountMinor).toBe(3_000_000);
  });
});
