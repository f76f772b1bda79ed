import type { AttributeValue, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import type { Logger } from './logger.ts';
import { type StackOptions, stack } from './stack.ts';

/** A change of a table, in the order of its shard. */
export type StreamRecord = {
  readonly sequenceNumber: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  /** Typed attribute values, as the stream has them; undefined for a removal. */
  readonly newImage: Readonly<Record<string, AttributeValue>> | undefined;
};

/**
 * Records of a table's stream. The handler answers the sequence number of the first record that
 * was not dealt with; the service delivers again from there, those before count as done.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export const streamHandler = (
  handle: (records: readonly StreamRecord[], log: Logger) => Promise<string | undefined>,
  options: StackOptions,
) =>
  stack<DynamoDBStreamEvent, DynamoDBBatchResponse>(async ({ Records }) => {
    const records = Records.map(({ eventName, dynamodb }): StreamRecord => {
      const sequenceNumber = dynamodb?.SequenceNumber;
      if (sequenceNumber === undefined || eventName === undefined) {
        throw new TypeError('a stream record came without its sequence number or event name');
      }
      return { sequenceNumber, eventName, newImage: dynamodb?.NewImage };
    });
    const failed = await handle(records, options.log);
    return { batchItemFailures: failed === undefined ? [] : [{ itemIdentifier: failed }] };
  }, options);
