import { canonicalJson } from '../../shared/domain/canonical-json.ts';
import { keys } from '../../shared/domain/ledger/items.ts';
import type { Payment, Trail } from '../../shared/domain/ledger/types.ts';
import { isOlderShape } from '../older.ts';
import { type Item, keyText } from '../reader.ts';
import { isDerived, type Live, type Projection } from './project.ts';

/** One item that is not as it should be. Without `expected` it should not be there at all. */
export type Difference = {
  readonly kind: 'snapshot' | 'projection' | 'marker' | 'claim';
  readonly found?: Item | undefined;
  readonly expected?: Item | undefined;
  /** Set when the item differs in nothing but that an older release wrote it. */
  readonly older?: true;
  /** What differs, for a person. */
  readonly what: string;
};

/** The items of an account as the tables have them. */
export type Held = {
  /** Its whole partition. */
  readonly items: readonly Item[];
  /** Of those in other partitions that the projection points to, or that name the account, the ones that exist. */
  readonly related: readonly Item[];
};

/** What of the live items has to be believed, before anything is projected. */
export const liveOf = (items: readonly Item[]): Live => ({
  snapshot: items.find(({ sk }) => sk === keys.snapshot),
  heldCount: items.filter(({ sk }) => sk.startsWith('HELD#')).length,
  payments: new Map(
    items.flatMap((item) =>
      item.sk.startsWith('PAYMENT#')
        ? [[String(item['paymentId']), item as unknown as Payment] as const]
        : [],
    ),
  ),
});

const membersThatDiffer = (found: Item, expected: Item): string[] => {
  const names = new Set([...Object.keys(found), ...Object.keys(expected)]);
  return [...names].filter(
    (name) => canonicalJson(found[name] ?? null) !== canonicalJson(expected[name] ?? null),
  );
};

const shown = (value: unknown): string => {
  const text = canonicalJson(value ?? null);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
};

const contrast = (found: Item, expected: Item, members: readonly string[]): string =>
  `${keyText(expected)}: ${members
    .map((name) => `${name} is ${shown(found[name])}, by the journal ${shown(expected[name])}`)
    .join('; ')}`;

const compare = (
  kind: Difference['kind'],
  found: Item | undefined,
  expected: Item,
  members: (found: Item, expected: Item) => readonly string[] = membersThatDiffer,
): Difference[] => {
  if (found === undefined) return [{ kind, expected, what: `${keyText(expected)} is missing` }];
  const differing = members(found, expected);
  return differing.length === 0
    ? []
    : [
        {
          kind,
          found,
          expected,
          ...(isOlderShape(found, differing) ? { older: true } : {}),
          what: contrast(found, expected, differing),
        },
      ];
};

/** Members that a snapshot may have beside those that follow from the journal stay as they are. */
const statedMembers = (found: Item, expected: Item): string[] =>
  Object.keys(expected).filter(
    (name) => canonicalJson(found[name] ?? null) !== canonicalJson(expected[name] ?? null),
  );

const nothingDiffers = (): readonly string[] => [];

/** Trails that are missing: those of payments of which a covering could not be found again. */
const lostTrails = (projection: Projection, items: readonly Item[]): Difference[] => {
  const reached = new Map<string, Set<string>>();
  for (const item of items) {
    const [kind, paymentId = ''] = item.sk.split('#');
    if (kind !== 'ALLOC') continue;
    const places = reached.get(paymentId) ?? new Set<string>();
    for (const { invoiceNumber, instalment } of (item as unknown as Trail).touched) {
      places.add(`${invoiceNumber}#${instalment}`);
    }
    reached.set(paymentId, places);
  }
  const lost = new Set(
    [...projection.covered].flatMap(([paymentId, places]) =>
      [...places].every((place) => reached.get(paymentId)?.has(place)) ? [] : [paymentId],
    ),
  );
  return projection.trails
    .filter(({ sk }) => lost.has(sk.split('#')[1] ?? ''))
    .map((expected) => ({
      kind: 'projection',
      expected,
      what: `${keyText(expected)} is missing: a refund would not find where the cash lies`,
    }));
};

/** Write-offs on the list of those that wait which, by the journal, do not. */
const decidedRequests = (projection: Projection, related: readonly Item[]): Difference[] => {
  const waiting = new Set(projection.pointers.map(keyText));
  return related
    .filter((item) => item.pk.startsWith('WRITEOFFS#') && !waiting.has(keyText(item)))
    .map((found) => ({
      kind: 'projection',
      found,
      what: `${keyText(found)} is there, and by the journal nothing waits`,
    }));
};

/**
 * Where the tables differ from the projection of the journal, item by item. What is listed here is
 * what a verification tells and what a rebuild writes.
 */
export const differencesOf = (projection: Projection, held: Held): Difference[] => {
  const own = new Map(held.items.map((item) => [item.sk, item]));
  const related = new Map(held.related.map((item) => [keyText(item), item]));
  const expected = new Set(projection.items.map(({ sk }) => sk));
  const byKey = (item: Item): Item | undefined =>
    item.pk === projection.snapshot.pk ? own.get(item.sk) : related.get(keyText(item));
  return [
    ...compare('snapshot', own.get(keys.snapshot), projection.snapshot, statedMembers),
    ...projection.items.flatMap((item) => compare('projection', own.get(item.sk), item)),
    ...held.items
      .filter(({ sk }) => isDerived(sk) && !expected.has(sk))
      .map(
        (found): Difference => ({
          kind: 'projection',
          found,
          what: `${keyText(found)} is there, and by the journal it should not be`,
        }),
      ),
    ...projection.pointers.flatMap((item) => compare('claim', byKey(item), item)),
    ...decidedRequests(projection, held.related),
    ...projection.hints.flatMap((item) => compare('projection', byKey(item), item, nothingDiffers)),
    ...lostTrails(projection, held.items),
    ...projection.markers.flatMap((item) =>
      compare('marker', own.get(item.sk), item, nothingDiffers),
    ),
  ];
};
