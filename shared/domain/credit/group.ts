import { inMajor } from '../money.ts';
import type { Measured, Pricing } from './line/exposure.ts';
import type { GroupRoom } from './line/orders.ts';
import { convert } from './rates.ts';

/** What customers that belong together may owe together. */
export type CreditGroup = {
  readonly groupId: string;
  readonly limitMinor: number;
  readonly currency: string;
};

/** How many members are looked at: the commit of an order checks that none of them has moved. */
export const maxMembers = 60;

/** What one member owes and has promised, in the currency of its line. */
export type MemberExposure = { readonly currency: string; readonly exposure: Measured };

/**
 * Room that a group leaves to a line, in the currency of that line; below zero when its members
 * owe more than they may. Cash of one member does not pay for another.
 */
export const roomOf = (
  { groupId, limitMinor, currency }: CreditGroup,
  members: readonly MemberExposure[],
  to: string,
  pricing: Pricing,
): GroupRoom => {
  let usedMinor = 0;
  for (const { currency: from, exposure } of members) {
    if (!exposure.ok) return exposure;
    const used = convert(
      Math.max(0, exposure.exposureMinor),
      { from, to: currency, ...pricing },
      'up',
    );
    if (!used.ok) return used;
    usedMinor += used.amountMinor;
  }
  const leftMinor = limitMinor - usedMinor;
  const left = convert(Math.abs(leftMinor), { from: currency, to, ...pricing }, 'down');
  if (!left.ok) return left;
  const message = `the group ${groupId} uses ${inMajor(usedMinor, currency)} of ${inMajor(limitMinor, currency)}`;
  return { ok: true, roomMinor: leftMinor < 0 ? -left.amountMinor : left.amountMinor, message };
};
