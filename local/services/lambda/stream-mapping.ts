import { compilePattern } from '../../events/pattern.ts';
import { AssemblyError } from '../../kernel/errors.ts';
import { STREAM_SHARDS, type StreamLog, type StreamRecord } from '../dynamodb/stream.ts';
import type { FailureSink } from './destinations.ts';
import { type BatchResult, type Mapping, readBatchResult, reportsItemFailures } from './mapping.ts';
import type { MappingDeps } from './queue-mapping.ts';

const DEFAULT_BATCH = 100;
/** A stream keeps its records for 24 hours, whatever the mapping would like. */
const STREAM_RETENTION_MS = 24 * 60 * 60 * 1000;
const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;

type Pending = { readonly record: StreamRecord; readonly at: number };

/** A batch that failed, with how often it did; bisecting makes two of one. */
type Batch = { readonly items: readonly Pending[]; readonly attempts: number };

type Shard = {
  readonly fresh: Pending[];
  /** Parts of a failed batch, which go before anything fresh. */
  readonly retries: Batch[];
  scheduled: boolean;
  failures: number;
};

const sequenceOf = ({ record }: Pending): string => record.dynamodb.SequenceNumber;

/** Hands the change records of a table to a function, shard by shard and in order within each. */
export const startStreamMapping = (
  mapping: Mapping,
  stream: StreamLog,
  deps: MappingDeps,
  sink: FailureSink | undefined,
): void => {
  const { clock, lambda, gateway, meter, faults } = deps;
  const { properties, resource } = mapping;
  const target = lambda.find(properties.FunctionName);
  const streamArn = properties.EventSourceArn;
  if (properties.StartingPosition === undefined) {
    throw new AssemblyError(`${resource.path}: a stream needs a StartingPosition.`);
  }
  const principal = { kind: 'role', roleArn: target.roleArn, session: 'poller' } as const;
  for (const action of ['DescribeStream', 'GetRecords', 'GetShardIterator']) {
    gateway.authorize(principal, { action: `dynamodb:${action}`, resource: streamArn });
  }
  const filters = (properties.FilterCriteria?.Filters ?? []).map(({ Pattern }) =>
    compilePattern(JSON.parse(Pattern)),
  );
  const batchSize = properties.BatchSize ?? DEFAULT_BATCH;
  const windowMs = (properties.MaximumBatchingWindowInSeconds ?? 0) * 1000;
  const maxRetries = properties.MaximumRetryAttempts ?? -1;
  const maxAgeMs = Math.min(
    (properties.MaximumRecordAgeInSeconds ?? -1) < 0
      ? STREAM_RETENTION_MS
      : (properties.MaximumRecordAgeInSeconds ?? 0) * 1000,
    STREAM_RETENTION_MS,
  );
  const reportsItems = reportsItemFailures(properties);
  const shards: Shard[] = Array.from({ length: STREAM_SHARDS }, () => ({
    fresh: [],
    retries: [],
    scheduled: false,
    failures: 0,
  }));

  const giveUp = async (shard: Shard, batch: Batch, condition: string): Promise<void> => {
    shard.failures = 0;
    await sink?.({
      condition,
      functionArn: target.arn,
      attempts: batch.attempts,
      batch: {
        shardId: `shardId-${String(shards.indexOf(shard)).padStart(20, '0')}`,
        startSequenceNumber: sequenceOf(batch.items[0] as Pending),
        endSequenceNumber: sequenceOf(batch.items.at(-1) as Pending),
        approximateArrivalOfFirstRecord: batch.items[0]?.at ?? 0,
        approximateArrivalOfLastRecord: batch.items.at(-1)?.at ?? 0,
        batchSize: batch.items.length,
        streamArn,
      },
      records: batch.items.map(({ record }) => record),
    });
  };

  /** The part of a failed batch that has to be tried again, split when the mapping bisects. */
  const remainderOf = (batch: Batch, result: BatchResult): Batch[] => {
    const attempts = batch.attempts;
    const bisects = properties.BisectBatchOnFunctionError === true;
    if (result.kind === 'partial') {
      const from = batch.items.findIndex((item) => result.failed.has(sequenceOf(item)));
      const items = batch.items.slice(from);
      return items.length === 0 ? [] : [{ items, attempts: from > 0 ? 0 : attempts }];
    }
    if (!bisects || batch.items.length === 1) return [batch];
    const middle = Math.ceil(batch.items.length / 2);
    // Splitting does not use up the retries: the halves start anew.
    return [
      { items: batch.items.slice(0, middle), attempts: 0 },
      { items: batch.items.slice(middle), attempts: 0 },
    ];
  };

  const nextBatch = (shard: Shard): Batch | undefined => {
    const retry = shard.retries.shift();
    if (retry !== undefined) return retry;
    const items = shard.fresh.splice(0, batchSize);
    return items.length === 0 ? undefined : { items, attempts: 0 };
  };

  const hasWork = (shard: Shard): boolean => shard.fresh.length > 0 || shard.retries.length > 0;

  const isOld = ({ at }: Pending): boolean => at + maxAgeMs <= clock.now();

  const deliver = async (shard: Shard, batch: Batch): Promise<number> => {
    if (batch.attempts > 0 && batch.items.some(isOld)) {
      await giveUp(shard, batch, 'RecordAgeExceeded');
      return 0;
    }
    meter.delivery('stream', batch.items.length);
    const identifiers = new Set(batch.items.map(sequenceOf));
    const Records = batch.items.map(({ record }) => record);
    if (faults.copies('stream') > 1) await lambda.invoke(target.arn, { Records });
    const outcome = await lambda.invoke(target.arn, { Records });
    const result = readBatchResult(outcome, identifiers, reportsItems);
    if (result.kind === 'done') {
      shard.failures = 0;
      return 0;
    }
    const tried = { ...batch, attempts: batch.attempts + 1 };
    const remainder = remainderOf(tried, result);
    const [first] = remainder;
    if (maxRetries >= 0 && first !== undefined && first.attempts > maxRetries) {
      await giveUp(shard, first, 'RetryAttemptsExhausted');
      return 0;
    }
    shard.retries.unshift(...remainder);
    shard.failures += 1;
    return Math.min(FIRST_RETRY_MS * 2 ** (shard.failures - 1), MAX_RETRY_MS);
  };

  const run = async (shard: Shard): Promise<void> => {
    const batch = nextBatch(shard);
    const pauseMs = batch === undefined ? 0 : await deliver(shard, batch);
    shard.scheduled = false;
    if (hasWork(shard)) scheduleRun(shard, clock.now() + pauseMs);
  };

  const scheduleRun = (shard: Shard, at: number): void => {
    if (shard.scheduled) return;
    shard.scheduled = true;
    clock.schedule(at, `stream of ${target.name}`, () => run(shard));
  };

  stream.subscribe((shardIndex, record) => {
    if (filters.length > 0 && !filters.some((matches) => matches(record))) return;
    const shard = shards[shardIndex];
    if (shard === undefined) return;
    shard.fresh.push({ record, at: clock.now() });
    scheduleRun(shard, clock.now() + windowMs);
  });
};
