import type { DomainFact } from '../../../events/catalogue.ts';
import type { Recorded } from '../../../events/envelope.ts';
import type { Runtime } from '../../../local/runtime.ts';
import { lineOf } from './lines.ts';

type Entry = { readonly at: number; readonly line: string };

/** `critical` of `cartera-dev-core-CriticalAlertsTopic1A2B3C4D-0123456789ab`. */
const topicName = (physical: string): string =>
  /info|warning|critical/i.exec(physical)?.[0].toLowerCase() ?? physical;

/**
 * Everything that became known: domain events by the moment and place of their recording, then
 * messages and notices of that moment. Ids of providers are replaced by their short names.
 */
export const timelineOf = (runtime: Runtime, names: ReadonlyMap<string, string>): Entry[] => {
  const short = (line: string): string =>
    [...names].reduce((text, [id, name]) => text.replaceAll(id, name), line);
  const seen = new Set<string>();
  const events = runtime.busEvents.flatMap(({ source, detailType, detail }) => {
    if (!source.startsWith('cartera.')) return [];
    // That a message arrived is the rule: a story speaks of those that did not.
    if (detailType === 'ContactDelivered') return [];
    const { meta, data } = detail as Recorded;
    // Delivery is at least once; a repeat is the same event.
    if (seen.has(meta.eventId)) return [];
    seen.add(meta.eventId);
    return [
      {
        at: Date.parse(meta.recordedAt),
        order: `0${meta.streamId}#${String(meta.version).padStart(8, '0')}`,
        line: lineOf({ type: detailType, data } as DomainFact),
      },
    ];
  });
  const messages = runtime.outbox.map((message) => ({
    at: message.at,
    order: `1${message.providerMessageId}`,
    line: `${message.channel} to ${message.to.join(' ')}`,
  }));
  // What people write to us is told by the story itself.
  const told = runtime.topics.filter(({ topic }) => !topic.includes('InboundTexts'));
  const notices = told.map(({ at, topic, subject, message }) => ({
    at,
    order: `2${topic}`,
    line: `notice of ${topicName(topic)}: ${subject ?? message}`,
  }));
  return [...events, ...messages, ...notices]
    .sort((a, b) => a.at - b.at || (a.order < b.order ? -1 : 1))
    .map(({ at, line }) => ({ at, line: short(line) }));
};
