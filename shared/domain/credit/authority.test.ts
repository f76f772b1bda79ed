import { describe, expect, it } from 'vitest';
import { policy, signedBy } from '../../../test/support/credit-application.ts';
import { businessDate } from '../calendar.ts';
import {
  approvalsNeeded,
  authorityMinor,
  covers,
  creditRoleOf,
  mayApproveAlone,
  roleFor,
  suffices,
} from './authority.ts';
import type { CreditRole } from './types.ts';

const low = (minor: number) => ({ riskClass: 'low', minor }) as const;
const by = (person: string, role: CreditRole) => ({ actor: signedBy(person, role), role });

describe('authority by amount and class', () => {
  it('ends exactly at its bound', () => {
    expect([10_000_000, 10_000_001].map((minor) => covers(policy, 'analyst', low(minor)))).toEqual([
      true,
      false,
    ]);
    expect([2_500_000, 2_500_001].map((minor) => mayApproveAlone(policy, low(minor)))).toEqual([
      true,
      false,
    ]);
    expect(mayApproveAlone(policy, { riskClass: 'high', minor: 1 })).toBe(false);
  });

  it('is that of the least role that covers it, or of the highest', () => {
    const roles = [1, 10_000_001, 50_000_001, 900_000_000].map((minor) =>
      roleFor(policy, low(minor)),
    );
    expect(roles).toEqual(['analyst', 'manager', 'director', 'director']);
    expect(roleFor(policy, undefined)).toBe('director');
    expect(roleFor(policy, { riskClass: 'high', minor: 1_000_001 })).toBe('manager');
  });

  it('is none of a role that the policy gives no amount', () => {
    const roles = policy.authority.roles.filter(({ role }) => role !== 'director');
    const without = { ...policy, authority: { ...policy.authority, roles } };
    expect(covers(without, 'director', low(1))).toBe(false);
    expect(covers(without, 'manager', low(1))).toBe(true);
  });

  it('is measured in the currency of the policy, rounded up', () => {
    const rate = { base: 'CLP', quote: 'USD', on: businessDate('2026-02-02'), rate: '0.00107' };
    expect(authorityMinor(1_000_001, 'CLP', policy, rate)).toBe(107_001);
    expect(authorityMinor(5, 'USD', policy, undefined)).toBe(5);
    expect(authorityMinor(5, 'CLP', policy, undefined)).toBeUndefined();
  });
});

describe('four eyes', () => {
  const stake = low(30_000_000);

  it('are needed above a threshold', () => {
    expect(approvalsNeeded(policy, low(10_000_000))).toBe(1);
    expect(approvalsNeeded(policy, stake)).toBe(2);
  });

  it.each<[string, readonly ReturnType<typeof by>[], boolean]>([
    ['nobody', [], false],
    ['one with authority', [by('eva', 'manager')], false],
    ['two with authority', [by('eva', 'manager'), by('ivo', 'director')], true],
    [
      'one with authority and another pair of eyes',
      [by('ana', 'analyst'), by('eva', 'manager')],
      true,
    ],
    ['two without authority', [by('ana', 'analyst'), by('ben', 'analyst')], false],
    ['one person through two roles', [by('eva', 'analyst'), by('Eva', 'manager')], false],
  ])('%s: %j is %s', (_, approvals, enough) => {
    expect(suffices(policy, stake, approvals)).toBe(enough);
  });
});

describe('whose role', () => {
  const given = {
    analyst: ['CreditAnalyst', 'arn:aws:iam::1:user/ana'],
    manager: ['CreditManager'],
    director: [],
  };

  it('is that of the IAM role or the principal, the highest given', () => {
    expect(creditRoleOf('arn:aws:sts::1:assumed-role/CreditManager/eva', given)).toBe('manager');
    expect(creditRoleOf('arn:aws:iam::1:user/ana', given)).toBe('analyst');
    expect(
      creditRoleOf('arn:aws:iam::1:user/ana', { ...given, director: ['arn:aws:iam::1:user/ana'] }),
    ).toBe('director');
  });

  it('is none for anybody else, whatever their session is called', () => {
    expect(creditRoleOf('arn:aws:sts::1:assumed-role/Guest/CreditManager', given)).toBeUndefined();
    expect(creditRoleOf('CreditManager2', given)).toBeUndefined();
  });
});
