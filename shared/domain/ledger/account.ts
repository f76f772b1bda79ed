import type { Head } from '../../ports/journal.ts';
import { noTotals } from './amounts.ts';
import { waitingIn } from './draft.ts';
import type { Account, Chunk, Job } from './types.ts';

/** An account before its first entry. */
export const newAccount = (accountId: string): Account => ({
  accountId,
  version: 0,
  hash: '',
  totals: noTotals,
  openCount: 0,
  waitingMinor: 0,
  plannedMinor: 0,
  heldCount: 0,
});

/** The account as a chunk leaves it; version and hash are those of the last event. */
export const accountAfter = (account: Account, job: Job, chunk: Chunk): Account => {
  const taken = job.heldFor !== undefined && job.plan === undefined ? 1 : 0;
  const held = chunk.holdFor === undefined ? 0 : 1;
  return {
    accountId: account.accountId,
    version: account.version,
    hash: account.hash,
    totals: chunk.after.totals,
    openCount: chunk.after.openCount,
    ...(chunk.after.aloneMinor > 0 && { aloneMinor: chunk.after.aloneMinor }),
    waitingMinor: waitingIn({ account, before: chunk.before, book: chunk.after }),
    plannedMinor: chunk.plannedMinor,
    heldCount: account.heldCount + held - taken,
    ...(chunk.plan && { plan: chunk.plan }),
  };
};

export const at = (account: Account, head: Head): Account => ({ ...account, ...head });
