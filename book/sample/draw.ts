import type { Random } from '../../local/kernel/random.ts';
import { addDays, type BusinessDate, weekdayOf } from '../../shared/domain/calendar.ts';
import { invariant } from '../../shared/domain/errors.ts';

/** One of the values, each as likely. */
export const oneOf = <T>(random: Random, values: readonly T[]): T => {
  const value = values[random.below(values.length)];
  invariant(value !== undefined, 'something is drawn from a list that is not empty');
  return value;
};

/** One of the values, as likely as its weight says. */
export const weighted = <T extends { readonly weight: number }>(
  random: Random,
  values: readonly T[],
): T => {
  let left = random.below(values.reduce((sum, { weight }) => sum + weight, 0));
  const value = values.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  invariant(value !== undefined, 'weights add up to what was drawn below');
  return value;
};

/** An integer from `least` to `most`, both included. */
export const between = (random: Random, least: number, most: number): number =>
  least + random.below(most - least + 1);

/** Roughly standard normal: the sum of twelve uniforms less six has mean 0 and variance 1. */
export const bell = (random: Random): number => {
  let sum = -6;
  for (let n = 0; n < 12; n += 1) sum += random.next();
  return sum;
};

/** The day itself, or the Monday after a weekend: banks and offices rest. */
export const workingDay = (day: BusinessDate): BusinessDate => {
  const weekday = weekdayOf(day);
  return weekday === 'sat' ? addDays(day, 2) : weekday === 'sun' ? addDays(day, 1) : day;
};
