import { shareOf } from './ratio.ts';

/** Arrears in steps; 0 is not past due. */
export type ArrearsBucket = 0 | 1 | 2 | 3 | 4;

/** One account or instalment: where it was, where it is now, and its balance when it was there. */
export type Moved = {
  readonly before: ArrearsBucket;
  readonly after: ArrearsBucket | 'settled';
  readonly balanceBeforeMinor: number;
};

export type RollRates = {
  /** Further in arrears: to the next bucket or beyond. */
  readonly forward: number;
  readonly stable: number;
  /** Less in arrears, not out of them. */
  readonly back: number;
  /** Out of arrears, or settled. */
  readonly cure: number;
};

/**
 * What became of the balance that was in a bucket, as shares of that balance that add up to one:
 * 600,000 of 1,000,000 that moved on are 60 %. Null when the bucket was empty.
 */
export const rollRates = (bucket: ArrearsBucket, moved: readonly Moved[]): RollRates | null => {
  const cohort = moved.filter(({ before }) => before === bucket);
  const balanceOf = (holds: (one: Moved) => boolean): number =>
    cohort.filter(holds).reduce((sum, one) => sum + one.balanceBeforeMinor, 0);
  const whole = balanceOf(() => true);
  if (whole <= 0) return null;
  const isCured = ({ after }: Moved) => after === 'settled' || (after === 0 && bucket > 0);
  const isStable = ({ after }: Moved) => after === bucket;
  const isForward = ({ after }: Moved) => after !== 'settled' && after > bucket;
  const isBack = (one: Moved) => !isCured(one) && !isStable(one) && !isForward(one);
  return {
    forward: balanceOf(isForward) / whole,
    stable: balanceOf(isStable) / whole,
    back: balanceOf(isBack) / whole,
    cure: balanceOf(isCured) / whole,
  };
};

/** Accounts in arrears that have none after the horizon, over accounts in arrears. */
export const cureRate = (
  accounts: readonly { readonly inArrears: boolean; readonly inArrearsAfter: boolean }[],
): number | null => {
  const late = accounts.filter(({ inArrears }) => inArrears);
  return shareOf(late.filter(({ inArrearsAfter }) => !inArrearsAfter).length, late.length);
};

export type PromiseResult = {
  readonly amountMinor: number;
  /** Promises that are not yet due count neither way. */
  readonly state: 'kept' | 'broken' | 'pending';
};

/** Promises kept over promises due, by count and by amount. */
export const promiseKeptRatio = (
  promises: readonly PromiseResult[],
): { readonly byCount: number | null; readonly byAmount: number | null } => {
  const due = promises.filter(({ state }) => state !== 'pending');
  const kept = due.filter(({ state }) => state === 'kept');
  const amountOf = (some: readonly PromiseResult[]) =>
    some.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return {
    byCount: shareOf(kept.length, due.length),
    byAmount: shareOf(amountOf(kept), amountOf(due)),
  };
};

/** Contacts in which the intended person was reached, over attempts. */
export const rightPartyContactRate = (rightParty: number, attempts: number): number | null =>
  shareOf(rightParty, attempts);

/** Contacts that reached anybody, over attempts. */
export const contactability = (effective: number, attempts: number): number | null =>
  shareOf(effective, attempts);

/** Collected over outstanding at the start. */
export const recoveryRate = (collectedMinor: number, outstandingMinor: number): number | null =>
  shareOf(collectedMinor, outstandingMinor);
