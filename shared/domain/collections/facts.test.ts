import { describe, expect, it } from 'vitest';
import {
  accountId,
  at,
  day,
  item,
  newCase,
  positionOf,
  defaultStrategy as strategy,
} from '../../../test/support/collections.ts';
import { InvariantError } from '../errors.ts';
import { evolve } from './evolve.ts';
import {
  type CaseContext,
  caseIdOf,
  deferred,
  enterStage,
  followUp,
  openCase,
  openTask,
  performed,
} from './facts.ts';
import { positionOf as fromLedger, isTooShort } from './position.ts';
import type { Act, CaseState } from './types.ts';

const context = (
  items: ReturnType<typeof item>[],
  over: Partial<CaseContext> = {},
): CaseContext => ({
  state: newCase(),
  position: positionOf(items),
  strategy,
  thresholds: { default: 100_000_000, byCurrency: {} },
  zone: 'UTC',
  mode: 'live',
  now: at('2026-06-20T10:00:00Z'),
  ...over,
});
const late = (over: Partial<CaseState> = {}) =>
  newCase({ stage: 'extrajudicial', stageEnteredOn: day('2026-06-10'), ...over });
const ids = { caseId: 'acme|main|USD|1', accountId };

const act = (over: Partial<Act> = {}): Act => ({
  stage: 'administrative',
  step: 'call-debtor',
  anchorOn: day('2026-06-05'),
  dueAt: at('2026-06-20T10:00:00Z'),
  action: { kind: 'task', role: 'collector', task: 'call-debtor', dueInDays: 2 },
  ...over,
});

describe('opening', () => {
  it('carries over the newest steps, which the next effort does not repeat', () => {
    const keys = Array.from({ length: 25 }, (_, n) => `notify-overdue@2026-05-${n + 1}`);
    const opening = openCase(accountId, 'acme', strategy, newCase({ performed: keys }), 'live');
    expect(opening.data.performed).toEqual(keys.slice(5));
    expect(evolve(undefined, opening, day('2026-06-20')).performed).toEqual(keys.slice(5));
  });

  it('counts efforts and carries over what was announced', () => {
    const announced = { 'remind-before-due': day('2026-06-18') };
    expect(openCase(accountId, 'acme', strategy, newCase({ announced }), 'live')).toEqual({
      type: 'CaseOpened',
      data: {
        caseId: caseIdOf(accountId, 2),
        accountId,
        partyId: 'acme',
        sequence: 2,
        strategy: 'default',
        strategyVersion: 1,
        announced,
        performed: [],
        notices: [],
      },
    });
  });
});

describe('what follows from the position', () => {
  it('is nothing while all is as recorded, and for a closed case', () => {
    expect(followUp(context([item('2026-06-05')]))).toEqual([]);
    expect(followUp(context([], { state: newCase({ status: 'closed' }) }))).toEqual([]);
  });

  it('is the end, settled or with nothing due', () => {
    expect(followUp(context([]))).toEqual([
      { type: 'CaseClosed', data: { ...ids, reason: 'settled' } },
    ]);
    expect(followUp(context([item('2026-08-05')]))).toEqual([
      { type: 'CaseClosed', data: { ...ids, reason: 'nothing-due' } },
    ]);
  });

  it('is the way back to the stage of the lateness that is left', () => {
    expect(followUp(context([item('2026-06-05')], { state: late() }))).toEqual([
      {
        type: 'CaseDeescalated',
        data: { ...ids, stage: 'administrative', from: 'extrajudicial', daysPastDue: 15 },
      },
    ]);
    expect(followUp(context([item('2026-06-24')], { state: late() }))).toMatchObject([
      { data: { stage: 'preventive', daysPastDue: 0 } },
    ]);
    expect(followUp(context([item('2026-05-21')], { state: late() }))).toEqual([]);
  });

  it('is one notice above the threshold, of what is overdue and not of what is open', () => {
    const items = [item('2026-06-19'), item('2026-06-20'), item('2026-06-25')];
    const over = (minor: number, state = newCase()) =>
      followUp(
        context(items, {
          thresholds: { default: 1, byCurrency: { USD: minor } },
          state,
        }),
      );
    expect(over(9_999)).toEqual([
      {
        type: 'OverdueThresholdExceeded',
        data: {
          ...ids,
          overdueMinor: 10_000,
          currency: 'USD',
          thresholdMinor: 9_999,
          daysPastDue: 1,
        },
      },
    ]);
    expect(over(10_000)).toEqual([]);
    expect(over(9_999, newCase({ thresholdExceeded: true }))).toEqual([]);
    const unlisted = { default: 9_999, byCurrency: { EUR: 100_000_000 } };
    expect(followUp(context(items, { thresholds: unlisted }))).toMatchObject([
      { type: 'OverdueThresholdExceeded', data: { currency: 'USD', thresholdMinor: 9_999 } },
    ]);
  });

  it('counts days in the zone of the party', () => {
    const now = at('2026-06-20T03:00:00Z');
    const state = newCase({ stage: 'administrative', stageEnteredOn: day('2026-06-10') });
    const moved = (zone: string) => followUp(context([item('2026-06-19')], { zone, now, state }));
    expect(moved('UTC')).toEqual([]);
    expect(moved('America/Bogota')).toMatchObject([{ type: 'CaseDeescalated' }]);
  });
});

describe('what an act leaves behind', () => {
  it('enters a stage once', () => {
    expect(enterStage(context([item('2026-06-05')]), act())).toEqual([
      { type: 'CaseStageEntered', data: { ...ids, stage: 'administrative', daysPastDue: 15 } },
    ]);
    const state = newCase({ stage: 'preventive' });
    expect(enterStage(context([item('2026-06-05')], { state }), act())).toMatchObject([
      { data: { from: 'preventive' } },
    ]);
    expect(enterStage(context([item('2026-06-05')], { state: late() }), act())).toEqual([]);
  });

  it('asks a person with the sums of the moment', () => {
    const task = { kind: 'task', role: 'collector', task: 'call-debtor', dueInDays: 2 } as const;
    const position = positionOf([item('2026-06-05'), item('2026-07-05')], { availableMinor: 1 });
    expect(openTask(context([], { position }), act(), task).data).toEqual({
      ...ids,
      taskId: 'acme|main|USD|1|call-debtor|2026-06-05',
      stage: 'administrative',
      kind: 'call-debtor',
      role: 'collector',
      dueOn: '2026-06-22',
      openMinor: 19_999,
      currency: 'USD',
      daysPastDue: 15,
    });
  });
});

describe('the case after its events', () => {
  const on = day('2026-06-20');
  const sent = { outcome: 'sent', attemptId: 'a' } as const;

  it('remembers a step, what it announced, and forgets that it was held back', () => {
    const announce = act({ step: 'remind-before-due', announcedThrough: day('2026-06-08') });
    const held = evolve(
      newCase(),
      deferred(newCase(), announce, at('2026-06-21T10:00:00Z'), 'one-a-day'),
      on,
    );
    expect(held.deferred).toEqual({
      'remind-before-due@2026-06-05': '2026-06-21T10:00:00.000Z',
    });
    const other = evolve(held, performed({ state: held, mode: 'live' }, act(), sent), on);
    expect(other.deferred).toEqual(held.deferred);
    const after = evolve(other, performed({ state: other, mode: 'live' }, announce, sent), on);
    expect(after).not.toHaveProperty('deferred');
    expect(after.announced).toEqual({ 'remind-before-due': '2026-06-08' });
    expect(after.performed).toEqual(['call-debtor@2026-06-05', 'remind-before-due@2026-06-05']);
  });

  it('never takes an announcement back', () => {
    const state = newCase({ announced: { 'call-debtor': day('2026-06-30') } });
    const earlier = act({ announcedThrough: day('2026-06-08') });
    expect(evolve(state, performed({ state, mode: 'live' }, earlier, sent), on).announced).toEqual(
      state.announced,
    );
  });

  it('keeps a bounded memory of steps', () => {
    let state = newCase();
    for (let n = 0; n < 200; n += 1) {
      state = evolve(
        state,
        performed({ state, mode: 'live' }, act({ step: `step-${n}` }), sent),
        on,
      );
    }
    expect(state.performed).toHaveLength(96);
    expect(state.performed.at(-1)).toBe('step-199@2026-06-05');
    expect(Buffer.byteLength(JSON.stringify(state))).toBeLessThan(4096);
  });

  it('refuses events out of place', () => {
    const closed = { type: 'CaseClosed', data: { ...ids, reason: 'settled' } } as const;
    expect(() => evolve(undefined, closed, on)).toThrow(InvariantError);
    const foreign = {
      type: 'PaymentFailed',
      data: { provider: 'p', paymentId: 'x' },
    } as unknown as typeof closed;
    expect(() => evolve(newCase(), foreign, on)).toThrow('PaymentFailed is no event of a case');
  });
});

describe('the position of the ledger', () => {
  const zero = { issuedMinor: 0, creditedMinor: 0, writtenOffMinor: 0, paidMinor: 0 };
  const ledger = {
    accountId,
    version: 3,
    totals: {
      ...zero,
      openMinor: 30_000,
      receivedMinor: 0,
      unappliedMinor: 12_000,
      refundedMinor: 0,
      reversedMinor: 0,
    },
    openCount: 3,
    plannedMinor: 5_000,
    plannedFor: ['B'],
    open: [
      {
        invoiceNumber: 'A',
        instalment: 1,
        dueOn: day('2026-06-05'),
        issuedOn: day('2026-05-05'),
        amountMinor: 10_000,
        openMinor: 10_000,
      },
    ],
    complete: false,
  };

  it('splits planned cash from the rest', () => {
    expect(fromLedger(ledger)).toMatchObject({
      currency: 'USD',
      availableMinor: 7_000,
      planned: { amountMinor: 5_000, invoiceNumbers: ['B'] },
      items: [{ invoiceNumber: 'A', disputed: false }],
    });
  });

  it('is too short when cash may cover the page and more is open', () => {
    expect(isTooShort(ledger)).toBe(true);
    expect(isTooShort({ ...ledger, complete: true })).toBe(false);
    expect(isTooShort({ ...ledger, totals: { ...ledger.totals, unappliedMinor: 9_999 } })).toBe(
      false,
    );
  });
});
