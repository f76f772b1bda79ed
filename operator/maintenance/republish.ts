import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { createBookReader } from '../../integrity/aws/reader.ts';
import { createBusPublisher } from '../../shared/adapters/eventbridge/bus.ts';
import { busEntryOf } from '../../shared/domain/bus-entry.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';
import { counted } from '../amount.ts';
import { CommandFailed, UsageError } from '../errors.ts';
import type { Estate } from '../estate/estate.ts';
import { operation } from './operation.ts';

/** Events that go to the bus together. */
const atOnce = 100;

const numberOf = (name: string, text: string | undefined, otherwise: number): number => {
  const value = text === undefined ? otherwise : Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new UsageError(`--${name} ${text}: expected a version, from 1 up`);
};

const instantIn = (name: string, text: string): string => {
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return new Date(at).toISOString();
  throw new UsageError(`--${name} ${text}: expected a moment such as 2026-03-01T09:00:00Z`);
};

async function* ofStream(
  estate: Estate,
  streamId: string,
  from: number,
  to: number,
): AsyncGenerator<JournalItem> {
  for await (const event of createBookReader(estate).stream(streamId)) {
    if (event.version >= from && event.version <= to) yield event;
  }
}

/** The whole journal is read for this: what it costs is told before, by `--dry-run`. */
async function* recordedIn(estate: Estate, since: string, until: string) {
  let from: Record<string, unknown> | undefined;
  do {
    const page = await estate.documents.send(
      new ScanCommand({
        TableName: estate.table('journal'),
        FilterExpression: 'recordedAt BETWEEN :since AND :until',
        ExpressionAttributeValues: { ':since': since, ':until': until },
        ExclusiveStartKey: from,
      }),
    );
    yield* (page.Items ?? []) as JournalItem[];
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}

const chosen = (
  estate: Estate,
  options: Readonly<Record<string, string>>,
): AsyncIterable<JournalItem> => {
  const { stream, since, until, from, to } = options;
  if ((stream === undefined) === (since === undefined)) {
    throw new UsageError('expected --stream ID or --since INSTANT');
  }
  if (stream !== undefined) {
    const first = numberOf('from', from, 1);
    return ofStream(estate, stream, first, numberOf('to', to, Number.MAX_SAFE_INTEGER));
  }
  const end = until === undefined ? estate.now() : instantIn('until', until);
  return recordedIn(estate, instantIn('since', since ?? ''), end);
};

export const republish = operation({
  name: 'republish',
  does: 'put recorded events on the bus again; consumers ignore what they have seen',
  args: [],
  options: {
    stream: { does: 'events of this stream, such as "account#acme|main|USD"', value: 'ID' },
    from: { does: 'with --stream: from this version (default: 1)', value: 'VERSION' },
    to: { does: 'with --stream: to this version (default: the last)', value: 'VERSION' },
    since: {
      does: 'instead: all events recorded since then; reads the whole journal',
      value: 'INSTANT',
    },
    until: { does: 'with --since: recorded until then (default: now)', value: 'INSTANT' },
  },
  run: async ({ options }, { at, dry, begin }) => {
    const bus = createBusPublisher({ client: at.events, busName: at.busName });
    const types = new Map<string, number>();
    let batch: JournalItem[] = [];
    let events = 0;
    const flush = async (): Promise<void> => {
      if (batch.length === 0) return;
      await begin();
      const refused = dry
        ? new Map<number, string>()
        : await bus.put(batch.map((event) => busEntryOf(event).entry));
      const [first] = refused;
      if (first !== undefined) {
        const { streamId, version } = batch[first[0]] ?? { streamId: '?', version: 0 };
        throw new CommandFailed(
          `the bus refused ${refused.size} events, the first ${streamId}#${version}: ${first[1]}; run it again`,
        );
      }
      events += batch.length;
      batch = [];
    };
    for await (const event of chosen(at, options)) {
      batch.push(event);
      types.set(event.type, (types.get(event.type) ?? 0) + 1);
      if (batch.length === atOnce) await flush();
    }
    await flush();
    const sorted = [...types].sort(([left], [right]) => (left < right ? -1 : 1));
    const result = `${counted(events, 'event')} ${dry ? 'would be' : events === 1 ? 'was' : 'were'} published`;
    return {
      result,
      lines: [...sorted.map(([type, count]) => `${String(count).padStart(7)} ${type}`), result],
      json: { dryRun: dry, events, types: Object.fromEntries(sorted) },
    };
  },
});
