import type { Claim, Item, Key } from '../../domain/ledger/items.ts';
import type { Plan, Slice } from '../../domain/ledger/types.ts';
import type { Cause, CommitOutcome, Entry, Head } from '../../ports/journal.ts';

export type LedgerCommit = {
  readonly accountId: string;
  /**
   * Where the account stood when it was decided: its head and its plan. A commit without entries
   * moves the plan alone, so the version does not tell that somebody else went on with it.
   */
  readonly expected: Head & { readonly plan?: Pick<Plan, 'planId' | 'chunk'> | undefined };
  /** None when only the plan and what indexes know move. */
  readonly entries: readonly Entry[];
  readonly cause: Cause;
  /** The commit is refused as a duplicate when it exists. */
  readonly marker?: Item | undefined;
  /** Another one: the commit is refused as `condition` when it exists. */
  readonly mark?: Item | undefined;
  /** Must exist, and is deleted: a held command that is applied. Refused as `condition` otherwise. */
  readonly taken?: Key | undefined;
  readonly snapshot: Item;
  readonly puts: readonly Item[];
  readonly deletes: readonly Key[];
  /** Written when absent or this account's; refused as `condition` otherwise. */
  readonly claims?: readonly Claim[] | undefined;
};

export type Range = {
  readonly pk: string;
  /** Items whose sort key begins with it, in the order of the sort key; all items without it. */
  readonly prefix?: string | undefined;
  /** Instead: items from the prefix to this sort key, both included. */
  readonly through?: string | undefined;
  readonly newestFirst?: boolean;
};

/** What the ledger needs of a store; all reads are consistent. */
export type LedgerTable = {
  readonly get: (keys: readonly Key[]) => Promise<readonly Item[]>;
  /** `complete` is certain: a page that is exactly full may be the last one without knowing it. */
  readonly first: (range: Range, limit: number) => Promise<Slice<Item>>;
  readonly all: (range: Range) => AsyncIterable<Item>;
  readonly commit: (commit: LedgerCommit) => Promise<CommitOutcome>;
  /** Plain writes, each on its own. */
  readonly put: (items: readonly Item[]) => Promise<void>;
  readonly remove: (keys: readonly Key[]) => Promise<void>;
};
