import * as z from 'zod';
import { contractOf, type DomainFact } from '../../../events/catalogue.ts';
import { detailOf, type RecordedMeta, recordedMeta } from '../../../events/envelope.ts';
import { alertOf } from '../../domain/alerts/alert-of.ts';
import { noticeOf } from '../../domain/alerts/notice.ts';
import type { AlertStore, AlertTopics, Occurrence } from '../../ports/alerts.ts';
import type { Clock } from '../../ports/clock.ts';

const busEvent = z.object({ 'detail-type': z.string(), detail: z.unknown() });
const envelope = z.object({ meta: recordedMeta });

/** The bus brought what our contracts do not know: a bug, and worth the dead-letter queue. */
export class UnknownEvent extends Error {
  override readonly name = 'UnknownEvent';
}

/** Others open the same episode and none has finished: worth another delivery. */
export class EpisodeContended extends Error {
  override readonly name = 'EpisodeContended';
}

/** A lost race is followed by a look at who won it; twice in a row is already rare. */
const maxAttempts = 3;

/** An event of ours as the bus brings it. @throws UnknownEvent for one of somebody else. */
export const readEvent = (
  body: string,
): { readonly meta: RecordedMeta; readonly fact: DomainFact } => {
  const { 'detail-type': type, detail } = busEvent.parse(JSON.parse(body));
  const contract = contractOf(type);
  if (contract?.direction !== 'domain') throw new UnknownEvent(`${type} is no event of ours`);
  const { data } = detailOf(contract).parse(detail);
  return { meta: envelope.parse(detail).meta, fact: { type, data } as DomainFact };
};

/** What is told of the work, to whoever reads the logs. */
type Log = Readonly<
  Record<'info' | 'warn', (message: string, fields: Readonly<Record<string, unknown>>) => void>
>;

export type RaiseDeps = {
  readonly store: AlertStore;
  readonly topics: AlertTopics;
  readonly clock: Clock;
};

/**
 * Raises one alert per (kind, account, episode). The episode is committed first and published
 * then; only the event that opened it publishes, so its redelivery repairs a crash in between and
 * no other event publishes the same alert again.
 *
 * @throws EpisodeContended when others were faster three times.
 */
export const createRaise = (deps: RaiseDeps) => {
  const publish = async ({ alert, at }: Occurrence): Promise<void> => {
    await deps.topics.publish(noticeOf(alert, at));
    await deps.store.markPublished(alert);
  };

  return async ({ meta, fact }: ReturnType<typeof readEvent>, log: Log): Promise<void> => {
    const alert = alertOf(fact, meta);
    if (alert === undefined) {
      log.info('an event deserves no alert', { type: fact.type, eventId: meta.eventId });
      return;
    }
    const occurrence: Occurrence = {
      alert,
      eventId: meta.eventId,
      at: deps.clock.now(),
      cause: { causationId: meta.eventId, correlationId: meta.correlationId },
    };
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      const episode = await deps.store.find(alert);
      if (episode === undefined) {
        if (!(await deps.store.raise(occurrence))) continue;
        log.warn('an alert was raised', { kind: alert.kind, severity: alert.severity });
        return publish(occurrence);
      }
      if (episode.raisedBy !== meta.eventId) return deps.store.repeat(occurrence);
      if (!episode.published) await publish({ ...occurrence, at: episode.raisedAt });
      return;
    }
    throw new EpisodeContended(`${alert.kind} of ${meta.eventId} is being raised by others`);
  };
};
