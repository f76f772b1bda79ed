import { describe, expect, it } from 'vitest';
import { policy } from '../../../test/support/credit-application.ts';
import { eurRate, pricingOn } from '../../../test/support/credit-line.ts';
import { decideGroupLimit, isOver, type MemberExposure, maxMembers, roomOf } from './group.ts';
import { powersOf } from './line/powers.ts';

const pricing = pricingOn('2026-03-02');
const group = { groupId: 'holding', limitMinor: 100_000, currency: 'USD' };
const member = (exposureMinor: number, currency = 'USD'): MemberExposure => ({
  currency,
  exposure: { ok: true, exposureMinor, openMinor: 0, reservedMinor: 0, unappliedMinor: 0 },
});

describe('the room of a group', () => {
  it('is its limit less what all members use', () => {
    expect(roomOf(group, [member(30_000), member(50_000)], 'USD', pricing)).toEqual({
      ok: true,
      roomMinor: 20_000,
      message: 'the group holding uses 800.00 USD of 1000.00 USD',
    });
    expect(roomOf(group, [member(130_000)], 'USD', pricing)).toMatchObject({ roomMinor: -30_000 });
    expect(roomOf(group, [], 'USD', pricing)).toMatchObject({ roomMinor: 100_000 });
  });

  it('does not let the cash of one member pay for another', () => {
    expect(roomOf(group, [member(-50_000), member(90_000)], 'USD', pricing)).toMatchObject({
      roomMinor: 10_000,
    });
  });

  it('counts other currencies, rounding what is used up and what is left down', () => {
    const members = [member(10_001, 'EUR')];
    expect(roomOf(group, members, 'EUR', pricing)).toMatchObject({
      roomMinor: Math.floor((100_000 - 11_002) / 1.1),
      message: 'the group holding uses 110.02 USD of 1000.00 USD',
    });
  });

  it('is not known without a rate, or without the exposure of a member', () => {
    const blind = pricingOn('2026-03-02', []);
    expect(roomOf(group, [member(1, 'EUR')], 'USD', blind)).toMatchObject({ code: 'rate-unknown' });
    expect(roomOf(group, [member(1)], 'EUR', blind)).toMatchObject({ code: 'rate-unknown' });
    const stale = pricingOn('2026-03-20', [eurRate]);
    expect(roomOf(group, [member(1, 'EUR')], 'USD', stale)).toMatchObject({ code: 'rate-stale' });
    const unknown = { ok: false, code: 'rate-unknown', message: 'no rate' } as const;
    expect(roomOf(group, [{ currency: 'USD', exposure: unknown }], 'USD', pricing)).toBe(unknown);
  });
});

describe('a limit of a group that is raised', () => {
  const powers = powersOf('analyst', policy, () => undefined);
  type Members = Parameters<typeof decideGroupLimit>[2];
  const raised = (limitMinor: number, members: Members) =>
    decideGroupLimit(group, { ...group, limitMinor }, members, { powers, isOwn: false });
  const [low, high] = [{ riskClass: 'low' }, { riskClass: 'high' }] as const;

  it('takes authority in the class of its riskiest line', () => {
    expect(raised(1_000_001, [low, low])).toBeUndefined();
    expect(raised(1_000_000, [high, low])).toBeUndefined();
    expect(raised(1_000_001, [low, high, low])).toEqual({
      decided: false,
      code: 'beyond-authority',
      message:
        'a limit of 10000.01 USD for the group holding takes authority for the amount, and analyst is not enough',
    });
  });

  it('takes that of the lowest class while it has no line', () => {
    expect(raised(10_000_000, [])).toBeUndefined();
    expect(raised(10_000_001, [])).toMatchObject({ code: 'beyond-authority' });
  });

  it('is for nobody whose line is in it, or while it has more lines than are looked at', () => {
    const own = { powers, isOwn: true };
    expect(decideGroupLimit(group, { ...group, limitMinor: 100_001 }, [low], own)).toMatchObject({
      code: 'own-line',
    });
    expect(decideGroupLimit(group, { ...group, limitMinor: 99_999 }, [low], own)).toBeUndefined();
    const many = Array.from({ length: maxMembers + 1 }, () => low);
    expect(raised(100_001, many)).toMatchObject({ code: 'authority-unknown' });
    expect(raised(100_001, many.slice(1))).toBeUndefined();
  });
});

it('a line is over that is closed, owes nothing and holds nothing, whatever cash it has', () => {
  const closed = { status: 'closed', reservedCount: 0 } as const;
  const [owing, settled] = [{ openMinor: 1 }, { openMinor: 0, unappliedMinor: 5 }];
  expect(isOver(closed, [])).toBe(true);
  expect(isOver(closed, [settled, settled])).toBe(true);
  expect(isOver(closed, [settled, owing])).toBe(false);
  expect(isOver({ ...closed, reservedCount: 1 }, [settled])).toBe(false);
  expect(isOver({ ...closed, status: 'active' }, [settled])).toBe(false);
});
