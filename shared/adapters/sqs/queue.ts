import {
  type MessageAttributeValue,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { chunksOf } from '../../domain/chunks.ts';
import type { Outgoing, QueueSender } from '../../ports/queues.ts';
import { sha256 } from '../dynamodb/hash-chain.ts';

/** SendMessageBatch takes ten messages; see Amazon SQS message quotas. */
const maxBatch = 10;

/**
 * Bytes of all messages of a batch, attributes included. The service takes 1 MiB by now; the
 * earlier 256 KiB is what every region, queue and tool has taken all along.
 */
const maxBatchBytes = 256 * 1024;

/** What SQS takes as group and deduplication id: 1 to 128 of ASCII letters, digits, punctuation. */
const allowedId = /^[!-~]{1,128}$/;

/** Ids of ours may be longer or hold other letters; their digest tells them apart just as well. */
const fifoId = (id: string): string => (allowedId.test(id) ? id : sha256(id));

const attributesOf = (
  attributes: Readonly<Record<string, string>> | undefined,
): Record<string, MessageAttributeValue> | undefined =>
  attributes &&
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      { DataType: 'String', StringValue: value },
    ]),
  );

const parametersOf = ({ body, attributes, fifo }: Outgoing) => ({
  MessageBody: body,
  ...(attributes ? { MessageAttributes: attributesOf(attributes) } : {}),
  ...(fifo
    ? {
        MessageGroupId: fifoId(fifo.group),
        MessageDeduplicationId: fifoId(fifo.deduplicateBy),
      }
    : {}),
});

const bytesOf = ({ body, attributes }: Outgoing): number =>
  Buffer.byteLength(body) +
  Object.entries(attributes ?? {}).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(`${name}String${value}`),
    0,
  );

/** Sends to one queue, standard or FIFO. `send` throws the service's faults, `sendAll` answers them. */
export const createQueueSender = (deps: {
  readonly client: SQSClient;
  readonly queueUrl: string;
}): QueueSender => {
  const { client, queueUrl: QueueUrl } = deps;
  return {
    send: async (message) => {
      await client.send(new SendMessageCommand({ QueueUrl, ...parametersOf(message) }));
    },
    sendAll: async (messages) => {
      const failed = new Map<number, string>();
      const placed = messages.map((message, place) => ({ message, place }));
      const limits = { maxItems: maxBatch, maxSize: maxBatchBytes };
      for (const chunk of chunksOf(placed, limits, ({ message }) => bytesOf(message))) {
        const Entries = chunk.map(
          ({ message, place }): SendMessageBatchRequestEntry => ({
            Id: String(place),
            ...parametersOf(message),
          }),
        );
        try {
          const answer = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
          for (const { Id, Code = 'unknown' } of answer.Failed ?? []) failed.set(Number(Id), Code);
        } catch (error) {
          // Requests before this one are done: their messages must not be reported with these.
          const reason = error instanceof Error ? error.name : 'unknown';
          for (const { place } of chunk) failed.set(place, reason);
        }
      }
      return failed;
    },
  };
};
