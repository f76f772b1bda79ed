import { describe, expect, it } from 'vitest';
import { eurRate, pricingOn } from '../../../test/support/credit-line.ts';
import { type MemberExposure, roomOf } from './group.ts';

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
