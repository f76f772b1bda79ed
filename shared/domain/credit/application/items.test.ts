import { describe, expect, it } from 'vitest';
import {
  policy,
  reception,
  roundOf,
  soundInputs,
} from '../../../../test/support/credit-application.ts';
import { businessDate, instant } from '../../calendar.ts';
import type { CreditInputs } from '../inputs.ts';
import type { Application } from '../types.ts';
import { decideReception, decideRound } from './decide.ts';
import { evolveAll } from './evolve.ts';
import type { ApplicationFact } from './facts.ts';
import { grantKey, offerKey, openKey, referralItemOf, withdrawalOf } from './items.ts';

const on = businessDate('2026-02-02');
const then = (state: Application | undefined, facts: readonly ApplicationFact[]): Application => {
  const next = evolveAll(state, facts, on);
  if (next === undefined) throw new Error('nothing happened');
  return next;
};
const received = then(undefined, decideReception(reception(), undefined));
/** A person decides, because no bureau answered. */
const referred = (() => {
  const inputs: CreditInputs = { ...soundInputs, bureau: { missing: 'timed-out' } };
  const now = instant('2026-02-02T14:00:00.000Z');
  const round = decideRound(received, roundOf(inputs), policy, now);
  return then(received, round.decided ? round.facts : []);
})();

describe('the items of an application', () => {
  it('hold one place of the applicant, and one of each line under review', () => {
    const { fingerprint } = received;
    expect(openKey(received)).toEqual({ pk: `APPLICANT#${fingerprint}`, sk: 'OPEN' });
    expect(openKey({ fingerprint, kind: 'review', lineId: 'acme|main' })).toEqual({
      pk: `APPLICANT#${fingerprint}`,
      sk: 'OPEN#review#acme|main',
    });
    expect(offerKey('t-1')).toEqual({ pk: 'OFFER#t-1', sk: 'APPLICATION' });
  });

  it('are on the desk of whoever is to decide, while it is referred and no longer', () => {
    const { role, dueAt, limitMinor } = referred.referral ?? {};
    const item = referralItemOf(referred);
    expect(item).toMatchObject({ applicationId: referred.applicationId, role, dueAt, limitMinor });
    expect(item).toMatchObject({ approvals: 0, riskClass: referred.decision?.riskClass });
    expect(item?.pk).toMatch(new RegExp(`^CREDITDESK#${role}#\\d+$`));
    expect(item?.sk).toBe(`${dueAt}#${referred.applicationId}`);
    expect(item).not.toHaveProperty('claimedBy');
    const by = 'A/ana';
    const claimed = referred.referral && { ...referred.referral, claimedBy: by };
    expect(referralItemOf({ ...referred, referral: claimed })).toMatchObject({ claimedBy: by });
    expect(referralItemOf(undefined)).toBeUndefined();
    expect(referralItemOf(received)).toBeUndefined();
    expect(referralItemOf({ ...referred, status: 'approved' })).toBeUndefined();
    expect(referralItemOf({ ...referred, referral: undefined })).toBeUndefined();
  });

  it.each([
    ['withdrawn', true],
    ['refused', true],
    ['active', false],
  ] as const)('let what was accepted and is %s be granted no more: %s', (status, isKept) => {
    const after = { ...received, status };
    const kept = isKept ? { ...grantKey('CA-1'), outcome: 'withdrawn' } : undefined;
    expect(withdrawalOf({ ...received, status: 'accepted' }, after)).toEqual(kept);
    expect(withdrawalOf({ ...received, status: 'offered' }, after)).toBeUndefined();
    expect(withdrawalOf(undefined, after)).toBeUndefined();
  });
});
