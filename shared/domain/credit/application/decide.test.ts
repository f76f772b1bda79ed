import { describe, expect, it } from 'vitest';
import {
  bureau,
  decisionOn,
  policy,
  reception,
  roundOf,
  soundInputs,
} from '../../../../test/support/credit-application.ts';
import { addSeconds, businessDate, instant } from '../../calendar.ts';
import type { CreditInputs } from '../inputs.ts';
import type { Application, CreditRole } from '../types.ts';
import { decideReception, decideRound, decideTimeout, dueOf, isPolicyOf } from './decide.ts';
import { evolveAll } from './evolve.ts';
import type { ApplicationFact } from './facts.ts';
import { nextOf } from './next.ts';

const now = instant('2026-02-02T14:00:00.000Z');
const then = (state: Application | undefined, facts: readonly ApplicationFact[]): Application => {
  const next = evolveAll(state, facts, businessDate('2026-02-02'));
  if (next === undefined) throw new Error('nothing happened');
  return next;
};
const received = (given: Parameters<typeof reception>[0] = {}): Application =>
  then(undefined, decideReception(reception(given), undefined));
const decidedBy = (state: Application, inputs: CreditInputs): Application => {
  const decision = decideRound(state, roundOf(inputs), policy, now);
  if (!decision.decided) throw new Error(decision.message);
  return then(state, decision.facts);
};

describe('another round, after somebody asked the applicant', () => {
  const asked = (amountMinor: number) => ({ ...soundInputs.asked, amountMinor });
  const roleAfter = (lastRole: CreditRole, amountMinor: number): string | undefined =>
    decidedBy({ ...received(), lastRole }, { ...soundInputs, asked: asked(amountMinor) }).referral
      ?.role;

  it('goes to whom the amount takes, and never below whoever asked', () => {
    expect(decisionOn({ ...soundInputs, asked: asked(8_000_000) }).role).toBe('analyst');
    expect(roleAfter('analyst', 8_000_000)).toBe('analyst');
    expect(roleAfter('manager', 8_000_000)).toBe('manager');
    expect(roleAfter('analyst', 15_000_000)).toBe('manager');
    expect(roleAfter('director', 15_000_000)).toBe('director');
  });

  it('is seen by whoever asked, also when policy would decide alone', () => {
    expect(roleAfter('analyst', 2_000_000)).toBe('analyst');
    expect(roleAfter('manager', 2_000_000)).toBe('manager');
    const insolvent = { ...soundInputs, bureau: { ...bureau, bankrupt: true } };
    expect(decidedBy({ ...received(), lastRole: 'manager' }, insolvent).referral).toMatchObject({
      role: 'manager',
      limitMinor: 2_000_000,
    });
  });
});

describe('an approval', () => {
  const line = {
    lineId: 'acme|main',
    limitMinor: 2_000_000,
    termsDays: 30,
    riskClass: 'low',
    grade: 'A1',
    onHold: false,
  } as const;
  const later = addSeconds(now, 400 * 24 * 3600);

  it('is offered within its time, or ends', () => {
    const approved = decidedBy(received(), soundInputs);
    const offerBy = addSeconds(now, policy.waits.offerDays * 24 * 3600);
    expect(dueOf(approved)).toBe(offerBy);
    expect(nextOf(approved, offerBy)).toEqual({ next: 'time-out' });
  });

  it('of a review is in force without an offer, and has no end', () => {
    const given = { kind: 'review', lineId: 'acme|main' } as const;
    const approved = decidedBy(received(given), { ...soundInputs, kind: 'review', line });
    expect(approved.status).toBe('approved');
    expect(dueOf(approved)).toBeUndefined();
    expect(nextOf(approved, later)).toEqual({ next: 'activate-line' });
    expect(decideTimeout(approved, policy, later)).toMatchObject({
      code: 'not-due',
      message: 'CA-1 has not waited too long: it is approved',
    });
  });
});

it('is carried on under the policy of its decision, of that name and that version', () => {
  const by = (id: string, version: number) =>
    isPolicyOf({ policy: { id, version, sha256: 'a'.repeat(64) } }, policy);
  expect(by(policy.name, policy.version)).toBe(true);
  expect(by(policy.name, policy.version + 1)).toBe(false);
  expect(by('other', policy.version)).toBe(false);
});
