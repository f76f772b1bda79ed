import { describe, expect, it } from 'vitest';
import {
  at,
  day,
  deskOf,
  item,
  newCase,
  positionOf,
  defaultStrategy as strategy,
  viewOf,
} from '../../../test/support/collections.ts';
import { type Instant, weekdayOf } from '../calendar.ts';
import { evolve } from './evolve.ts';
import { performed as performedStep } from './facts.ts';
import { nextStep } from './next-step.ts';
import type { AccountPosition, CaseState, Desk, Plan } from './types.ts';

// June 2026 begins on a Monday.
const plan = (
  items: AccountPosition | readonly ReturnType<typeof item>[],
  now: string,
  state: Partial<CaseState> = {},
  desk: Desk = deskOf(),
): Plan =>
  nextStep(newCase(state), 'items' in items ? items : positionOf(items), strategy, desk, at(now));

const brief = (result: Plan) =>
  result.next === 'wait'
    ? `${result.act.stage} ${result.act.step}@${result.act.anchorOn} on ${result.act.dueAt.slice(0, 10)}`
    : result.next;

const administrative = { stage: 'administrative', stageEnteredOn: day('2026-06-02') } as const;

describe('before the due date', () => {
  it('announces five days ahead, inside the contact window', () => {
    const result = plan([item('2026-06-17')], '2026-06-11T00:30:00Z');
    expect(brief(result)).toBe('preventive remind-before-due@2026-06-17 on 2026-06-12');
    expect(result).toMatchObject({ act: { announcedThrough: '2026-06-17' } });
    const time = result.next === 'wait' ? result.act.dueAt.slice(11, 16) : '';
    expect(time >= '09:00' && time < '19:00').toBe(true);
  });

  it('moves a weekend to the Monday after', () => {
    // 20 June is a Saturday.
    expect(brief(plan([item('2026-06-25')], '2026-06-19T20:00:00Z'))).toBe(
      'preventive remind-before-due@2026-06-25 on 2026-06-22',
    );
  });

  it('merges what falls due within five days into one announcement', () => {
    const items = ['2026-06-17', '2026-06-19', '2026-06-22', '2026-06-23'].map((on) => item(on));
    expect(plan(items, '2026-06-11T00:30:00Z')).toMatchObject({
      act: { anchorOn: '2026-06-17', announcedThrough: '2026-06-22' },
    });
    const announced = { 'remind-before-due': day('2026-06-22') };
    expect(brief(plan(items, '2026-06-12T20:00:00Z', { announced, stage: 'preventive' }))).toBe(
      'administrative notify-overdue@2026-06-17 on 2026-06-18',
    );
    const rest = items.slice(3);
    expect(brief(plan(rest, '2026-06-17T20:00:00Z', { announced, stage: 'preventive' }))).toBe(
      'preventive remind-before-due@2026-06-23 on 2026-06-18',
    );
  });

  it('announces a late arrival at once while there is a contact day left', () => {
    expect(brief(plan([item('2026-06-17')], '2026-06-16T10:00:00Z'))).toBe(
      'preventive remind-before-due@2026-06-17 on 2026-06-16',
    );
  });

  it('leaves the announcement out when the next contact day is past due', () => {
    // Posted on a Saturday, due on the Sunday: Monday is the first day late.
    expect(brief(plan([item('2026-06-21')], '2026-06-20T10:00:00Z'))).toBe(
      'administrative notify-overdue@2026-06-21 on 2026-06-22',
    );
  });

  it('counts days in the zone of the party', () => {
    const tokyo = deskOf(viewOf({ zone: 'Asia/Tokyo' }));
    const result = plan([item('2026-06-17')], '2026-06-11T00:30:00Z', {}, tokyo);
    const dueAt = result.next === 'wait' ? result.act.dueAt : '';
    expect(dueAt >= '2026-06-12T00:00' && dueAt < '2026-06-12T10:00').toBe(true);
  });
});

describe('once late', () => {
  it('notifies the day after the due date', () => {
    const result = plan([item('2026-06-01')], '2026-06-01T20:00:00Z', { stage: 'preventive' });
    expect(brief(result)).toBe('administrative notify-overdue@2026-06-01 on 2026-06-02');
  });

  it('goes through the steps of the default strategy', () => {
    const dates: string[] = [];
    let state = newCase({ stage: 'preventive' });
    let now: Instant = at('2026-06-01T20:00:00Z');
    for (let acts = 0; acts < 20; acts += 1) {
      const result = plan([item('2026-06-01')], now, state);
      if (result.next !== 'wait') break;
      const { act } = result;
      const on = day(act.dueAt.slice(0, 10));
      const done = performedStep({ state, mode: 'live' }, act, { outcome: 'sent', attemptId: 'a' });
      const entered = act.stage === state.stage ? {} : { stage: act.stage, stageEnteredOn: on };
      state = evolve({ ...state, ...entered }, done, on);
      dates.push(`${on} ${act.step}`);
      now = act.dueAt;
    }
    expect(dates).toEqual([
      '2026-06-02 notify-overdue',
      // 6 June is a Saturday, 16 July a Thursday, 30 August a Sunday.
      '2026-06-08 text-overdue',
      '2026-06-11 remind-overdue',
      '2026-06-16 call-debtor',
      '2026-07-01 demand-payment',
      '2026-07-16 review-case',
      '2026-08-31 hand-off-to-legal',
    ]);
  });

  it('starts a case first seen late in administrative, with its highest notice', () => {
    expect(brief(plan([item('2026-03-02')], '2026-06-10T06:00:00Z'))).toBe(
      'administrative remind-overdue@2026-03-02 on 2026-06-10',
    );
  });

  it('waits in each stage for a week, whatever the lateness', () => {
    const performed = ['remind-overdue@2026-03-02', 'call-debtor@2026-03-02'];
    const notices = [{ key: 'remind-overdue@2026-03-02', on: day('2026-06-10') }];
    const entered = { stageEnteredOn: day('2026-06-10') };
    const then = { ...entered, stage: 'administrative' as const, performed, notices };
    expect(brief(plan([item('2026-03-02')], '2026-06-10T20:00:00Z', then))).toBe(
      'extrajudicial demand-payment@2026-03-02 on 2026-06-17',
    );
    const later = {
      stage: 'extrajudicial' as const,
      stageEnteredOn: day('2026-06-17'),
      performed: ['demand-payment@2026-03-02', 'review-case@2026-03-02'],
      notices,
    };
    expect(brief(plan([item('2026-03-02')], '2026-06-17T20:00:00Z', later))).toBe(
      'judicial hand-off-to-legal@2026-03-02 on 2026-06-24',
    );
  });

  it('lets out only the highest due message after an outage, and still the task', () => {
    const state = { ...administrative, performed: ['notify-overdue@2026-06-01'] };
    const now = '2026-06-18T12:00:00Z';
    expect(brief(plan([item('2026-06-01')], now, state))).toBe(
      'administrative remind-overdue@2026-06-01 on 2026-06-18',
    );
    const reminded = [...state.performed, 'remind-overdue@2026-06-01'];
    const notices = [{ key: 'remind-overdue@2026-06-01', on: day('2026-06-18') }];
    const after = { ...state, performed: reminded, notices };
    expect(brief(plan([item('2026-06-01')], now, after))).toBe(
      'administrative call-debtor@2026-06-01 on 2026-06-18',
    );
  });

  it('does not announce while something is late', () => {
    const items = [item('2026-06-01'), item('2026-06-15')];
    const performed = ['notify-overdue@2026-06-01', 'text-overdue@2026-06-01'];
    expect(brief(plan(items, '2026-06-09T20:00:00Z', { ...administrative, performed }))).toBe(
      'administrative remind-overdue@2026-06-01 on 2026-06-11',
    );
  });

  it('gives a second late episode notices of its own', () => {
    const performed = ['notify-overdue@2026-05-04'];
    const state = { ...administrative, performed };
    expect(brief(plan([item('2026-06-08')], '2026-06-08T20:00:00Z', state))).toBe(
      'administrative notify-overdue@2026-06-08 on 2026-06-09',
    );
  });

  it('enters a stage whose steps were carried out for the same anchor before, and goes on', () => {
    const performed = ['remind-overdue', 'call-debtor'].map((step) => `${step}@2026-03-02`);
    const result = plan([item('2026-03-02')], '2026-06-10T06:00:00Z', {
      stage: 'preventive',
      performed,
    });
    expect(result).toMatchObject({
      act: { action: { kind: 'enter' }, stage: 'administrative', anchorOn: '2026-03-02' },
    });
  });

  it('is idle after the last step', () => {
    const state = {
      stage: 'judicial' as const,
      stageEnteredOn: day('2026-06-01'),
      performed: ['hand-off-to-legal@2026-01-05'],
      notices: [{ key: 'remind-overdue@2026-01-05', on: day('2026-05-01') }],
    };
    expect(plan([item('2026-01-05')], '2026-06-10T06:00:00Z', state)).toEqual({
      next: 'idle',
      stage: 'judicial',
    });
  });
});

describe('what is not chased', () => {
  it('closes when nothing is late, announced or about to be announced', () => {
    expect(plan([], '2026-06-10T06:00:00Z')).toEqual({ next: 'close' });
    expect(plan([item('2026-06-17')], '2026-06-10T06:00:00Z')).toEqual({ next: 'close' });
    expect(plan([item('2026-06-16')], '2026-06-10T06:00:00Z').next).toBe('wait');
    const announced = { 'remind-before-due': day('2026-06-17') };
    expect(plan([item('2026-06-17')], '2026-06-10T06:00:00Z', { announced }).next).toBe('wait');
  });

  it('takes waiting cash off the oldest', () => {
    const items = [item('2026-06-01'), item('2026-06-15')];
    const covered = positionOf(items, { availableMinor: 10_000 });
    expect(brief(plan(covered, '2026-06-09T20:00:00Z', administrative))).toBe(
      'preventive remind-before-due@2026-06-15 on 2026-06-10',
    );
    const partly = positionOf(items, { availableMinor: 9_999 });
    expect(brief(plan(partly, '2026-06-09T20:00:00Z', administrative))).toContain('@2026-06-01');
    const all = positionOf(items, { availableMinor: 20_000 });
    expect(plan(all, '2026-06-09T20:00:00Z', administrative)).toEqual({ next: 'close' });
  });

  it('takes planned cash off the invoices that the plan names', () => {
    const items = [item('2026-06-01'), item('2026-06-15')];
    const planned = { amountMinor: 10_000, invoiceNumbers: ['INV-2026-06-15'] };
    expect(brief(plan(positionOf(items, { planned }), '2026-06-09T20:00:00Z'))).toContain(
      '@2026-06-01',
    );
  });

  it('leaves disputed items alone', () => {
    const items = [item('2026-06-01', { disputed: true }), item('2026-06-15')];
    expect(brief(plan(items, '2026-06-09T20:00:00Z', administrative))).toBe(
      'preventive remind-before-due@2026-06-15 on 2026-06-10',
    );
  });
});

/** A desk that knows contacts of these days, made for another account. */
const contacts = (...days: string[]) =>
  deskOf(
    viewOf({
      recent: days.map((on) => ({
        attemptId: on,
        at: at(`${on}T10:00:00Z`),
        channel: 'email',
        accountId: 'other|main|EUR',
      })),
    }),
  );

describe('the contact log', () => {
  it('puts a message off to the first day that the caps allow, and leaves tasks alone', () => {
    const full = contacts('2026-06-08', '2026-06-09');
    const due = plan([item('2026-06-12')], '2026-06-12T20:00:00Z', { stage: 'preventive' }, full);
    expect(brief(due)).toBe('administrative notify-overdue@2026-06-12 on 2026-06-15');
    const state = { ...administrative, performed: ['remind-overdue@2026-05-25'] };
    const task = plan([item('2026-05-25')], '2026-06-09T08:00:00Z', state, full);
    expect(brief(task)).toBe('administrative call-debtor@2026-05-25 on 2026-06-09');
  });

  it('lets a message that waits too long be overtaken', () => {
    const full = contacts('2026-06-08', '2026-06-09');
    const state = { ...administrative, performed: ['notify-overdue@2026-06-05'] };
    // The text of 10 June may go on the 15th, the day on which the second e-mail is due.
    expect(brief(plan([item('2026-06-05')], '2026-06-09T20:00:00Z', state, full))).toBe(
      'administrative remind-overdue@2026-06-05 on 2026-06-15',
    );
  });

  it('keeps a step due that was attempted and not recorded', () => {
    const recent = [
      {
        attemptId: 'own',
        at: at('2026-06-10T10:00:00Z'),
        channel: 'email',
        accountId: 'a',
      } as const,
    ];
    const result = plan(
      [item('2026-06-09')],
      '2026-06-10T18:30:00Z',
      { stage: 'preventive' },
      deskOf(viewOf({ recent }), ({ attemptId }) => attemptId === 'own'),
    );
    expect(result).toMatchObject({ act: { dueAt: '2026-06-10T18:30:00.000Z' } });
  });

  it('plans a message that will be refused, so that the refusal is recorded', () => {
    const noPhone = deskOf(viewOf({ channels: ['email'] }));
    const state = { ...administrative, performed: ['notify-overdue@2026-06-01'] };
    expect(brief(plan([item('2026-06-01')], '2026-06-05T20:00:00Z', state, noPhone))).toBe(
      'administrative text-overdue@2026-06-01 on 2026-06-08',
    );
    const unknown = plan([item('2026-06-09')], '2026-06-09T20:00:00Z', {}, deskOf(undefined));
    expect(brief(unknown)).toBe('administrative notify-overdue@2026-06-09 on 2026-06-10');
  });

  it('holds a deferred step back until its time', () => {
    const deferred = { key: 'notify-overdue@2026-06-01', until: at('2026-06-03T09:30:00Z') };
    const result = plan([item('2026-06-01')], '2026-06-02T12:00:00Z', {
      stage: 'preventive',
      deferred,
    });
    const dueAt = result.next === 'wait' ? result.act.dueAt : '';
    expect(dueAt >= '2026-06-03T09:30' && dueAt < '2026-06-03T19:00').toBe(true);
  });
});

describe('spreading', () => {
  it('does not depend on when it is asked before the window opens', () => {
    const times = ['2026-06-11T00:30:00Z', '2026-06-11T23:00:00Z', '2026-06-12T08:59:59Z'];
    const plans = times.map((now) => plan([item('2026-06-17')], now));
    expect(new Set(plans.map((each) => JSON.stringify(each))).size).toBe(1);
  });

  it('acts at once when the moment has passed and the window is open, else on the next day', () => {
    const open = plan([item('2026-06-17')], '2026-06-12T18:59:59Z');
    expect(open).toMatchObject({ act: { dueAt: '2026-06-12T18:59:59.000Z' } });
    const shut = plan([item('2026-06-17')], '2026-06-12T19:00:00Z');
    const dueOn = shut.next === 'wait' ? day(shut.act.dueAt.slice(0, 10)) : day('2026-01-01');
    expect([dueOn, weekdayOf(dueOn)]).toEqual(['2026-06-15', 'mon']);
  });
});
