import { canonicalJson } from '../../shared/domain/canonical-json.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';
import { type Finding, mendByRestore, mendWith } from '../finding.ts';
import { type Item, type Key, keyText } from '../reader.ts';
import { type CreditProjection, isBelieved, partitionOf, projectCredit } from './project.ts';

export type CreditRecords = {
  /** `application#<id>` or `line#<id>`. */
  readonly streamId: string;
  readonly events: readonly JournalItem[];
  /** The partition of the subject in the Credit table. */
  readonly items: readonly Item[];
  /** Those of its items that are in other partitions. */
  readonly related: readonly Item[];
};

/** An item that is not as the events say; `expected` is undefined for one that may not be. */
export type CreditDifference = {
  readonly key: Key;
  readonly expected: Item | undefined;
  readonly found: Item | undefined;
  readonly problem: string;
};

const isSameKey = (left: Key, right: Key): boolean => left.pk === right.pk && left.sk === right.sk;

const text = (value: unknown): string => canonicalJson(value ?? null);

const unlike = (found: Item, expected: Item, believed: ReadonlySet<string>): string[] =>
  [...new Set([...Object.keys(found), ...Object.keys(expected)])].filter(
    (name) => !believed.has(name) && text(found[name]) !== text(expected[name]),
  );

const none: ReadonlySet<string> = new Set();

/** By these others find what hangs together with them; an older release kept fewer of them. */
const leadsOthers = ({ pk, sk }: Key): boolean =>
  pk.startsWith('APPLICANT#') && (sk.startsWith('OPEN') || sk.startsWith('LINE#'));

const missing = (key: Key): string =>
  leadsOthers(key)
    ? 'it is missing, and nobody counts it along who finds it by this'
    : 'it is missing';

const compared = (
  expected: Item,
  found: Item | undefined,
  believed: ReadonlySet<string>,
): CreditDifference[] => {
  const key = { pk: expected.pk, sk: expected.sk };
  if (found === undefined) return [{ key, expected, found, problem: missing(key) }];
  const names = unlike(found, expected, believed);
  const [name] = names;
  if (name === undefined) return [];
  const more = names.length === 1 ? '' : `, and ${names.length - 1} more`;
  const problem = `${name} is ${text(found[name])}, by the events ${text(expected[name])}${more}`;
  const kept = Object.fromEntries(
    [...believed].filter((each) => each in found).map((each) => [each, found[each]]),
  );
  return [{ key, expected: { ...expected, ...kept }, found, problem }];
};

/** The snapshot comes first: whoever writes them guards all others by it. */
export const creditDifferences = (
  { items, related }: CreditRecords,
  { snapshot, items: derived, absent, believed }: CreditProjection,
): CreditDifference[] => {
  const all = [...items, ...related];
  const at = (key: Key) => all.find((item) => isSameKey(item, key));
  const applicationId = snapshot['applicationId'];
  return [
    ...compared(snapshot, at(snapshot), believed),
    ...derived.flatMap((expected) => compared(expected, at(expected), none)),
    ...absent.flatMap((key): CreditDifference[] => {
      const found = at(key);
      const problem = 'it names an application that has ended';
      return found !== undefined && found['applicationId'] === applicationId
        ? [{ key, expected: undefined, found, problem }]
        : [];
    }),
    ...items
      .filter(
        (item) =>
          !isBelieved(item) &&
          !isSameKey(item, snapshot) &&
          !derived.some((expected) => isSameKey(item, expected)),
      )
      .map((found) => ({
        key: { pk: found.pk, sk: found.sk },
        expected: undefined,
        found,
        problem: 'no event says so',
      })),
  ];
};

/** Keys of what a subject has, or had, in other partitions. */
export const relatedCreditKeys = (
  streamId: string,
  events: readonly JournalItem[],
): readonly Key[] => {
  const projected = events.length === 0 ? undefined : projectCredit(streamId, events);
  if (projected?.stands !== true) return [];
  const { items, absent } = projected.projection;
  return [...items, ...absent]
    .filter(({ pk }) => pk !== partitionOf(streamId))
    .map(({ pk, sk }) => ({ pk, sk }));
};

/** Everything that must hold of one application or line. */
export const checkCredit = (records: CreditRecords): Finding[] => {
  const { streamId, events, items } = records;
  const finding = (problem: string, mend: Finding['mend']): Finding => ({
    check: 'credit',
    subject: streamId,
    problem,
    mend,
  });
  if (events.length === 0) {
    const left = items.filter((item) => !isBelieved(item));
    return left.map((item) => finding(`${keyText(item)}: no event says so`, mendByRestore));
  }
  const projected = projectCredit(streamId, events);
  if (!projected.stands) {
    const { version, why } = projected;
    return [finding(`event ${version} cannot follow: it breaks "${why}"`, mendByRestore)];
  }
  return creditDifferences(records, projected.projection).map(({ key, problem }) =>
    finding(`${keyText(key)}: ${problem}`, mendWith('rebuild', streamId)),
  );
};
