import { expect, it } from 'vitest';
import { defaultStrategy } from '../../../test/support/collections.ts';
import { readStrategy, StrategyRefused } from './read-strategy.ts';
import { strategyRules } from './strategy.ts';

it('reads what is published', () => {
  expect(readStrategy(defaultStrategy, 'default/v1.json')).toEqual(defaultStrategy);
});

it('says of a strategy that would never send its demands where, what and why', () => {
  const stages = defaultStrategy.stages.map((each) =>
    each.stage === 'administrative'
      ? { ...each, steps: each.steps.filter(({ action }) => action.kind === 'task') }
      : each,
  );
  const read = () => readStrategy({ ...defaultStrategy, stages }, 'mute/v1.json');
  expect(read).toThrow(StrategyRefused);
  expect(read).toThrow(
    `strategies/mute/v1.json cannot be used:\n  stages.1.steps: [{"name":"call-debtor"`,
  );
  expect(read).toThrow(`; ${strategyRules.notice}`);
});
