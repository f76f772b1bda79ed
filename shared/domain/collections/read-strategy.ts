import { problemsOf, reasonOf } from '../inbound/problems.ts';
import { type Strategy, strategySchema } from './strategy.ts';

/** Published data that cannot be used: nothing is built from it, and nobody is chased by it. */
export class StrategyRefused extends Error {
  override readonly name = 'StrategyRefused';
}

/**
 * A strategy as it stands in its file.
 *
 * @param file what the refusal calls it, such as `default/v1.json`.
 * @throws StrategyRefused with field, value and expectation of each mistake.
 */
export const readStrategy = (given: unknown, file: string): Strategy => {
  const parsed = strategySchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = problemsOf(parsed.error, given).map((problem) => reasonOf(problem, 'sender'));
  throw new StrategyRefused([`strategies/${file} cannot be used:`, ...lines].join('\n  '));
};
