import type { Principal } from '../../iam/principal.ts';
import { UnsupportedError } from '../../kernel/errors.ts';
import type { Random } from '../../kernel/random.ts';
import { queueUrlOf } from '../arns.ts';
import type { StreamRecord } from '../dynamodb/stream.ts';
import type { Gateway } from '../gateway.ts';

/** Records that a stream mapping gave up, with the reason. */
export type DiscardedBatch = {
  readonly condition: string;
  readonly functionArn: string;
  readonly attempts: number;
  readonly batch: {
    readonly shardId: string;
    readonly startSequenceNumber: string;
    readonly endSequenceNumber: string;
    readonly approximateArrivalOfFirstRecord: number;
    readonly approximateArrivalOfLastRecord: number;
    readonly batchSize: number;
    readonly streamArn: string;
  };
  readonly records: readonly StreamRecord[];
};

export type FailureSink = (discarded: DiscardedBatch) => Promise<void>;

const isoOf = (at: number): string => new Date(at).toISOString();

/** `aws/lambda/<mapping>/<shard>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<uuid>` */
const objectKey = (mappingId: string, shardId: string, at: number, uuid: string): string => {
  const [day = '', time = ''] = isoOf(at).split('T');
  const clock = time.slice(0, 8).replaceAll(':', '.');
  return `aws/lambda/${mappingId}/${shardId}/${day.replaceAll('-', '/')}/${day}T${clock}-${uuid}`;
};

/**
 * Sends what a stream mapping discards to its on-failure destination: metadata to a queue or topic;
 * to a bucket also the records, as text in `payload`.
 * Source: AWS Lambda Developer Guide, "Retain discarded records for a DynamoDB event source".
 */
export const createFailureSink = (deps: {
  readonly destination: string;
  readonly mappingId: string;
  readonly principal: Principal;
  readonly gateway: Gateway;
  readonly random: Random;
  readonly now: () => number;
}): FailureSink => {
  const { destination, gateway, principal, random, now } = deps;
  const service = destination.split(':')[2];
  if (service !== 's3' && service !== 'sqs' && service !== 'sns') {
    throw new UnsupportedError(`The on-failure destination ${destination} is not supported.`);
  }
  return async (discarded) => {
    const record = {
      requestContext: {
        requestId: random.uuid(),
        functionArn: discarded.functionArn,
        condition: discarded.condition,
        approximateInvokeCount: discarded.attempts,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: isoOf(now()),
      DDBStreamBatchInfo: {
        ...discarded.batch,
        approximateArrivalOfFirstRecord: isoOf(discarded.batch.approximateArrivalOfFirstRecord),
        approximateArrivalOfLastRecord: isoOf(discarded.batch.approximateArrivalOfLastRecord),
      },
    };
    if (service === 's3') {
      const payload = JSON.stringify({ Records: discarded.records });
      await gateway.call(principal, 's3', 'PutObject', {
        Bucket: destination.slice(destination.lastIndexOf(':') + 1),
        Key: objectKey(deps.mappingId, discarded.batch.shardId, now(), random.uuid()),
        Body: JSON.stringify({ ...record, payload }),
      });
    } else if (service === 'sqs') {
      await gateway.call(principal, 'sqs', 'SendMessage', {
        QueueUrl: queueUrlOf(destination),
        MessageBody: JSON.stringify(record),
      });
    } else {
      await gateway.call(principal, 'sns', 'Publish', {
        TopicArn: destination,
        Message: JSON.stringify(record),
      });
    }
  };
};
