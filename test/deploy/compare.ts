import { isDeepStrictEqual } from 'node:util';
import type { PublishedEvent } from './world.ts';

type Pair = { readonly here: PublishedEvent; readonly there: PublishedEvent };

type Events = ReadonlyMap<string, PublishedEvent>;

/** A difference that must be, and why. It explains a value only where both sides satisfy `agrees`. */
export type Rule = {
  readonly name: string;
  readonly why: string;
  /** Paths of the fields in question, such as `meta.recordedAt`. */
  readonly field: string;
  readonly agrees: (
    values: readonly [unknown, unknown],
    events: { readonly here: Events; readonly there: Events; readonly pair: Pair },
  ) => boolean;
};

export type Comparison = {
  /** Events that both have, whether alike or explained. */
  readonly events: number;
  readonly unexplained: readonly string[];
  /** How many differences each rule explained. */
  readonly explained: ReadonlyMap<string, number>;
};

type Difference = { readonly path: string; readonly values: readonly [unknown, unknown] };

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const differences = (path: string, a: unknown, b: unknown): Difference[] => {
  if (isDeepStrictEqual(a, b)) return [];
  if (!isTree(a) || !isTree(b)) return [{ path, values: [a, b] }];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) => differences(`${path}.${key}`, a[key], b[key]));
};

const byId = (events: readonly PublishedEvent[]): Events =>
  new Map(events.map((event) => [event.meta.eventId, event]));

const show = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

/**
 * Compares the events of two worlds field by field. What no rule explains is a line of
 * `unexplained`: an event that only one of them has, or a value.
 */
export const compareEvents = (
  ours: readonly PublishedEvent[],
  theirs: readonly PublishedEvent[],
  rules: readonly Rule[],
): Comparison => {
  const [here, there] = [byId(ours), byId(theirs)];
  const explained = new Map(rules.map(({ name }) => [name, 0]));
  const unexplained: string[] = [];
  let both = 0;
  for (const id of new Set([...here.keys(), ...there.keys()])) {
    const pair = { here: here.get(id), there: there.get(id) };
    if (pair.here === undefined || pair.there === undefined) {
      const { type } = (pair.here ?? pair.there) as PublishedEvent;
      unexplained.push(`${id} ${type}: only ${pair.here ? 'here' : 'there'}`);
      continue;
    }
    both += 1;
    const known = { here, there, pair: { here: pair.here, there: pair.there } };
    const found = ['type', 'source', 'meta', 'data'].flatMap((part) =>
      differences(
        part,
        known.pair.here[part as keyof PublishedEvent],
        known.pair.there[part as keyof PublishedEvent],
      ),
    );
    for (const { path, values } of found) {
      const rule = rules.find(({ field, agrees }) => field === path && agrees(values, known));
      if (rule === undefined) {
        unexplained.push(
          `${id} ${pair.here.type} ${path}: ${show(values[0])} here, ${show(values[1])} there`,
        );
      } else {
        explained.set(rule.name, (explained.get(rule.name) ?? 0) + 1);
      }
    }
  }
  return { events: both, unexplained, explained };
};
