import { shardCount } from '../../../shared/domain/account.ts';
import { addDays, type BusinessDate } from '../../../shared/domain/calendar.ts';
import { horizonOn } from '../../../shared/domain/collections/chased.ts';
import type { Strategy } from '../../../shared/domain/collections/strategy.ts';
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
  readonly clock: Clock;
};

/** The queue refused signals; the shard is swept again, and accounts may be signalled twice. */
export class SignalsNotSent extends Error {
  override readonly name = 'SignalsNotSent';
}

/** The first sweep of a shard looks this far back, for what came before sweeps ran at all. */
const firstSweepDays = 90;

/** Accounts kept in memory before they are signalled; an account in two lots is signalled twice. */
const lotSize = 1000;

const sweepShard = async (deps: Deps, shard: number, through: BusinessDate): Promise<number> => {
  const swept = (await deps.sweeps.sweptThrough(shard)) ?? addDays(through, -firstSweepDays);
  // A strategy with a shorter lead brings the horizon back: its day is swept again, because cases
  // may have closed meanwhile that reach no further than the new horizon.
  let on = swept < through ? addDays(swept, 1) : through;
  let signalled = 0;
  let lot = new Set<string>();
  const flush = async () => {
    if (lot.size === 0) return;
    const bodies = [...lot].map((accountId) => JSON.stringify({ accountId, dueThrough: through }));
    const refused = await deps.signals.sendAll(bodies.map((body) => ({ body })));
    if (refused.size > 0) throw new SignalsNotSent(`${refused.size} of shard ${shard}`);
    signalled += lot.size;
    lot = new Set();
  };
  for (; on <= through; on = addDays(on, 1)) {
    for await (const accountId of deps.ledger.agenda(on, shard)) {
      lot.add(accountId);
      if (lot.size >= lotSize) await flush();
    }
  }
  await flush();
  await deps.sweeps.complete(shard, through);
  return signalled;
};

/**
 * Signals every account with an instalment whose first reminder may fall due within the day. Runs
 * once a day; a missed day, a crash half way and a longer lead are caught up by the next run,
 * because each shard remembers how far it came.
 */
export const createHandler =
  (deps: Deps) =>
  async (_input: unknown, log: Logger): Promise<{ readonly signalled: number }> => {
    const through = horizonOn(deps.strategy, deps.clock.now());
    let signalled = 0;
    for (let shard = 0; shard < shardCount; shard += 1) {
      signalled += await sweepShard(deps, shard, through);
    }
    log.info('the agenda was swept', { through, signalled });
    return { signalled };
  };
