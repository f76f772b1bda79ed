import { describe, expect, it } from 'vitest';
import { contactRules } from '../../../contact-rules/catalogue.ts';
import {
  at,
  day,
  defaultStrategy,
  deskOf,
  item,
  newCase,
  positionOf,
  viewOf,
} from '../../../test/support/collections.ts';
import type { CaseState, OpenItem } from '../collections/types.ts';
import type { ContactView } from '../contact/types.ts';
import { nextIn, notChasedIn, type Situation, standingIn } from './next.ts';

type Asked = {
  readonly state?: Partial<CaseState>;
  readonly items?: readonly OpenItem[];
  readonly view?: ContactView;
  readonly mode?: 'live' | 'shadow';
  readonly now?: string;
  readonly stop?: Situation['stop'];
};
const situation = ({ state, items = [], view = viewOf(), mode = 'live', ...more }: Asked) => ({
  state: state && newCase(state),
  position: positionOf(items),
  strategy: defaultStrategy,
  rules: contactRules('default', 1),
  stop: more.stop,
  now: at(more.now ?? '2026-06-03T10:00:00.000Z'),
  desk: { ...deskOf(view), mode },
  view,
});
const why = (asked: Asked) => nextIn(situation(asked)).why;

const stop = { at: at('2026-06-03T08:00:00.000Z'), actor: 'ana', reason: 'wrong template' };
const stopped = 'all sending is stopped since 2026-06-03T08:00:00.000Z by ana: wrong template';
const callDue: Partial<CaseState> = {
  stage: 'administrative',
  stageEnteredOn: day('2026-05-19'),
  performed: ['notify-overdue', 'text-overdue', 'remind-overdue'].map(
    (step) => `${step}@2026-05-18`,
  ),
  notices: [{ key: 'notify-overdue@2026-05-18', on: day('2026-05-19') }],
};

describe('why a step is next', () => {
  it('says how far from the due date it belongs', () => {
    expect(why({ state: {}, items: [item('2026-06-02')] })[0]).toBe(
      'notify-overdue belongs 1 day after the day on which the instalment fell or falls due, 2026-06-02',
    );
    expect(why({ state: callDue, items: [item('2026-05-18')] })[0]).toBe(
      'call-debtor belongs 15 days after the day on which the instalment fell or falls due, 2026-05-18',
    );
    const onTheDay: typeof defaultStrategy = {
      ...defaultStrategy,
      stages: defaultStrategy.stages.map((stage) => ({
        ...stage,
        steps: stage.steps.map((step) =>
          step.name === 'remind-before-due' ? { ...step, offsetDays: 0 } : step,
        ),
      })),
    };
    const asked = { ...situation({ state: {}, items: [item('2026-06-03')] }), strategy: onTheDay };
    expect(nextIn(asked).why[0]).toBe(
      'remind-before-due belongs on the day on which the instalment fell or falls due, 2026-06-03',
    );
  });

  it('says that it is due now, and not before that', () => {
    const due = 'it is due now';
    const asked = { state: {}, items: [item('2026-06-02')] };
    const { dueAt = '', why: before } = nextIn(situation(asked));
    expect(before).not.toContain(due);
    expect(why({ ...asked, now: dueAt })).toContain(due);
  });

  it('says that a message is only simulated, and what keeps every message from leaving', () => {
    const simulated = expect.stringContaining('in shadow: the message will be simulated');
    const message = { state: {}, items: [item('2026-06-02')], stop };
    expect(why({ ...message, mode: 'shadow' })).toEqual(
      expect.arrayContaining([simulated, stopped]),
    );
    expect(why(message)).toContain(stopped);
    expect(why(message).join()).not.toContain('simulated');
    // Neither matters to a task: it is a person who does it.
    const task = why({ state: callDue, items: [item('2026-05-18')], stop, mode: 'shadow' });
    expect(task.join()).not.toMatch(/stopped|simulated/);
  });

  it('says that a case stays in its stage for its least time', () => {
    const state: Partial<CaseState> = {
      stage: 'administrative',
      stageEnteredOn: day('2026-06-01'),
      performed: ['notify-overdue', 'text-overdue', 'remind-overdue', 'call-debtor'].map(
        (step) => `${step}@2026-04-20`,
      ),
      notices: [{ key: 'notify-overdue@2026-04-20', on: day('2026-04-21') }],
    };
    const asked = { state, items: [item('2026-04-20')] };
    expect(nextIn(situation(asked))).toMatchObject({ step: 'demand-payment' });
    expect(why(asked)).toContain(
      'the case stays in administrative until 2026-06-08: at least 7 days in each stage',
    );
    const longIn = { ...asked, state: { ...state, stageEnteredOn: day('2026-05-01') } };
    expect(why(longIn).join()).not.toContain('the case stays');
  });

  it('says that its message reached nobody on the first channel', () => {
    const withOther: typeof defaultStrategy = {
      ...defaultStrategy,
      stages: defaultStrategy.stages.map((stage) => ({
        ...stage,
        steps: stage.steps.map((step) =>
          step.name === 'notify-overdue' && step.action.kind === 'message'
            ? {
                ...step,
                action: {
                  ...step.action,
                  fallback: { channel: 'sms' as const, template: 'sms-overdue' },
                },
              }
            : step,
        ),
      })),
    };
    const key = 'notify-overdue@2026-06-02';
    const state = { performed: [key], undelivered: [key] };
    const asked = situation({ state, items: [item('2026-06-02')] });
    const next = nextIn({ ...asked, strategy: withOther });
    expect(next).toMatchObject({ what: 'message', step: 'notify-overdue', channel: 'sms' });
    expect(next.why).toContain('its message reached nobody on the first channel');
  });
});

describe('what the contact rules say to it', () => {
  it('is asked for a courtesy before anything is due, which a party may refuse alone', () => {
    const view = viewOf({ courtesyOptOuts: ['email'] });
    const refused = /^it will not be sent: its customer opted out/;
    const before = why({ state: {}, items: [item('2026-06-09')], view });
    expect(before).toContainEqual(expect.stringMatching(refused));
    const after = why({ state: {}, items: [item('2026-06-02')], view });
    expect(after).not.toContainEqual(expect.stringMatching(refused));
  });

  it('counts what was simulated for simulations only', () => {
    const recent = [
      {
        attemptId: 'x',
        at: at('2026-06-03T09:00:00.000Z'),
        channel: 'email',
        accountId: 'acme|main|USD',
        simulated: true,
      },
    ] as const;
    const asked = { state: {}, items: [item('2026-06-02')], view: viewOf({ recent }) };
    expect(why(asked).join()).not.toContain('not before');
    expect(why({ ...asked, mode: 'shadow' }).join()).toContain('not before');
  });
});

describe('where an account stands', () => {
  it('has a stage only while its case is open', () => {
    const state = { stage: 'administrative' } as const;
    expect(standingIn(situation({ state }))).toMatchObject({ case: 'open', ...state });
    const closed = standingIn(situation({ state: { ...state, status: 'closed' } }));
    expect(closed.case).toBe('closed');
    expect(closed).not.toHaveProperty('stage');
    const none = standingIn(situation({}));
    expect(none).toStrictEqual({
      case: 'none',
      daysPastDue: 0,
      chasedMinor: 0,
      overdueMinor: 0,
    });
  });
});

describe('what somebody else collects', () => {
  const handedOff = [{ invoiceNumber: 'F1', instalment: 1 }];
  const state = { status: 'closed', handedOff, letGo: handedOff } as const;
  const owed = item('2026-05-01', { invoiceNumber: 'F1' });

  it('is not chased, whatever else is said of it', () => {
    const items = [{ ...owed, disputed: true }, item('2026-05-02', { invoiceNumber: 'F2' })];
    expect(notChasedIn(situation({ state, items }))).toEqual([
      {
        invoiceNumber: 'F1',
        instalment: 1,
        openMinor: 10_000,
        why: 'somebody else collects it since the case was handed off',
      },
    ]);
  });

  it('is no reason for another case', () => {
    const handed = nextIn(situation({ state, items: [{ ...owed, disputed: true }] }));
    expect(handed.what).toBe('nothing');
    expect(handed.why[0]).toMatch(/^a person closed the case over all that is owed/);
    expect(why({ state: { status: 'closed' }, items: [{ ...owed, disputed: true }] })).toEqual([
      'nothing is owed that is chased',
    ]);
  });
});

describe('when a case opens', () => {
  it('is told by the first debt that concerns collections', () => {
    const items = [
      item('2025-01-31', { invoiceNumber: 'OLD', chaseFrom: day('2026-09-01') }),
      item('2026-08-01', { invoiceNumber: 'NEW' }),
    ];
    const next = nextIn(situation({ items }));
    expect(next.why[0]).toContain('the oldest chased instalment falls due on 2026-08-01');
    expect(next.opensOn).toBe('2026-07-26');
  });
});
