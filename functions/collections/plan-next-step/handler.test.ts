import { describe, expect, it } from 'vitest';
import { contactRules } from '../../../contact-rules/catalogue.ts';
import type { CaseState, OpenItem } from '../../../shared/domain/collections/types.ts';
import { type PlanRequest, planAnswer, planRequest } from '../../../statemachines/collection/io.ts';
import { strategyOf } from '../../../strategies/catalogue.ts';
import { hash } from '../../../test/support/collection-world.ts';
import {
  accountId,
  at,
  day,
  item,
  ledgerPositionOf,
  newCase,
  viewOf,
} from '../../../test/support/collections.ts';
import { createHandler } from './handler.ts';

const caseId = `${accountId}|1`;

const plan = (
  state: Partial<CaseState> | undefined,
  items: readonly OpenItem[],
  startedAt = '2026-06-01T00:00:00.000Z',
  now = '2026-06-10T20:00:00.500Z',
  continueBefore?: string,
  lastStep?: PlanRequest['lastStep'],
) => {
  const reads: string[] = [];
  const handler = createHandler({
    cases: {
      load: async () => {
        reads.push('case');
        const head = { version: 3, hash: 'h' };
        const before = continueBefore === undefined ? undefined : at(continueBefore);
        const stored = { head, revision: 7, endDelivered: false, continueBefore: before };
        return state && { state: newCase(state), ...stored };
      },
    },
    ledger: {
      position: async () => {
        reads.push('ledger');
        return ledgerPositionOf(items);
      },
    },
    parties: { ofCustomer: async () => viewOf() },
    contactRules: contactRules('default', 1),
    sending: 'live',
    strategyOf,
    hash,
    clock: { now: () => at(now) },
  });
  return { reads, answer: handler({ caseId, accountId, startedAt, lastStep }) };
};

const handedOff = {
  stage: 'judicial',
  stageEnteredOn: day('2026-06-01'),
  performed: ['hand-off-to-legal@2026-01-05'],
  notices: [{ key: 'remind-overdue@2026-01-05', on: day('2026-02-02') }],
} as const;

describe('plan-next-step', () => {
  it('answers the step, whole seconds up to it and the revision that it saw', async () => {
    const answer = await plan({ stage: 'preventive' }, [item('2026-06-10')]).answer;
    expect(answer).toMatchObject({
      next: 'wait',
      stage: 'administrative',
      step: 'notify-overdue',
      anchorOn: '2026-06-10',
      version: 7,
    });
    if (answer.next !== 'wait') throw new Error('expected a wait');
    const wait = (Date.parse(answer.dueAt) - Date.parse('2026-06-10T20:00:00.500Z')) / 1000;
    expect(answer.waitSeconds).toBe(Math.ceil(wait));
    expect(planAnswer.parse(answer)).toEqual(answer);
  });

  it('waits a second for what is due already', async () => {
    const now = '2026-06-10T18:30:00.500Z';
    const { answer } = plan({ stage: 'preventive' }, [item('2026-06-01')], undefined, now);
    expect(await answer).toMatchObject({ next: 'wait', waitSeconds: 1, dueAt: now });
  });

  describe('after a step that proved not due', () => {
    const now = '2026-06-10T18:30:00.000Z';
    const missed = {
      outcome: 'nothing-due',
      step: 'text-overdue',
      anchorOn: '2026-06-01',
      version: 7,
      misses: 0,
    };
    const planAfter = async (lastStep: PlanRequest['lastStep']) => {
      const items = [item('2026-06-01')];
      const given = { stage: 'preventive' } as const;
      const answer = await plan(given, items, undefined, now, undefined, lastStep).answer;
      if (answer.next !== 'wait') throw new Error('expected a wait');
      return answer;
    };

    it('doubles the wait from a minute up to a quarter of an hour', async () => {
      const waits: number[] = [];
      let { misses } = missed;
      for (let loop = 0; loop < 7; loop += 1) {
        const answer = await planAfter({ ...missed, misses });
        waits.push(answer.waitSeconds);
        misses = answer.misses ?? 0;
      }
      expect(waits).toEqual([60, 120, 240, 480, 900, 900, 900]);
    });

    it('says to the signals when that wait ends', async () => {
      expect((await planAfter(missed)).dueAt).toBe('2026-06-10T18:31:00.000Z');
    });

    it.each([
      ['another outcome', { outcome: 'sent' }],
      ['another step', { step: 'notify-overdue' }],
      ['another due date', { anchorOn: '2026-05-01' }],
      ['a case that has moved since', { version: 6 }],
    ])('waits no longer than it must after %s', async (_, change) => {
      const answer = await planAfter({ ...missed, misses: 3, ...change });
      expect([answer.waitSeconds, answer.misses]).toEqual([1, undefined]);
    });

    it('never brings forward what is due later than that', async () => {
      const given = { stage: 'preventive' } as const;
      const early = '2026-06-10T20:00:00.000Z';
      const last = { ...missed, step: 'notify-overdue', anchorOn: '2026-06-10' };
      const asked = (lastStep: PlanRequest['lastStep']) =>
        plan(given, [item('2026-06-10')], undefined, early, undefined, lastStep).answer;
      expect(await asked(last)).toEqual({ ...(await asked(null)), misses: 1 });
    });

    it('understands machines of before, which do not say what came of a step', async () => {
      const request = planRequest.parse({ caseId, accountId, startedAt: '2026-06-01T00:00:00Z' });
      expect((await planAfter(request.lastStep)).waitSeconds).toBe(1);
    });
  });

  it('reads the case before the ledger, so that a signal in between is not lost', async () => {
    const { reads, answer } = plan({}, [item('2026-06-12')]);
    await answer;
    expect(reads).toEqual(['case', 'ledger']);
  });

  it.each([
    ['is closed', { status: 'closed' as const }],
    ['gave way to the next one', { caseId: `${accountId}|2` }],
    ['never was', undefined],
  ])('ends the machine of a case that %s', async (_, state) => {
    expect(await plan(state, [item('2026-06-12')]).answer).toEqual({ next: 'close' });
  });

  it('waits for the signal that closes a case with nothing owed', async () => {
    expect(await plan({}, []).answer).toEqual({
      next: 'idle',
      stage: 'preventive',
      version: 7,
      waitSeconds: 290 * 86_400 + 4 * 3600,
      dueAt: '2027-03-28T00:00:00.000Z',
    });
  });

  it('waits for news after the last step, until the execution is 300 days old', async () => {
    expect(await plan(handedOff, [item('2026-01-05')]).answer).toMatchObject({
      next: 'idle',
      stage: 'judicial',
      dueAt: '2027-03-28T00:00:00.000Z',
    });
  });

  it('hands the case over when its execution began before the asked moment, and once only', async () => {
    const began = '2026-06-01T00:00:00.000Z';
    const asked = (before: string) =>
      plan({}, [item('2026-06-12')], began, '2026-06-10T20:00:00.500Z', before).answer;
    expect(await asked('2026-06-01T00:00:00.001Z')).toEqual({ next: 'continue' });
    expect(await asked('2026-06-01T00:00:00.000Z')).toMatchObject({ next: 'wait' });
  });

  it('continues as new at 300 days', async () => {
    const { answer } = plan({}, [item('2026-06-12')], '2025-08-14T00:00:00.000Z');
    expect(await answer).toEqual({ next: 'continue' });
    const waiting = plan({}, [item('2026-06-12')], '2025-08-15T00:00:00.000Z');
    expect(await waiting.answer).toMatchObject({ next: 'idle', waitSeconds: 14_400 });
  });
});
