import { shardCount } from '../../../shared/domain/account.ts';
import { addDays, type BusinessDate, dateIn, type Zone } from '../../../shared/domain/calendar.ts';
import { lineOfAccount } from '../../../shared/domain/credit/line/types.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { SweepStore } from '../../../shared/ports/collections.ts';
import type { LineLook } from '../../../shared/ports/credit-commands.ts';
import type { LineAgenda, LineReader } from '../../../shared/ports/credit-lines.ts';
import type { QueueSender } from '../../../shared/ports/queues.ts';

export type Deps = {
  readonly sweeps: Pick<SweepStore, 'sweptThrough' | 'complete'>;
  readonly agenda: LineAgenda;
  /** Accounts with an instalment that was due on a day; of the ledger. */
  readonly due: (dueOn: BusinessDate, shard: number) => AsyncIterable<string>;
  readonly known: LineReader['known'];
  /** What is past due for more days holds orders; undefined where it does not. */
  readonly pastDueDays: number | undefined;
  /** CreditSignals. */
  readonly signals: Pick<QueueSender, 'sendAll'>;
  readonly zone: Zone;
  readonly clock: Clock;
};

/** The queue refused signals; the day is swept again, and lines may be looked at twice. */
export class LooksNotSent extends Error {
  override readonly name = 'LooksNotSent';
}

/** The first sweep of a shard looks this far back, for lines that were there before it. */
const firstSweepDays = 31;

const lookOf = (lineId: string): LineLook => ({ kind: 'look', lineId });

/**
 * Asks to look at every line on which something falls due by itself: a review, a review that takes
 * too long, a reservation that ends, an invoice that is past due for too long. Runs once a day; missed days are caught up, because each shard
 * remembers how far it came. A look that finds nothing to do changes nothing.
 */
export const createHandler =
  ({ sweeps, agenda, due, known, pastDueDays, signals, zone, clock }: Deps) =>
  async (_input: unknown, log: Logger): Promise<{ readonly looked: number }> => {
    const today = dateIn(zone, clock.now());
    const swept = await sweeps.sweptThrough();
    let looked = 0;
    const sweep = async (shard: number, on: BusinessDate): Promise<void> => {
      const lines = new Set<string>();
      for await (const lineId of agenda.reviews(on, shard)) lines.add(lineId);
      for await (const lineId of agenda.expiries(on, shard)) lines.add(lineId);
      if (pastDueDays !== undefined) {
        const owing = new Set<string>();
        for await (const account of due(addDays(on, -pastDueDays - 1), shard)) {
          owing.add(lineOfAccount(account));
        }
        // As a rule most of them have no line: asking costs less than a signal for each.
        for (const lineId of await known([...owing])) lines.add(lineId);
      }
      const looks = [...lines].map((lineId) => ({ body: JSON.stringify(lookOf(lineId)) }));
      const refused = looks.length === 0 ? new Map() : await signals.sendAll(looks);
      if (refused.size > 0) throw new LooksNotSent(`${refused.size} of ${looks.length} lines`);
      looked += looks.length;
    };
    for (let shard = 0; shard < shardCount; shard += 1) {
      const last = swept.get(shard) ?? addDays(today, -firstSweepDays);
      if (last >= today) continue;
      for (let on = addDays(last, 1); on <= today; on = addDays(on, 1)) await sweep(shard, on);
      await sweeps.complete([shard], today);
    }
    log.info('the agenda of credit lines was swept', { today, looked });
    return { looked };
  };
