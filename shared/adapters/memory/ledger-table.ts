import { InvariantError } from '../../domain/errors.ts';
import type { Item } from '../../domain/ledger/items.ts';
import type { Account } from '../../domain/ledger/types.ts';
import type { Entry } from '../../ports/journal.ts';
import type { LedgerTable, Range } from '../ledger/table.ts';

/** The ledger's table in memory, with the same answers: for decisions by the thousand. */
export type MemoryLedgerTable = LedgerTable & {
  readonly items: () => readonly Item[];
  /** The events of an account, in order. */
  readonly journal: (accountId: string) => readonly Entry[];
};

const keyOf = ({ pk, sk }: { readonly pk: string; readonly sk: string }): string => `${pk}\n${sk}`;

/** What a table would give back: nothing undefined, nothing shared with the writer. */
const stored = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

export const createMemoryLedgerTable = (): MemoryLedgerTable => {
  const items = new Map<string, Item>();
  const journals = new Map<string, Entry[]>();

  const inRange = ({ pk, prefix = '', through, newestFirst = false }: Range): Item[] => {
    const found = [...items.values()].filter(
      (item) =>
        item.pk === pk &&
        (through === undefined
          ? item.sk.startsWith(prefix)
          : item.sk >= prefix && item.sk <= through),
    );
    found.sort((left, right) => (left.sk < right.sk ? -1 : 1));
    return newestFirst ? found.reverse() : found;
  };

  return {
    items: () => [...items.values()].map(stored),
    journal: (accountId) => journals.get(accountId) ?? [],
    get: async (keys) => keys.flatMap((key) => items.get(keyOf(key)) ?? []).map(stored),
    first: async (range, limit) => {
      const found = inRange(range);
      return { items: found.slice(0, limit).map(stored), complete: found.length < limit };
    },
    all: async function* (range) {
      yield* inRange(range).map(stored);
    },
    commit: async (commit) => {
      const { accountId, expected, entries, marker, taken, snapshot, puts, deletes } = commit;
      const { claims = [], mark } = commit;
      const writes = entries.length + puts.length + deletes.length + claims.length;
      const actions = writes + 1 + [marker, mark, taken].filter((one) => one !== undefined).length;
      if (actions > 100) throw new InvariantError(`${actions} actions, over 100`);
      const written = [snapshot, ...puts, ...deletes, ...claims].map(keyOf);
      if (new Set(written).size !== written.length) {
        throw new InvariantError('one transaction writes an item twice');
      }
      if (marker && items.has(keyOf(marker))) return { committed: false, because: 'duplicate' };
      const { version = 0, plan } = (items.get(keyOf(snapshot)) ?? {}) as Partial<Account>;
      if (
        version !== expected.version ||
        plan?.planId !== expected.plan?.planId ||
        plan?.chunk !== expected.plan?.chunk
      ) {
        return { committed: false, because: 'version' };
      }
      if (taken && !items.has(keyOf(taken))) {
        return { committed: false, because: 'condition', write: 0 };
      }
      const taker = claims.findIndex((claim) => {
        const held = items.get(keyOf(claim));
        return held !== undefined && held['accountId'] !== claim.accountId;
      });
      if (taker >= 0) {
        return { committed: false, because: 'condition', write: taker + (taken ? 1 : 0) };
      }
      if (mark && items.has(keyOf(mark))) {
        return { committed: false, because: 'condition', write: claims.length + (taken ? 1 : 0) };
      }
      const journal = journals.get(accountId) ?? [];
      journals.set(accountId, journal);
      journal.push(...stored(entries));
      const head = { version: expected.version + entries.length, hash: `v${journal.length}` };
      if (taken) items.delete(keyOf(taken));
      for (const key of deletes) items.delete(keyOf(key));
      for (const item of [
        ...puts,
        ...claims,
        ...(marker ? [marker] : []),
        ...(mark ? [mark] : []),
        { ...snapshot, ...head },
      ]) {
        items.set(keyOf(item), stored(item));
      }
      return { committed: true, head };
    },
    put: async (added) => {
      for (const item of added) items.set(keyOf(item), stored(item));
    },
    remove: async (keys) => {
      for (const key of keys) items.delete(keyOf(key));
    },
  };
};
