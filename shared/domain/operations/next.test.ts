import { describe, expect, it } from 'vitest';
import { contactRules } from '../../../contact-rules/catalogue.ts';
import {
  accountId,
  at,
  day,
  defaultStrategy,
  deskOf,
  item,
  newCase,
  positionOf,
  viewOf,
} from '../../../test/support/collections.ts';
import type { AccountPosition, CaseState } from '../collections/types.ts';
import type { ContactView } from '../contact/types.ts';
import { nextIn, notChasedIn, type Situation, standingIn } from './next.ts';

const situation = (
  state: Partial<CaseState> | undefined,
  position: AccountPosition,
  over: Partial<Situation> & { readonly view?: ContactView | undefined } = {},
): Situation => {
  const view = 'view' in over ? over.view : viewOf();
  return {
    state: state && newCase(state),
    position,
    strategy: defaultStrategy,
    rules: contactRules('default', 1),
    stop: undefined,
    now: at('2026-06-03T10:00:00.000Z'),
    ...over,
    desk: deskOf(view),
    view,
  };
};

const recent = (on: string) => ({
  attemptId: `x-${on}`,
  at: at(`${on}T10:00:00.000Z`),
  channel: 'email' as const,
  accountId,
});

describe('what is next', () => {
  it('is the step that the machine takes, with the day it belongs to', () => {
    const asked = situation({}, positionOf([item('2026-06-09')]));
    expect(nextIn(asked)).toMatchObject({
      what: 'message',
      step: 'remind-before-due',
      stage: 'preventive',
      channel: 'email',
      anchorOn: '2026-06-09',
      why: [
        'remind-before-due belongs 5 days before the day on which the instalment fell or falls due, 2026-06-09',
      ],
    });
  });

  it('is nothing where a person closed the case over all that is owed', () => {
    const closed = { status: 'closed', letGo: [{ invoiceNumber: 'F1', instalment: 1 }] } as const;
    const owed = item('2026-05-09', { invoiceNumber: 'F1' });
    expect(nextIn(situation(closed, positionOf([owed]))).why).toEqual([
      expect.stringMatching(/^a person closed the case over all that is owed; another opens when/),
    ]);
    const fresh = item('2026-05-20', { invoiceNumber: 'F2' });
    expect(nextIn(situation(closed, positionOf([owed, fresh]))).why).toEqual([
      'an instalment is due on 2026-05-20; a case opens with the next signal or daily sweep',
    ]);
  });

  it('says which contact rule makes it later', () => {
    const view = viewOf({ recent: [recent('2026-06-03')] });
    const next = nextIn(situation({}, positionOf([item('2026-06-02')]), { view }));
    expect(next).toMatchObject({ step: 'notify-overdue', what: 'message' });
    expect(next.dueAt?.slice(0, 10)).toBe('2026-06-04');
    expect(next.why.join('\n')).toMatch(/not before 2026-06-04T.*: rule \S+/);
  });

  it('says that the gate will refuse it, and why', () => {
    const view = viewOf({ optOuts: ['email'] });
    const next = nextIn(situation({}, positionOf([item('2026-06-02')]), { view }));
    expect(next.why).toContain(
      'it will not be sent: its customer opted out of that channel (opted-out)',
    );
    const unknown = situation({}, positionOf([item('2026-06-02')]), { view: undefined });
    expect(nextIn(unknown).why.join()).toContain('never registered (party-unknown)');
  });

  it('says that it was put off, and that all sending is stopped', () => {
    const deferred = {
      key: 'notify-overdue@2026-06-02',
      until: at('2026-06-05T12:00:00.000Z'),
    };
    const stop = { at: at('2026-06-03T08:00:00.000Z'), actor: 'ana', reason: 'wrong template' };
    const next = nextIn(situation({ deferred }, positionOf([item('2026-06-02')]), { stop }));
    expect(next.why).toContain('it was put off to 2026-06-05T12:00:00.000Z');
    expect(next.why).toContain(
      'all sending is stopped since 2026-06-03T08:00:00.000Z by ana: wrong template',
    );
  });

  it('is a task where the strategy has one', () => {
    const state = {
      stage: 'administrative',
      stageEnteredOn: day('2026-05-01'),
      performed: [
        'notify-overdue@2026-05-18',
        'text-overdue@2026-05-18',
        'remind-overdue@2026-05-18',
      ],
      notices: [{ key: 'notify-overdue@2026-05-18', on: day('2026-05-19') }],
    } as const;
    expect(nextIn(situation(state, positionOf([item('2026-05-18')])))).toMatchObject({
      what: 'task',
      step: 'call-debtor',
    });
  });

  it('is nothing after the last step, and says so', () => {
    const state = {
      stage: 'judicial',
      stageEnteredOn: day('2026-05-01'),
      performed: ['hand-off-to-legal@2026-01-05'],
      notices: [{ key: 'remind-overdue@2026-01-05', on: day('2026-02-02') }],
    } as const;
    const next = nextIn(situation(state, positionOf([item('2026-01-05')])));
    expect(next).toMatchObject({ what: 'nothing', stage: 'judicial' });
    expect(next.why[0]).toContain('a person decides');
  });

  it('is the notice once more, where none stands and one can be given', () => {
    const done = ['notify-overdue', 'text-overdue', 'remind-overdue', 'call-debtor'];
    const state = {
      stage: 'extrajudicial',
      stageEnteredOn: day('2026-05-20'),
      performed: done.map((step) => `${step}@2026-04-01`),
      noticeTriedOn: day('2026-05-01'),
    } as const;
    const position = positionOf([item('2026-04-01')]);
    const next = nextIn(situation(state, position));
    expect(next).toMatchObject({ what: 'message', step: 'remind-overdue' });
    expect(next.why).toContain('no notice stands, so it is given once more before anything harder');
    const nobody = nextIn(situation(state, position, { view: viewOf({ channels: [] }) }));
    expect(nobody).toMatchObject({ what: 'task', step: 'review-case' });
    expect(nobody.why.join()).toMatch(
      /none can reach the customer: .* looked at again at 2026-06-0[34]T/,
    );
    const told = [{ key: 'remind-overdue@2026-04-01', on: day('2026-06-01') }];
    const demand = nextIn(
      situation(
        { ...state, performed: [...state.performed, 'review-case@2026-04-01'], notices: told },
        position,
      ),
    );
    expect(demand).toMatchObject({ what: 'message', step: 'demand-payment' });
    expect(demand.dueAt).toMatch(/^2026-06-08/);
    expect(demand.why).toContain(
      'not before 2026-06-08: 7 days after the first notice that stands, days on hold not counted',
    );
  });

  it('is the stage alone, on its day, where nobody can be told', () => {
    const state = {
      stage: 'administrative',
      stageEnteredOn: day('2026-05-05'),
      performed: ['notify-overdue', 'text-overdue', 'remind-overdue', 'call-debtor'].map(
        (step) => `${step}@2026-05-04`,
      ),
    } as const;
    const view = viewOf({ channels: [] });
    const next = nextIn(situation(state, positionOf([item('2026-05-04')]), { view }));
    expect(next).toMatchObject({ what: 'stage', stage: 'extrajudicial' });
    expect(next.why).toContain(
      'no notice stands, so the case moves to extrajudicial on its day and its messages wait for one',
    );
  });

  it.each([
    ['nothing is owed', undefined, [], 'nothing is owed that is chased'],
    ['the case is closing', {}, [], 'the case is closing'],
  ])('is nothing when %s', (_, state, items, why) => {
    const next = nextIn(situation(state, positionOf(items)));
    expect(next.what).toBe('nothing');
    expect(next.why.join()).toContain(why);
  });
});

describe('the next case', () => {
  it('opens on the day whose sweep looks as far as the debt', () => {
    const seen = (now: string) =>
      nextIn(situation(undefined, positionOf([item('2026-09-01')]), { now: at(now) }));
    const far = seen('2026-06-03T10:00:00.000Z');
    expect(far).toMatchObject({ what: 'case', opensOn: '2026-08-26' });
    expect(far.why.join()).toContain('falls due on 2026-09-01');
    expect(seen('2026-08-25T23:00:00.000Z')).toMatchObject({ opensOn: '2026-08-26' });
    expect(seen('2026-08-26T01:00:00.000Z')).not.toHaveProperty('opensOn');
  });

  it('opens with the next signal when the debt is near', () => {
    const next = nextIn(situation({ status: 'closed' }, positionOf([item('2026-06-01')])));
    expect(next.what).toBe('case');
    expect(next.why.join()).toContain('next signal');
  });
});

describe('a hold', () => {
  const view = viewOf({ recent: [recent('2026-06-03')] });
  const heldUntil = (until: string) => {
    const hold = { from: day('2026-06-01'), until: day(until) };
    const deferred = {
      'notify-overdue@2026-06-02': at('2026-06-04T12:00:00.000Z'),
      'remind-overdue@2026-06-02': at('2026-06-13T12:00:00.000Z'),
    };
    return nextIn(situation({ hold, deferred }, positionOf([item('2026-06-02')]), { view }));
  };
  const belongs = expect.stringContaining('on which the instalment fell or falls due, 2026-06-02');

  it('overrides what would have kept the step for less long', () => {
    const next = heldUntil('2026-06-15');
    expect(next.dueAt?.slice(0, 10)).toBe('2026-06-15');
    expect(next.why).toEqual([
      belongs,
      'the case is on hold from 2026-06-01: no step before 2026-06-15',
    ]);
  });

  it('is no reason when it is over', () => {
    const next = heldUntil('2026-06-03');
    expect(next.why).toEqual([
      belongs,
      'it was put off to 2026-06-04T12:00:00.000Z',
      expect.stringContaining('not before 2026-06-04'),
    ]);
  });
});

describe('where an account stands', () => {
  it('leaves out what is disputed or covered by cash, each with its reason', () => {
    const position = positionOf(
      [
        item('2026-05-01', { disputed: true }),
        item('2026-05-10'),
        item('2026-05-20'),
        item('2026-07-01'),
      ],
      { availableMinor: 15_000 },
    );
    const asked = situation({ stage: 'administrative' }, position);
    expect(notChasedIn(asked)).toEqual([
      {
        invoiceNumber: 'INV-2026-05-01',
        instalment: 1,
        openMinor: 10_000,
        why: 'it is flagged as disputed',
      },
      {
        invoiceNumber: 'INV-2026-05-10',
        instalment: 1,
        openMinor: 10_000,
        why: 'cash on the account covers it',
      },
      {
        invoiceNumber: 'INV-2026-05-20',
        instalment: 1,
        openMinor: 5_000,
        why: 'cash on the account covers it',
      },
    ]);
    expect(standingIn(asked)).toEqual({
      case: 'open',
      stage: 'administrative',
      daysPastDue: 14,
      chasedMinor: 15_000,
      overdueMinor: 5_000,
    });
  });
});

describe('what was brought along from another system', () => {
  const legacy = item('2025-01-31', { chaseFrom: day('2026-06-17') });

  it('neither counts nor is chased before its day, and the explanation says so', () => {
    const asked = situation(undefined, positionOf([legacy]));
    expect(standingIn(asked)).toMatchObject({ daysPastDue: 0, chasedMinor: 0, overdueMinor: 0 });
    expect(notChasedIn(asked)).toEqual([
      {
        invoiceNumber: 'INV-2025-01-31',
        instalment: 1,
        openMinor: 10_000,
        why: 'it was brought along from another system and is chased from 2026-06-17 on',
      },
    ]);
    expect(nextIn(asked).why).toEqual([
      'what was brought along from another system is chased from 2026-06-17 on; a case opens when the daily sweep comes to it, and the sweep looks as far as 2026-06-09',
    ]);
  });

  it('is chased like anything else from then on', () => {
    const now = at('2026-06-17T10:00:00.000Z');
    const asked = situation({}, positionOf([legacy]), { now });
    expect(standingIn(asked)).toMatchObject({ daysPastDue: 502, overdueMinor: 10_000 });
    expect(notChasedIn(asked)).toEqual([]);
    expect(nextIn(asked)).toMatchObject({ step: 'remind-overdue', stage: 'administrative' });
  });

  it('is planned for its day, with the reason', () => {
    const now = at('2026-06-15T10:00:00.000Z');
    expect(nextIn(situation({}, positionOf([legacy]), { now }))).toMatchObject({
      step: 'remind-overdue',
      dueAt: expect.stringMatching(/^2026-06-17/),
      why: [
        'remind-overdue belongs 10 days after the day on which the instalment fell or falls due, 2025-01-31',
        'it was brought along from another system and is chased from 2026-06-17 on',
      ],
    });
  });
});
