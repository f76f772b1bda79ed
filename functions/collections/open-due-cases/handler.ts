import { shardCount } from '../../../shared/domain/account.ts';
import { addDays, type BusinessDate } from '../../../shared/domain/calendar.ts';
import { horizonOn } from '../../../shared/domain/collections/chased.ts';
import type { Strategy } from '../../../shared/domain/collections/strategy.ts';
import { together } from '../../../shared/domain/together.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { SweepStore } from '../../../shared/ports/collections.ts';
import type { LedgerReader } from '../../../shared/ports/ledger.ts';
import type { QueueSender } from '../../../shared/ports/queues.ts';

export type Deps = {
  readonly sweeps: SweepStore;
  readonly ledger: Pick<LedgerReader, 'agenda'>;
  /** CaseSignals. */
  readonly signals: Pick<QueueSender, 'sendAll'>;
  readonly strategy: Strategy;
  /** Names who is contacted for real; another name than before means that others are. */
  readonly contactedAs: string;
  readonly clock: Clock;
};

/** The queue refused signals; the shard is swept again, and accounts may be signalled twice. */
export class SignalsNotSent extends Error {
  override readonly name = 'SignalsNotSent';
}

/** The first sweep of a shard looks this far back, for what came before sweeps ran at all. */
const firstSweepDays = 90;

/**
 * How far back cases are looked for when others are contacted for real than before. Older debts
 * start again when the machine of their case next looks by itself.
 */
const rewindDays = 800;

/** Accounts to signal in one call; the sender cuts it into requests. */
const lotSize = 1000;

/**
 * Agenda days that are read, signalled and noted together, so that a long catch-up which fails
 * late keeps what it did. A quiet day is one such window.
 */
const windowDays = 10;

/** The first day that a shard has to read. */
const startOf = (swept: BusinessDate | undefined, through: BusinessDate): BusinessDate => {
  const last = swept ?? addDays(through, -firstSweepDays);
  // A strategy with a shorter lead brings the horizon back: its day is swept again, because cases
  // may have closed meanwhile that reach no further than the new horizon.
  return last < through ? addDays(last, 1) : through;
};

const earlier = (left: BusinessDate, right: BusinessDate): BusinessDate =>
  left < right ? left : right;

const daysBetween = (first: BusinessDate, last: BusinessDate): BusinessDate[] => {
  const days: BusinessDate[] = [];
  for (let on = first; on <= last; on = addDays(on, 1)) days.push(on);
  return days;
};

/**
 * Cases that simulated their steps start again once their parties are contacted for real. Their
 * machines may sleep for months, so the sweep looks at all of them once more.
 */
const rewindIfOthersAreContacted = async (
  { sweeps, contactedAs }: Deps,
  through: BusinessDate,
  log: Logger,
): Promise<void> => {
  const before = await sweeps.contactedAs();
  if (before === contactedAs) return;
  const shards = before === undefined ? [] : [...Array(shardCount).keys()];
  await sweeps.rewind(contactedAs, shards, addDays(through, -rewindDays));
  if (before !== undefined) log.warn('others are contacted than before', { before, contactedAs });
};

/** Accounts with an instalment due on one of the days, each once, in the order of the agenda. */
const accountsOf = async (
  { ledger }: Deps,
  shard: number,
  days: readonly BusinessDate[],
): Promise<readonly string[]> => {
  const accounts = new Set<string>();
  for (const on of days) {
    for await (const accountId of ledger.agenda(on, shard)) accounts.add(accountId);
  }
  return [...accounts];
};

const signal = async (
  { signals }: Deps,
  accounts: readonly string[],
  dueThrough: BusinessDate,
): Promise<void> => {
  for (let from = 0; from < accounts.length; from += lotSize) {
    const lot = accounts.slice(from, from + lotSize);
    const refused = await signals.sendAll(
      lot.map((accountId) => ({ body: JSON.stringify({ accountId, dueThrough }) })),
    );
    if (refused.size > 0) throw new SignalsNotSent(`${refused.size} of ${lot.length} accounts`);
  }
};

/**
 * Signals every account with an instalment whose first reminder may fall due within the day. Runs
 * once a day; a missed day, a crash half way and a longer lead are caught up by the next run,
 * because each shard remembers how far it came. A run that crashes before it notes that signals
 * the window again, which changes nothing.
 */
export const createHandler =
  (deps: Deps) =>
  async (_input: unknown, log: Logger): Promise<{ readonly signalled: number }> => {
    const through = horizonOn(deps.strategy, deps.clock.now());
    await rewindIfOthersAreContacted(deps, through, log);
    const swept = await deps.sweeps.sweptThrough();
    const starts = Array.from({ length: shardCount }, (_, shard) =>
      startOf(swept.get(shard), through),
    );
    const signalled = new Set<string>();
    const sweepWindow = async (first: BusinessDate, last: BusinessDate): Promise<void> => {
      const shards = [...starts.entries()].filter(([, start]) => start <= last);
      const due = await together(
        shards.map(async ([shard, start]) => {
          const days = daysBetween(start > first ? start : first, last);
          return { shard, accounts: await accountsOf(deps, shard, days) };
        }),
      );
      const done: number[] = [];
      try {
        for (const { shard, accounts } of due) {
          const fresh = accounts.filter((accountId) => !signalled.has(accountId));
          await signal(deps, fresh, through);
          for (const accountId of fresh) signalled.add(accountId);
          done.push(shard);
        }
      } finally {
        await deps.sweeps.complete(done, last);
      }
    };
    let first = starts.reduce(earlier, through);
    while (first <= through) {
      const last = earlier(addDays(first, windowDays - 1), through);
      await sweepWindow(first, last);
      first = addDays(last, 1);
    }
    log.info('the agenda was swept', { through, signalled: signalled.size });
    return { signalled: signalled.size };
  };
