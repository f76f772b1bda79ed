import { createHash } from 'node:crypto';

export type MessageAttribute = {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: Uint8Array;
};

/** A message while a queue holds it. The queue alone changes the members that are not readonly. */
export type Message = {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly group: string | undefined;
  readonly deduplicationId: string | undefined;
  readonly sequenceNumber: string | undefined;
  readonly sender: string;
  /** Epoch milliseconds of the first send, kept on the way to a dead-letter queue. */
  readonly sentAt: number;
  /** Queue from which it was moved to this dead-letter queue. */
  readonly movedFrom: string | undefined;
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt: number | undefined;
  /** Of the last receive; while `visibleAt` is ahead, the message is in flight. */
  receipt: string | undefined;
  deleted: boolean;
};

export type ReceivedMessage = {
  readonly message: Message;
  readonly receipt: string;
};

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** Bytes that count against the size limit: body plus attribute names, types and values. */
export const sizeOf = (
  body: string,
  attributes: Readonly<Record<string, MessageAttribute>>,
): number => {
  let size = Buffer.byteLength(body);
  for (const [name, value] of Object.entries(attributes)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(value.DataType);
    size += Buffer.byteLength(value.StringValue ?? '') + (value.BinaryValue?.length ?? 0);
  }
  return size;
};

/** System attributes as both ReceiveMessage and Lambda events name them. */
export const systemAttributes = (message: Message): Record<string, string> => ({
  ApproximateReceiveCount: String(message.receiveCount),
  SentTimestamp: String(message.sentAt),
  SenderId: message.sender,
  ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
  ...(message.group === undefined ? {} : { MessageGroupId: message.group }),
  ...(message.deduplicationId === undefined
    ? {}
    : { MessageDeduplicationId: message.deduplicationId }),
  ...(message.sequenceNumber === undefined ? {} : { SequenceNumber: message.sequenceNumber }),
  ...(message.movedFrom === undefined ? {} : { DeadLetterQueueSourceArn: message.movedFrom }),
});
