import { describe, expect, it } from 'vitest';
import { contactRules } from '../../../contact-rules/catalogue.ts';
import { createMemoryCollections } from '../../../shared/adapters/memory/collections.ts';
import { openCase, performed } from '../../../shared/domain/collections/facts.ts';
import type { Act } from '../../../shared/domain/collections/types.ts';
import type { SendingMode } from '../../../shared/domain/contact/mode.ts';
import type { MessageOutcome, StepMessage } from '../../../shared/ports/contact.ts';
import { strategyOf } from '../../../strategies/catalogue.ts';
import {
  accountId,
  at,
  day,
  defaultStrategy,
  item,
  ledgerPositionOf,
  viewOf,
} from '../../../test/support/collections.ts';
import { hash } from '../../../test/support/messenger.ts';
import { type PerformDeps, performDue } from './perform.ts';

const caseId = `${accountId}|1`;
const cause = { causationId: 'sweep', correlationId: 'sweep' };
const simulatedDemand: Act = {
  stage: 'extrajudicial',
  step: 'demand-payment',
  anchorOn: day('2026-05-01'),
  dueAt: at('2026-06-09T10:00:00Z'),
  action: { kind: 'message', channel: 'email', template: 'formal-demand' },
};

const simulatedNotice: Act = {
  ...simulatedDemand,
  stage: 'administrative',
  step: 'notify-overdue',
  dueAt: at('2026-05-12T10:00:00Z'),
};

/** An account 40 days late; its case, when asked for, has simulated a demand. */
const setUp = async (
  sending: SendingMode,
  given: { listed?: boolean; simulated?: boolean } = {},
) => {
  const memory = createMemoryCollections();
  const opened = openCase(accountId, 'acme', defaultStrategy, undefined, 'shadow');
  const effectiveOn = day('2026-06-09');
  const stored = await memory.cases.commit({
    stored: undefined,
    facts: [opened],
    effectiveOn,
    cause,
  });
  if (stored === 'conflict') throw new Error(stored);
  if (given.simulated === true) {
    const outcome = { outcome: 'simulated', attemptId: 'a0' } as const;
    const entered = {
      type: 'CaseStageEntered',
      data: { caseId, accountId, stage: 'extrajudicial', daysPastDue: 39 },
    } as const;
    const simulate = (act: Act) => performed({ state: stored.state, mode: 'shadow' }, act, outcome);
    const noticed = await memory.cases.commit({
      stored,
      facts: [simulate(simulatedNotice)],
      effectiveOn: day('2026-05-12'),
      cause,
    });
    if (noticed === 'conflict') throw new Error(noticed);
    const facts = [entered, simulate(simulatedDemand)];
    await memory.cases.commit({ stored: noticed, facts, effectiveOn, cause });
  }
  const known = memory.journal.length;
  const asked: StepMessage[] = [];
  const answer: { of: MessageOutcome } = { of: { outcome: 'sent', attemptId: 'a1' } };
  const deps: PerformDeps = {
    ledger: {
      position: async () => ledgerPositionOf([item('2026-05-01')]),
    },
    parties: { ofCustomer: async () => viewOf({ listed: given.listed }) },
    contactRules: contactRules('default', 1),
    sending,
    strategyOf,
    hash,
    cases: memory.cases,
    messenger: {
      perform: async (message) => {
        asked.push(message);
        return answer.of;
      },
      settleOverdue: async () => undefined,
    },
    thresholds: { default: 1_000_000, byCurrency: {} },
    clock: { now: () => at('2026-06-10T18:30:00Z') },
  };
  const message = {
    taskToken: 'token',
    caseId,
    accountId,
    stage: 'extrajudicial',
    step: 'review-case',
    anchorOn: day('2026-05-01'),
  } as const;
  return {
    asked,
    answer,
    perform: () => performDue(deps, message, 1),
    hold: async (until: string) => {
      const held = await memory.cases.load(accountId);
      const by = { actId: 'a-1', actor: 'arn:aws:iam::111122223333:user/ana', reason: 'ticket 7' };
      const data = { caseId, accountId, until, act: by };
      const facts = [{ type: 'CaseHeld', data } as const];
      await memory.cases.commit({ stored: held, facts, effectiveOn: day('2026-06-10'), cause });
    },
    told: () => memory.journal.slice(known).map(({ fact }) => fact),
  };
};

describe('a step of a party', () => {
  it.each([
    ['live', undefined, 'live'],
    ['shadow', undefined, 'shadow'],
    ['allow-list', true, 'live'],
    ['allow-list', false, 'shadow'],
  ] as const)('in %s, listed %s, is asked for as %s', async (sending, listed, mode) => {
    const world = await setUp(sending, listed === undefined ? {} : { listed });
    await world.perform();
    expect(world.asked).toMatchObject([{ mode, stage: 'administrative' }]);
  });

  it('is recorded as simulated when the messenger kept it in the house', async () => {
    const world = await setUp('shadow');
    world.answer.of = { outcome: 'simulated', attemptId: 'a1' };
    expect(await world.perform()).toMatchObject({ done: true, outcome: 'simulated' });
    expect(world.told()).toMatchObject([
      { type: 'CaseStageEntered' },
      { type: 'StepPerformed', data: { outcome: 'simulated', mode: 'shadow' } },
    ]);
  });

  it('is simulated for the case when the party went off the list in between', async () => {
    const world = await setUp('live');
    world.answer.of = { outcome: 'simulated', attemptId: 'a1' };
    await world.perform();
    expect(world.told().at(-1)).toMatchObject({ data: { mode: 'shadow' } });
  });

  it('is the first notice for real, whatever step the machine had queued in simulation', async () => {
    const world = await setUp('live', { simulated: true });
    await world.perform();
    expect(world.asked).toMatchObject([
      { mode: 'live', stage: 'administrative', step: 'remind-overdue' },
    ]);
    expect(world.told()).toMatchObject([
      { type: 'CaseRestarted', data: { from: 'extrajudicial' } },
      { type: 'CaseStageEntered', data: { stage: 'administrative' } },
      { type: 'StepPerformed', data: { step: 'remind-overdue', outcome: 'sent' } },
    ]);
  });

  it.each([
    ['2026-06-11', 'nothing-due', 0],
    // A hold that has run out by the time holds nothing back.
    ['2026-06-10', 'sent', 1],
  ])('held until %s after it was queued is %s', async (until, outcome, asked) => {
    const world = await setUp('live');
    await world.hold(until);
    expect(await world.perform()).toMatchObject({ done: true, outcome });
    expect(world.asked).toHaveLength(asked);
  });

  it('goes on in simulation as long as the party is not contacted for real', async () => {
    const world = await setUp('shadow', { simulated: true });
    expect(await world.perform()).toMatchObject({ outcome: 'nothing-due' });
    expect(world.told()).toEqual([]);
  });

  it('that waits for a stop to end is put off on its case, with the stop as the reason', async () => {
    const world = await setUp('live', { simulated: true });
    const until = at('2026-06-10T19:30:00Z');
    world.answer.of = { outcome: 'deferred', until, reason: 'sending-stopped' };
    expect(await world.perform()).toMatchObject({ outcome: 'deferred' });
    expect(world.told()).toMatchObject([
      { type: 'CaseRestarted' },
      { type: 'StepDeferred', data: { until, reason: 'sending-stopped' } },
    ]);
  });
});
