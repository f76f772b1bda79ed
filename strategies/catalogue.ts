import { readStrategy } from '../shared/domain/collections/read-strategy.ts';
import { leadDays, type Strategy } from '../shared/domain/collections/strategy.ts';
import defaultV1 from './default/v1.json' with { type: 'json' };
import defaultV2 from './default/v2.json' with { type: 'json' };
import firmV1 from './firm/v1.json' with { type: 'json' };

/** Every published strategy. A version in use is never edited: add the next one beside it. */
export const publishedStrategies: readonly Strategy[] = [
  readStrategy(defaultV1, 'default/v1.json'),
  readStrategy(defaultV2, 'default/v2.json'),
  readStrategy(firmV1, 'firm/v1.json'),
];

/** @throws RangeError when no such strategy was published, so that a typing error chases nobody. */
export const strategyOf = (name: string, version: number): Strategy => {
  const strategy = publishedStrategies.find(
    (each) => each.name === name && each.version === version,
  );
  if (strategy === undefined) throw new RangeError(`no strategy ${name} version ${version}`);
  return strategy;
};

/** Days before a due date on which a strategy first speaks; undefined when it was not published. */
export const leadOf = (of: Pick<Strategy, 'name' | 'version'>): number | undefined => {
  const strategy = publishedStrategies.find(
    ({ name, version }) => name === of.name && version === of.version,
  );
  return strategy && leadDays(strategy);
};
