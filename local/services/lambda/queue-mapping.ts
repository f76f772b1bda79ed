import type { Faults } from '../../faults.ts';
import type { Principal } from '../../iam/principal.ts';
import type { Clock } from '../../kernel/clock.ts';
import { UnsupportedError } from '../../kernel/errors.ts';
import type { Meter } from '../../meter.ts';
import type { Gateway } from '../gateway.ts';
import {
  type MessageAttribute,
  md5,
  type ReceivedMessage,
  systemAttributes,
} from '../sqs/message.ts';
import type { Queue } from '../sqs/queue.ts';
import type { LambdaHost } from './host.ts';
import { type Mapping, readBatchResult, reportsItemFailures } from './mapping.ts';

const DEFAULT_BATCH = 10;
/** One ReceiveMessage call returns at most ten; larger batches take several calls. */
const RECEIVE_MAX = 10;

const lambdaAttribute = (attribute: MessageAttribute): object => ({
  ...(attribute.StringValue === undefined ? {} : { stringValue: attribute.StringValue }),
  ...(attribute.BinaryValue === undefined
    ? {}
    : { binaryValue: Buffer.from(attribute.BinaryValue).toString('base64') }),
  stringListValues: [],
  binaryListValues: [],
  dataType: attribute.DataType,
});

const recordOf = ({ message, receipt }: ReceivedMessage, queue: Queue): object => ({
  messageId: message.id,
  receiptHandle: receipt,
  body: message.body,
  attributes: systemAttributes(message),
  messageAttributes: Object.fromEntries(
    Object.entries(message.attributes).map(([name, value]) => [name, lambdaAttribute(value)]),
  ),
  md5OfBody: md5(message.body),
  eventSource: 'aws:sqs',
  eventSourceARN: queue.arn,
  awsRegion: queue.arn.split(':')[3],
});

export type MappingDeps = {
  readonly clock: Clock;
  readonly lambda: LambdaHost;
  readonly gateway: Gateway;
  readonly meter: Meter;
  readonly faults: Faults;
};

/**
 * Polls a queue for its function. Invocations run one at a time, so the maximum concurrency of a
 * mapping never binds; a message that fails stays hidden for its visibility timeout.
 */
export const startQueueMapping = (mapping: Mapping, queue: Queue, deps: MappingDeps): void => {
  const { clock, lambda, gateway, meter, faults } = deps;
  const { properties, resource } = mapping;
  if (properties.FilterCriteria !== undefined) {
    throw new UnsupportedError(`${resource.path}: FilterCriteria on a queue is not supported.`);
  }
  const target = lambda.find(properties.FunctionName);
  const principal: Principal = { kind: 'role', roleArn: target.roleArn, session: 'poller' };
  for (const action of ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']) {
    gateway.authorize(principal, { action: `sqs:${action}`, resource: queue.arn });
  }
  const batchSize = properties.BatchSize ?? DEFAULT_BATCH;
  const windowMs = (properties.MaximumBatchingWindowInSeconds ?? 0) * 1000;
  const reportsItems = reportsItemFailures(properties);
  let wakeAt: number | undefined;
  let cancelWake: (() => void) | undefined;

  const receive = (): ReceivedMessage[] => {
    const batch: ReceivedMessage[] = [];
    while (batch.length < batchSize) {
      const part = queue.receive(Math.min(RECEIVE_MAX, batchSize - batch.length));
      if (part.length === 0) break;
      meter.request('sqs', 'ReceiveMessage');
      batch.push(...part);
    }
    return batch;
  };

  const poll = async (): Promise<void> => {
    wakeAt = undefined;
    const batch = receive();
    if (batch.length > 0) {
      meter.delivery('sqs', batch.length);
      const identifiers = new Set(batch.map(({ message }) => message.id));
      const outcome = await lambda.invoke(target.arn, {
        Records: batch.map((one) => recordOf(one, queue)),
      });
      const result = readBatchResult(outcome, identifiers, reportsItems);
      // Losing the poller's delete is how AWS delivers twice what was handled well.
      const losesDelete = queue.isFifo && faults.copies('sqs') > 1;
      if (result.kind !== 'failed' && !losesDelete) {
        meter.request('sqs', 'DeleteMessageBatch');
        for (const { message, receipt } of batch) {
          const handled = result.kind === 'done' || !result.failed.has(message.id);
          if (handled && !faults.comesAgain()) queue.remove(receipt);
        }
      }
    }
    if (queue.visibleCount() > 0 && batch.length > 0) wake(clock.now());
    const next = queue.nextVisibleAt();
    if (next !== undefined) wake(next);
  };

  const wake = (visibleAt: number): void => {
    const isFull = windowMs === 0 || queue.visibleCount() >= batchSize;
    const at = Math.max(visibleAt, clock.now()) + (isFull ? 0 : windowMs);
    if (wakeAt !== undefined && wakeAt <= at) return;
    cancelWake?.();
    wakeAt = at;
    cancelWake = clock.schedule(at, `poll ${queue.name}`, poll);
  };
  queue.onVisible(wake);
};
