import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DomainData, DomainFact, DomainName } from '../../events/catalogue.ts';

/** The published example of an event as a fact, with some fields otherwise. */
export const exampleOf = <N extends DomainName>(
  name: N,
  over: Partial<DomainData<N>> = {},
): DomainFact => {
  const path = join(import.meta.dirname, '../../events/examples', `${name}.json`);
  const { data } = JSON.parse(readFileSync(path, 'utf8')) as { data: DomainData<N> };
  return { type: name, data: { ...data, ...over } } as DomainFact;
};
