import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { strategyOf } from '../../../strategies/catalogue.ts';
import {
  at,
  day,
  deskOf,
  item,
  newCase,
  positionOf,
  viewOf,
} from '../../../test/support/collections.ts';
import { InvariantError } from '../errors.ts';
import { evolve } from './evolve.ts';
import { missedBecause, openCase, performed, type StepOutcome, undelivered } from './facts.ts';
import { nextStep } from './next-step.ts';
import { restarted } from './record.ts';
import { keyOf } from './step-key.ts';
import { type Strategy, strategySchema } from './strategy.ts';
import type { Act, CaseState } from './types.ts';

const strategy = strategyOf('default', 2);
const notify = 'notify-overdue@2026-06-08';
const administrative = { stage: 'administrative', stageEnteredOn: day('2026-06-09') } as const;
const late = (over: Partial<CaseState> = {}) =>
  newCase({ ...administrative, performed: [notify], undelivered: [notify], ...over });

const actFor = (
  state: CaseState,
  now: string,
  { of = strategy, desk = deskOf(), due = '2026-06-08' } = {},
): Act | undefined => {
  const plan = nextStep(state, positionOf([item(due)]), of, desk, at(now));
  return plan.next === 'wait' ? plan.act : undefined;
};

describe('a step whose message reached nobody', () => {
  it('is due once more on its other channel, at once within the window', () => {
    expect(actFor(late(), '2026-06-09T17:30:00Z')).toMatchObject({
      stage: 'administrative',
      step: 'notify-overdue',
      anchorOn: '2026-06-08',
      fallback: true,
      dueAt: '2026-06-09T17:30:00.000Z',
      action: { kind: 'message', channel: 'sms', template: 'sms-overdue' },
    });
    expect(actFor(late(), '2026-06-09T22:00:00Z')?.dueAt).toMatch(/^2026-06-10T/);
  });

  it('waits for what the caps allow', () => {
    const recent = [
      {
        attemptId: 'other',
        at: at('2026-06-09T10:00:00Z'),
        channel: 'email' as const,
        accountId: 'acme|north|USD',
      },
    ];
    const desk = deskOf(viewOf({ recent }));
    expect(actFor(late(), '2026-06-09T17:30:00Z', { desk })?.dueAt).toMatch(/^2026-06-10T/);
  });

  it.each<[string, Partial<CaseState>, string]>([
    ['it was done once more', { performed: [notify, `${notify}+fallback`] }, '2026-06-09'],
    ['it was not recorded yet', { performed: [] }, '2026-06-09'],
    ['the next notice is due', {}, '2026-06-15'],
    [
      'the next notice went out',
      { performed: [notify, 'text-overdue@2026-06-08', 'remind-overdue@2026-06-08'] },
      '2026-06-19',
    ],
  ])('is left alone when %s', (_, over, on) => {
    const act = actFor(late(over), `${on}T17:30:00Z`);
    expect(act?.fallback).toBeUndefined();
  });

  it('is left alone for another episode, in another stage, and without another channel', () => {
    const now = '2026-06-09T17:30:00Z';
    expect(actFor(late(), now, { due: '2026-06-05' })?.fallback).toBeUndefined();
    expect(actFor(late(), now, { of: strategyOf('default', 1) })?.fallback).toBeUndefined();
    const demanded = 'demand-payment@2026-05-01';
    const state = newCase({
      stage: 'extrajudicial',
      stageEnteredOn: day('2026-06-01'),
      performed: [demanded],
      undelivered: [demanded, 'remind-overdue@2026-05-01'],
    });
    expect(actFor(state, now, { due: '2026-05-01' })?.fallback).toBeUndefined();
  });

  it('holds the next stage back when it is put off beyond the stay', () => {
    const key = 'remind-overdue@2026-05-01';
    const state = newCase({
      ...administrative,
      performed: [key, 'call-debtor@2026-05-01'],
      undelivered: [key],
      deferred: { [`${key}+fallback`]: at('2026-06-18T15:00:00Z') },
    });
    for (const now of ['2026-06-15T20:00:00Z', '2026-06-16T15:00:00Z', '2026-06-18T15:00:00Z']) {
      const act = actFor(state, now, { due: '2026-05-01' });
      expect(act).toMatchObject({ stage: 'administrative', fallback: true });
      expect(act?.dueAt).toMatch(/^2026-06-18T/);
    }
  });

  it('may be an announcement, before anything is late', () => {
    const fallback = { channel: 'sms', template: 'sms-overdue' } as const;
    const of: Strategy = {
      ...strategy,
      stages: strategy.stages.map((each) =>
        each.stage === 'preventive'
          ? {
              ...each,
              steps: each.steps.map((step) =>
                step.action.kind === 'message'
                  ? { ...step, action: { ...step.action, fallback } }
                  : step,
              ),
            }
          : each,
      ),
    };
    const announcement = 'remind-before-due@2026-06-17';
    const state = newCase({
      stage: 'preventive',
      performed: [announcement],
      announced: { 'remind-before-due': day('2026-06-19') },
      undelivered: [announcement],
    });
    const due = '2026-06-17';
    expect(actFor(state, '2026-06-12T18:00:00Z', { of, due })).toMatchObject({
      stage: 'preventive',
      anchorOn: '2026-06-17',
      fallback: true,
      announcedThrough: '2026-06-19',
    });
    expect(actFor(state, '2026-06-18T09:00:00Z', { of, due })).toMatchObject({
      step: 'notify-overdue',
    });
  });
});

describe('what makes a step undelivered', () => {
  it.each<[StepOutcome, string | undefined]>([
    [{ outcome: 'failed', attemptId: 'a', reason: 'bounced: General' }, 'bounced: General'],
    [{ outcome: 'failed', attemptId: 'a', reason: 'opted-out' }, undefined],
    [{ outcome: 'refused', reason: 'no-address' }, 'no-address'],
    [{ outcome: 'refused', reason: 'suppressed' }, 'suppressed'],
    [{ outcome: 'refused', reason: 'complained' }, undefined],
    [{ outcome: 'refused', reason: 'opted-out' }, undefined],
    [{ outcome: 'refused', reason: 'nothing-to-pay' }, undefined],
    [{ outcome: 'sent', attemptId: 'a' }, undefined],
    [{ outcome: 'unknown', attemptId: 'a' }, undefined],
    [{ outcome: 'simulated', attemptId: 'a' }, undefined],
  ])('%o', (outcome, reason) => {
    expect(missedBecause(outcome)).toBe(reason);
  });

  const missed = { step: 'notify-overdue', anchorOn: day('2026-06-08'), reason: 'bounced: x' };
  const email = { ...missed, channel: 'email' };

  it('is told once, with the stage that the step belongs to', () => {
    const state = late({ undelivered: [] });
    const fact = undelivered(state, strategy, email);
    expect(fact).toMatchObject({
      type: 'StepUndelivered',
      data: { stage: 'administrative', step: 'notify-overdue', channel: 'email' },
    });
    if (fact === undefined) throw new InvariantError('told above');
    const after = evolve(state, fact, day('2026-06-09'));
    expect(after.undelivered).toEqual([notify]);
    expect(undelivered(after, strategy, email)).toBeUndefined();
  });

  it.each([
    [
      'its other channel failed, too',
      late({ performed: [notify, `${notify}+fallback`], undelivered: [] }),
      { ...missed, channel: 'sms' },
    ],
    [
      'it was done once more before',
      late({ performed: [notify, `${notify}+fallback`], undelivered: [] }),
      email,
    ],
    ['nobody knows the step', late({ undelivered: [] }), { ...email, step: 'dance' }],
    ['it has no other channel', late({ undelivered: [] }), { ...email, step: 'demand-payment' }],
  ])('is nothing when %s', (_, state, message) => {
    expect(undelivered(state, strategy, message)).toBeUndefined();
  });
});

describe('the case', () => {
  const act = actFor(late(), '2026-06-09T17:30:00Z');
  const again = (outcome: StepOutcome, state = late()) => {
    if (act === undefined) throw new InvariantError('the fallback is due');
    return evolve(state, performed({ state, mode: 'live' }, act, outcome), day('2026-06-09'));
  };

  it('remembers that the step was done once more, and that it is no longer undelivered', () => {
    const state = again({ outcome: 'sent', attemptId: 'b' });
    expect(state).toMatchObject({ performed: [notify, `${notify}+fallback`], undelivered: [] });
    expect(actFor(state, '2026-06-09T18:00:00Z')?.fallback).toBeUndefined();
  });

  it('tells the next effort, which does not begin with a fallback', () => {
    const state = again({ outcome: 'refused', reason: 'opted-out' });
    const next = evolve(
      undefined,
      openCase(state.accountId, 'acme', strategy, state, 'live'),
      day('2026-06-10'),
    );
    expect(next.performed).toContain(`${notify}+fallback`);
    expect(next.undelivered).toBeUndefined();
  });

  it('tells the next effort what reached nobody and was not done once more yet', () => {
    const last = late({ status: 'closed', undelivered: [notify, 'never@2026-06-08'] });
    const opened = openCase(last.accountId, 'acme', strategy, last, 'live');
    const next = evolve(undefined, opened, day('2026-06-09'));
    expect(next.undelivered).toEqual([notify]);
    expect(actFor(next, '2026-06-09T17:30:00Z')).toMatchObject({ fallback: true });
  });

  it('forgets what reached nobody in a simulation when it starts for real', () => {
    expect(restarted(late({ simulated: [notify] })).undelivered).toBeUndefined();
    expect(restarted(late({ simulated: ['other'] })).undelivered).toEqual([notify]);
  });
});

describe('whatever reaches nobody, and in whatever order it is heard', () => {
  it('a step is done at most twice, and the second time on its other channel', () => {
    const event = fc.constantFrom('perform', 'bounce', 'bounce-of-fallback', 'day');
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        let state = newCase();
        let hour = Date.parse('2026-06-09T09:00:00Z');
        const done: string[] = [];
        for (const each of events) {
          hour += each === 'day' ? 86_400_000 : 60_000;
          const now = new Date(hour).toISOString();
          const due = actFor(state, now);
          const channel = each === 'bounce' ? 'email' : 'sms';
          const anchorOn = day('2026-06-08');
          const fact =
            each === 'perform' && due !== undefined && due.dueAt <= now
              ? performed({ state, mode: 'live' }, due, { outcome: 'sent', attemptId: 'a' })
              : each.startsWith('bounce')
                ? undelivered(state, strategy, {
                    step: 'notify-overdue',
                    anchorOn,
                    channel,
                    reason: 'bounced: x',
                  })
                : undefined;
          if (fact?.type === 'StepPerformed' && due?.action.kind === 'message') {
            done.push(`${keyOf(due)} ${due.action.channel}`);
          }
          if (fact !== undefined) state = evolve(state, fact, day(now.slice(0, 10)));
        }
        expect(new Set(done).size).toBe(done.length);
        for (const each of done.filter((key) => key.includes('+fallback'))) {
          expect(each).toBe(`${notify}+fallback sms`);
          expect(done).toContain(`${notify} email`);
        }
      }),
    );
  });
});

it('a strategy names another channel than the message', () => {
  const stages = structuredClone(strategy.stages);
  const action = stages[1]?.steps[0]?.action;
  if (action?.kind !== 'message') throw new InvariantError('the default strategy changed');
  Object.assign(action, { fallback: { channel: 'email', template: 'reminder-overdue' } });
  const result = strategySchema.safeParse({ ...strategy, stages });
  expect(result.error?.issues.map(({ message }) => message)).toEqual([
    'expected the fallback on another channel than the message',
  ]);
});
