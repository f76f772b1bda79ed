import type { SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Logger } from './logger.ts';
import { type StackOptions, stack } from './stack.ts';
import { traceOf } from './trace.ts';

/** A message of a queue. Delivery is at least once, so what it asks may have been done before. */
export type QueueMessage = {
  readonly messageId: string;
  /** Text as sent; JSON in all our own queues. */
  readonly body: string;
  /** The FIFO group; undefined on a standard queue. */
  readonly group: string | undefined;
  /** Deliveries so far, this one included. */
  readonly deliveries: number;
  /** Needed to change the message's visibility. */
  readonly receiptHandle: string;
  /** String attributes set by the sender. */
  readonly attributes: Readonly<Record<string, string>>;
};

const messageOf = (record: SQSRecord): QueueMessage => ({
  messageId: record.messageId,
  body: record.body,
  group: record.attributes.MessageGroupId,
  deliveries: Number(record.attributes.ApproximateReceiveCount),
  receiptHandle: record.receiptHandle,
  attributes: Object.fromEntries(
    Object.entries(record.messageAttributes).flatMap(([name, { stringValue }]) =>
      stringValue === undefined ? [] : [[name, stringValue]],
    ),
  ),
});

const responseOf = (messageIds: Iterable<string>): SQSBatchResponse => ({
  batchItemFailures: [...messageIds].map(
    (itemIdentifier): SQSBatchItemFailure => ({ itemIdentifier }),
  ),
});

/**
 * One message after the other, each on its own: those that throw are reported and come back, the
 * rest is done. On a FIFO queue the messages behind a failed one of the same group come back
 * with it untouched, because a later command must not overtake an earlier one.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export const queueHandler = (
  handle: (message: QueueMessage, log: Logger) => Promise<void>,
  options: StackOptions,
) =>
  stack<SQSEvent, SQSBatchResponse>(async ({ Records }) => {
    const failed: string[] = [];
    const blocked = new Set<string>();
    for (const message of Records.map(messageOf)) {
      if (message.group !== undefined && blocked.has(message.group)) {
        failed.push(message.messageId);
        continue;
      }
      const log = options.log.with({ messageId: message.messageId, ...traceOf(message.body) });
      try {
        await handle(message, log);
        log.info('handled');
      } catch (error) {
        log.error('the message failed', { deliveries: message.deliveries, error });
        failed.push(message.messageId);
        if (message.group !== undefined) blocked.add(message.group);
      }
    }
    return responseOf(failed);
  }, options);

/**
 * A batch as a whole, for handlers that merge or forward messages; answers the ids that failed.
 * What each message was about, and whether it comes back, is logged when the batch is done.
 */
export const queueBatchHandler = (
  handle: (messages: readonly QueueMessage[], log: Logger) => Promise<Iterable<string>>,
  options: StackOptions,
) =>
  stack<SQSEvent, SQSBatchResponse>(async ({ Records }) => {
    const messages = Records.map(messageOf);
    const failed = new Set(await handle(messages, options.log));
    for (const { messageId, body } of messages) {
      const outcome = failed.has(messageId) ? 'handed back' : 'handled';
      options.log.info(outcome, { messageId, ...traceOf(body) });
    }
    return responseOf(failed);
  }, options);
