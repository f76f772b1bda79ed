import type { Random } from '../../local/kernel/random.ts';
import { epochMs, instantAt, instantOf, type Zone } from '../../shared/domain/calendar.ts';
import { type BookInput, inOrder } from '../model.ts';

/** Between these hours of its day a shuffled delivery may come: before any contact window opens. */
const earliest = '01:00';
const latest = '08:45';

/**
 * Every input `copies` times; with a random source each copy at a moment of its own, in any order
 * within the day of the fact. What a copy says never changes, only when it is handed in.
 */
export const deliver = (
  inputs: readonly BookInput[],
  zone: Zone,
  copies: number,
  shuffle: Random | undefined,
): BookInput[] =>
  inOrder(
    inputs.flatMap((input) =>
      Array.from({ length: copies }, () =>
        shuffle === undefined ? input : { ...input, at: momentWithin(input, zone, shuffle) },
      ),
    ),
  );

const momentWithin = ({ day }: BookInput, zone: Zone, random: Random) => {
  const from = epochMs(instantAt(zone, day, earliest));
  const until = epochMs(instantAt(zone, day, latest));
  return instantOf(from + random.below(until - from));
};
