import { inMajor } from '../money.ts';
import { riskClasses } from '../scoring/types.ts';
import type { Measured, Pricing } from './line/exposure.ts';
import type { GroupRoom } from './line/orders.ts';
import type { Powers } from './line/powers.ts';
import { type LineRefusal, lineRefusals, lineRefused } from './line/terms.ts';
import type { AccountFigures, CreditLine } from './line/types.ts';
import { convert } from './rates.ts';

/** What customers that belong together may owe together. */
export type CreditGroup = {
  readonly groupId: string;
  readonly limitMinor: number;
  readonly currency: string;
};

/** Whether a limit gives its lines room that they had not; one in another currency counts so. */
export const isRaised = (
  before: CreditGroup | undefined,
  { limitMinor, currency }: CreditGroup,
): boolean =>
  before !== undefined && (before.currency !== currency || limitMinor > before.limitMinor);

/**
 * Says what the lines of a group may use together. A limit only takes room away from them: the first
 * one, and a lower one, are anybody's with a role, one that is raised takes authority for it, in the
 * class of the riskiest line, and is nobody's who has a line in it.
 *
 * @param members those that are not over; at most one more than are looked at: of so many nobody
 * knows the class.
 */
export const decideGroupLimit = (
  before: CreditGroup | undefined,
  asked: CreditGroup,
  members: readonly Pick<CreditLine, 'riskClass'>[],
  { powers, isOwn }: { readonly powers: Powers; readonly isOwn: boolean },
): LineRefusal | undefined => {
  const { groupId, limitMinor, currency } = asked;
  if (!isRaised(before, asked)) return undefined;
  if (isOwn) {
    return lineRefused(lineRefusals.ownLine, `a line of their own is in the group ${groupId}`);
  }
  if (members.length > maxMembers) {
    return lineRefused(lineRefusals.authorityUnknown, tooManyLines(groupId));
  }
  const riskClass =
    riskClasses.findLast((each) => members.some((member) => member.riskClass === each)) ?? 'low';
  return powers(
    { amountMinor: limitMinor, currency, riskClass },
    `a limit of ${inMajor(limitMinor, currency)} for the group ${groupId}`,
  );
};

/** How many members count: the commit of an order checks that none of them has moved. */
export const maxMembers = 60;

/** Lines that are looked at, with those that are over: each costs up to three reads. */
export const maxLooked = 3 * maxMembers;

/**
 * A closed line that owes nothing and holds nothing, as these figures of its accounts say: it stays
 * in its group, and counts for nothing there.
 */
export const isOver = (
  { status, reservedCount }: Pick<CreditLine, 'status' | 'reservedCount'>,
  accounts: readonly Pick<AccountFigures, 'openMinor'>[],
): boolean =>
  status === 'closed' && reservedCount === 0 && accounts.every(({ openMinor }) => openMinor === 0);

/** Why nothing is known of a group of so many. */
export const tooManyLines = (groupId: string): string =>
  `the group ${groupId} has more than ${maxMembers} lines that are in force or owe, or more than ${maxLooked} in all, too many to look at`;

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
