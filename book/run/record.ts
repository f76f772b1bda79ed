import { type MeterReading, total } from '../../local/meter.ts';
import type { OutboxMessage } from '../../local/outbox.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';
import { type Book, compareText } from '../model.ts';
import type { BookRuntime, BusEvent } from './runtime-port.ts';
import type { Usage } from './usage.ts';

/** What a run leaves behind; everything that a report says comes from here. */
export type RunRecord = {
  readonly book: Book;
  readonly seed: number;
  /** The whole journal, stream by stream, each in the order of its versions. */
  readonly journal: readonly JournalItem[];
  readonly outbox: readonly OutboxMessage[];
  readonly busEvents: readonly BusEvent[];
  readonly usage: Usage;
  readonly wallSeconds: number;
};

/** Reads what the run has left in the journal, the outbox, the bus and the meter. */
export const recordOf = async (
  runtime: BookRuntime,
  book: Book,
  seed: number,
  wallSeconds: number,
): Promise<RunRecord> => {
  const items = (await runtime.scan('JournalTable')) as unknown as readonly JournalItem[];
  return {
    book,
    seed,
    journal: items.toSorted((a, b) => compareText(a.streamId, b.streamId) || a.version - b.version),
    outbox: runtime.outbox(),
    busEvents: runtime.busEvents(),
    usage: usageOf(runtime.meter(), runtime.outbox()),
    wallSeconds,
  };
};

const sum = (counts: Readonly<Record<string, number>>, matches: (key: string) => boolean): number =>
  Object.entries(counts).reduce((all, [key, count]) => (matches(key) ? all + count : all), 0);

const usageOf = (meter: MeterReading, outbox: readonly OutboxMessage[]): Usage => {
  const requests = (prefix: string): number => sum(meter.requests, (key) => key.startsWith(prefix));
  const texts = outbox.filter(({ channel }) => channel === 'sms').length;
  return {
    invocations: total(meter.invocations),
    transitions: total(meter.transitions),
    executions: total(meter.executions),
    dynamodbReadUnits: meter.dynamodbReadUnits,
    dynamodbWriteUnits: meter.dynamodbWriteUnits,
    events: meter.events,
    sqsRequests: requests('sqs:'),
    topicPublishes: Math.max(0, requests('sns:Publish') - texts),
    emails: requests('ses:SendEmail'),
    httpRequests: requests('apigateway:'),
    s3Puts: requests('s3:Put'),
    secretReads: requests('secretsmanager:'),
  };
};
