import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DomainFact } from '../../../events/catalogue.ts';
import {
  accountId,
  at,
  day,
  deskOf,
  item,
  newCase,
  positionOf,
  defaultStrategy as strategy,
  viewOf,
} from '../../../test/support/collections.ts';
import { addDays, type BusinessDate, dateIn, daysBetween, instantAt } from '../calendar.ts';
import { type CaseAct, type CaseActContext, decideCaseAct, notLetGo, setAside } from './acts.ts';
import { evolve, evolveAll } from './evolve.ts';
import { openCase, openTask } from './facts.ts';
import { nextStep } from './next-step.ts';
import { restarted } from './record.ts';
import { nextEntryOn, standingOf } from './stage.ts';
import { taskChanges } from './tasks.ts';
import type { CaseState } from './types.ts';

const today = day('2026-06-20');
const ana = 'arn:aws:iam::111122223333:user/ana';
const luis = 'arn:aws:iam::111122223333:user/luis';
const by = { actId: 'a-1', actor: ana, reason: 'ticket 4711' };
const ids = { caseId: `${accountId}|1`, accountId };

const context = (over: Partial<CaseActContext> = {}): CaseActContext => ({
  by,
  today,
  on: today,
  owed: [],
  ...over,
});

const decide = (
  state: CaseState | undefined,
  act: CaseAct,
  over: Partial<CaseActContext> = {},
): DomainFact | string => {
  const decision = decideCaseAct(state, act, context(over));
  return decision.decided ? decision.fact : decision.code;
};

const held = (until: string, act = by): DomainFact => ({
  type: 'CaseHeld',
  data: { ...ids, until, act },
});
const released = (from: 'hold' | 'close' = 'hold'): DomainFact => ({
  type: 'CaseReleased',
  data: { ...ids, from, act: by },
});
const closed = newCase({ status: 'closed' });
const onHold = newCase({ hold: { from: today, until: day('2026-07-01') } });
const letGo = [{ invoiceNumber: 'F1', instalment: 1 }];

describe('a hold', () => {
  const hold = (until: string) => ({ act: 'hold-case', until: day(until) }) as const;

  it('says who put it there, why and until when', () => {
    expect(decide(newCase(), hold('2026-07-01'))).toEqual(held('2026-07-01'));
  });

  it('may become longer or shorter', () => {
    expect(decide(onHold, hold('2026-07-05'))).toEqual(held('2026-07-05'));
    expect(decide(onHold, hold('2026-06-25'))).toEqual(held('2026-06-25'));
  });

  it.each([
    ['where no case ever was', undefined, hold('2026-07-01'), 'no-open-case'],
    ['on a closed case', closed, hold('2026-07-01'), 'no-open-case'],
    ['until today', newCase(), hold('2026-06-20'), 'until-past'],
    ['for more than a year', newCase(), hold('2027-06-22'), 'hold-too-long'],
    ['as it is', onHold, hold('2026-07-01'), 'held-so'],
  ])('is refused %s', (_, state, act, code) => {
    expect(decide(state, act)).toBe(code);
  });

  it('is taken for a year and a day, and from an earlier day than the same before', () => {
    expect(decide(newCase(), hold('2027-06-21'))).toMatchObject({ type: 'CaseHeld' });
    const on = addDays(today, -3);
    expect(decide(onHold, hold('2026-07-01'), { on })).toMatchObject({ type: 'CaseHeld' });
  });

  it('goes on in the next case of the account', () => {
    const last = { ...onHold, status: 'closed' } as const;
    const opened = openCase(accountId, 'acme', strategy, last, 'live');
    expect(evolve(undefined, opened, today).hold).toEqual(onHold.hold);
  });

  it('survives a restart for real', () => {
    expect(restarted({ ...onHold, pausedDays: 3 })).toEqual(restarted(onHold));
    expect(restarted(onHold).hold).toEqual(onHold.hold);
  });
});

describe('a release', () => {
  const release = { act: 'release-case' } as const;

  it.each([
    ['a hold', onHold, 'hold'],
    ['a close by a person', { ...closed, letGo }, 'close'],
  ] as const)('ends %s', (_, state, from) => {
    expect(decide(state, release)).toEqual(released(from));
    const after = evolve(state, released(from), today);
    expect([after.hold, after.letGo]).toEqual([undefined, undefined]);
  });

  it.each([
    ['where no case ever was', undefined, 'no-open-case'],
    ['of what is not held', newCase(), 'not-held'],
    ['of a case that closed by itself', closed, 'not-held'],
    [
      'of a hold that is over',
      newCase({ hold: { from: day('2026-06-01'), until: today } }),
      'not-held',
    ],
  ])('is refused %s', (_, state, code) => {
    expect(decide(state, release)).toBe(code);
  });
});

describe('days on hold', () => {
  const entered = newCase({ stage: 'administrative', stageEnteredOn: day('2026-06-10') });
  const dueOn = day('2026-05-15');
  const nextOn = (state: CaseState, on: BusinessDate = today) => {
    const standing = standingOf(state, strategy, daysBetween(dueOn, on), on);
    return nextEntryOn(standing, strategy, { dueOn });
  };
  const lived = (...acts: (readonly [fact: DomainFact, on: string])[]) =>
    acts.reduce((state, [fact, on]) => evolve(state, fact, day(on)), entered);

  it.each([
    ['without any', [], '2026-06-17'],
    ['ahead', [[held('2026-06-20'), '2026-06-15']], '2026-06-22'],
    [
      'ended early',
      [
        [held('2026-06-30'), '2026-06-12'],
        [released(), '2026-06-14'],
      ],
      '2026-06-19',
    ],
    [
      'made longer',
      [
        [held('2026-06-20'), '2026-06-12'],
        [held('2026-06-24'), '2026-06-15'],
      ],
      '2026-06-29',
    ],
    [
      'twice',
      [
        [held('2026-06-14'), '2026-06-12'],
        [held('2026-06-20'), '2026-06-16'],
      ],
      '2026-06-23',
    ],
    ['before the stage', [[held('2026-06-14'), '2026-06-05']], '2026-06-21'],
    ['over before the stage', [[held('2026-06-09'), '2026-06-05']], '2026-06-17'],
    ['backdated', [[held('2026-06-30'), '2026-06-11']], '2026-07-06'],
    [
      'that never were',
      [
        [held('2026-06-30'), '2026-06-14'],
        [released(), '2026-06-14'],
      ],
      '2026-06-17',
    ],
  ] as const)('%s put the next stage off', (_, acts, expected) => {
    expect(nextOn(lived(...acts))).toBe(expected);
  });

  it('of an earlier stage are forgotten with it', () => {
    const state = lived([held('2026-06-14'), '2026-06-12'], [released(), '2026-06-14']);
    expect(state.pausedDays).toBe(2);
    const stage = { stage: 'extrajudicial', daysPastDue: 36 } as const;
    const moved = evolve(state, { type: 'CaseStageEntered', data: { ...ids, ...stage } }, today);
    expect(moved.pausedDays).toBeUndefined();
  });

  it('hold back whatever comes next, and no stage comes sooner for them', () => {
    const drawn = fc.record({
      zone: fc.constantFrom('UTC', 'America/Bogota', 'Asia/Tokyo', 'America/Sao_Paulo'),
      dueIn: fc.integer({ min: -130, max: 12 }),
      enteredAgo: fc.integer({ min: 0, max: 30 }),
      heldAgo: fc.integer({ min: 0, max: 20 }),
      heldFor: fc.integer({ min: 1, max: 90 }),
      minute: fc.integer({ min: 0, max: 1439 }),
    });
    fc.assert(
      fc.property(drawn, ({ zone, dueIn, enteredAgo, heldAgo, heldFor, minute }) => {
        const hours = String(Math.floor(minute / 60)).padStart(2, '0');
        const now = instantAt(zone, today, `${hours}:${String(minute % 60).padStart(2, '0')}`);
        const on = dateIn(zone, now);
        const state = newCase({
          stage: dueIn < -1 ? 'administrative' : 'preventive',
          stageEnteredOn: addDays(on, -enteredAgo),
        });
        const until = addDays(on, heldFor);
        const paused = evolve(state, held(until), addDays(on, -heldAgo));
        const position = positionOf([item(addDays(on, dueIn))]);
        const desk = deskOf(viewOf({ zone }));
        const free = nextStep(state, position, strategy, desk, now);
        const plan = nextStep(paused, position, strategy, desk, now);
        expect(plan.next === 'close').toBe(free.next === 'close');
        if (plan.next !== 'wait') return;
        expect(dateIn(zone, plan.act.dueAt) >= until).toBe(true);
        // A milder step may come at an earlier hour of the same day.
        if (free.next === 'wait') {
          expect(dateIn(zone, plan.act.dueAt) >= dateIn(zone, free.act.dueAt)).toBe(true);
        }
        if (plan.act.stage === 'extrajudicial' && state.stage === 'administrative') {
          const stay = daysBetween(addDays(on, -enteredAgo), dateIn(zone, plan.act.dueAt));
          const counted = stay - Math.min(heldAgo, enteredAgo) - heldFor;
          expect(counted).toBeGreaterThanOrEqual(strategy.minDaysInStage);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a close by a person', () => {
  const close = { act: 'close-case', as: 'handed-off' } as const;
  const owed = [
    item('2026-06-01', { invoiceNumber: 'F1' }),
    item('2026-06-10', { invoiceNumber: 'F2', instalment: 2 }),
  ];

  it('names what was owed', () => {
    const fact = decide(newCase(), close, { owed });
    const named = [
      { invoiceNumber: 'F1', instalment: 1 },
      { invoiceNumber: 'F2', instalment: 2 },
    ];
    expect(fact).toEqual({
      type: 'CaseClosed',
      data: { ...ids, reason: 'handed-off', letGo: named, act: by },
    });
    const state = evolve(newCase(), fact as DomainFact, today);
    expect([state.status, state.letGo]).toEqual(['closed', named]);
  });

  it('that hands off keeps it out of the next case, until it is taken back', () => {
    const fact = decide(newCase(), close, { owed }) as DomainFact;
    const closedOff = evolve(newCase(), fact, today);
    const next = openCase('acme|main|USD', 'acme', strategy, closedOff, 'live');
    const reopened = evolve(closedOff, next, today);
    expect(reopened.letGo).toBeUndefined();
    const later = item('2026-07-10', { invoiceNumber: 'F3' });
    const { items } = setAside(positionOf([...owed, later]), reopened);
    expect(items.map(({ disputed }) => disputed)).toEqual([true, true, false]);
    const taken = decide(reopened, { act: 'release-case' }) as DomainFact;
    expect(taken).toMatchObject({ type: 'CaseReleased', data: { from: 'close' } });
    expect(evolve(reopened, taken, today).handedOff).toBeUndefined();
  });

  it('that hands nothing off leaves the next case as it is', () => {
    const fact = decide(newCase(), { ...close, as: 'closed-by-person' }, { owed }) as DomainFact;
    const next = openCase(
      'acme|main|USD',
      'acme',
      strategy,
      evolve(newCase(), fact, today),
      'live',
    );
    expect(next.data).not.toHaveProperty('handedOff');
  });

  it('stays handed off when only a hold is over', () => {
    const handedOff = letGo;
    const hold = { from: day('2026-06-01'), until: day('2026-07-01') };
    const ended = decide(newCase({ handedOff, hold }), { act: 'release-case' }) as DomainFact;
    expect(ended).toMatchObject({ data: { from: 'hold' } });
    expect(evolve(newCase({ handedOff, hold }), ended, today).handedOff).toEqual(handedOff);
  });

  it('leaves what is new, another instalment as well', () => {
    const next = item('2026-07-10', { invoiceNumber: 'F1', instalment: 2 });
    expect(notLetGo([...owed, next], { letGo })).toEqual([owed[1], next]);
    expect(notLetGo(owed, undefined)).toEqual(owed);
  });

  it.each([
    ['over more than an event holds', newCase(), 201, 'too-many-owed'],
    ['of a closed case', closed, 1, 'no-open-case'],
  ])('is refused %s', (_, state, count, code) => {
    const many = Array.from({ length: count }, (_each, index) =>
      item('2026-06-01', { invoiceNumber: `F${index}` }),
    );
    expect(decide(state, close, { owed: many })).toBe(code);
  });
});

describe('a task', () => {
  const act = {
    stage: 'administrative',
    step: 'call-debtor',
    anchorOn: day('2026-06-05'),
    dueAt: at('2026-06-20T10:00:00Z'),
    action: { kind: 'task', role: 'collector', task: 'call-debtor', dueInDays: 2 },
  } as const;
  const opening = (mode: 'live' | 'shadow' = 'live') =>
    openTask(
      {
        state: newCase(),
        position: positionOf([item('2026-06-05')]),
        strategy,
        thresholds: { default: 1, byCurrency: {} },
        zone: 'UTC',
        mode,
        now: at('2026-06-20T10:00:00Z'),
      },
      act,
      act.action,
    );
  const opened = opening();
  const { taskId } = opened.data;
  const free = evolve(newCase(), opened, today);
  const claim = { act: 'claim-task', taskId } as const;
  const claimed = evolve(free, { type: 'TaskClaimed', data: { taskId, ...ids, act: by } }, today);
  const changes = (before: CaseState, ...facts: DomainFact[]) =>
    taskChanges(before, evolveAll(before, facts, today), facts).map(({ change }) => change);

  it('is claimed, returned and done', () => {
    expect(decide(free, claim)).toMatchObject({ type: 'TaskClaimed', data: { taskId, act: by } });
    expect(decide(claimed, { act: 'return-task', taskId })).toMatchObject({ type: 'TaskReturned' });
    expect(decide(claimed, { act: 'finish-task', taskId })).toMatchObject({ type: 'TaskFinished' });
    expect(decide(free, { act: 'finish-task', taskId })).toMatchObject({ type: 'TaskFinished' });
  });

  it('is returned for a colleague by anybody, and done by nobody else', () => {
    const other = { by: { ...by, actor: luis } };
    expect(decide(claimed, { act: 'finish-task', taskId }, other)).toBe('task-claimed');
    const inRole = { by: { ...by, actor: 'arn:aws:sts::111122223333:assumed-role/desk/Ana' } };
    expect(decide(claimed, { act: 'finish-task', taskId }, inRole)).toMatchObject({
      type: 'TaskFinished',
    });
    expect(decide(claimed, { act: 'return-task', taskId }, other)).toMatchObject({
      type: 'TaskReturned',
    });
  });

  it.each([
    ['claimed twice', claimed, claim, 'task-claimed'],
    ['returned by nobody', free, { act: 'return-task', taskId }, 'task-not-claimed'],
    ['claimed when it is over', newCase(), claim, 'task-not-open'],
    ['claimed without a case', undefined, claim, 'task-not-open'],
  ] as const)('is not %s', (_, state, asked, code) => {
    expect(decide(state, asked)).toBe(code);
  });

  it('changes its item and the list of its desk with the case', () => {
    const fact = (type: 'TaskClaimed' | 'TaskReturned' | 'TaskFinished'): DomainFact => ({
      type,
      data: { taskId, ...ids, act: by },
    });
    expect(changes(newCase(), opened)).toEqual(['opened']);
    expect(changes(free, fact('TaskClaimed'))).toEqual(['claimed']);
    expect(changes(claimed, fact('TaskReturned'))).toEqual(['returned']);
    expect(changes(claimed, fact('TaskFinished'))).toEqual(['done']);
    expect(changes(claimed, held('2026-07-01'))).toEqual([]);
  });

  it('is withdrawn with its case, and with a simulation', () => {
    const reason = 'settled' as const;
    expect(changes(claimed, { type: 'CaseClosed', data: { ...ids, reason } })).toEqual([
      'withdrawn',
    ]);
    const simulated = evolve(newCase(), opening('shadow'), today);
    const restart = { type: 'CaseRestarted', data: ids } as const;
    expect(changes(simulated, restart)).toEqual(['withdrawn']);
    expect(changes(free, restart)).toEqual([]);
  });
});
