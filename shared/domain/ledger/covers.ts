import { invariant } from '../errors.ts';
import type { Cover } from './types.ts';

/** What a payment covers of an instalment, the coverings that count from the latest day first. */
export const coversOf = (covers: readonly Cover[], paymentId: string): readonly Cover[] =>
  covers
    .filter((cover) => cover.paymentId === paymentId)
    .sort((left, right) => (left.effectiveOn < right.effectiveOn ? 1 : -1));

/** Covers that count from different days stay apart, so that each can be undone from its own day. */
export const withCover = (covers: readonly Cover[], added: Cover): readonly Cover[] => {
  const same = covers.find(
    ({ paymentId, effectiveOn }) =>
      paymentId === added.paymentId && effectiveOn === added.effectiveOn,
  );
  if (!same) return [...covers, added];
  const merged = { ...same, amountMinor: same.amountMinor + added.amountMinor };
  return covers.map((cover) => (cover === same ? merged : cover));
};

/** Takes an amount off the covers of a payment, the newest first. */
export const withoutCover = (
  covers: readonly Cover[],
  paymentId: string,
  amountMinor: number,
): readonly Cover[] => {
  let left = amountMinor;
  const kept = new Map<Cover, number>();
  for (const cover of coversOf(covers, paymentId)) {
    const part = Math.min(left, cover.amountMinor);
    left -= part;
    kept.set(cover, cover.amountMinor - part);
  }
  invariant(left === 0, `${paymentId} covers what is released`);
  return covers
    .map((cover) => ({ ...cover, amountMinor: kept.get(cover) ?? cover.amountMinor }))
    .filter((cover) => cover.amountMinor > 0);
};
