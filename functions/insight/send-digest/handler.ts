import { digestOf } from '../../../shared/domain/alerts/digest.ts';
import { addDays, dateIn } from '../../../shared/domain/calendar.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import type { AlertStore, AlertTopics } from '../../../shared/ports/alerts.ts';
import type { Clock } from '../../../shared/ports/clock.ts';

/** Publishes what was raised and repeated yesterday (UTC); a quiet day gets no message. */
export const createHandler =
  (deps: {
    readonly store: Pick<AlertStore, 'digest'>;
    readonly topics: AlertTopics;
    readonly clock: Clock;
  }) =>
  async (_input: unknown, log: Logger): Promise<void> => {
    const on = addDays(dateIn('UTC', deps.clock.now()), -1);
    const digest = digestOf(on, await deps.store.digest(on));
    if (digest === undefined) {
      log.info('a quiet day has no digest', { on });
      return;
    }
    await deps.topics.publish(digest);
  };
