import type { QueueProperties } from '../../assembly/schemas.ts';
import type { Random } from '../../kernel/random.ts';
import { AwsError } from '../service.ts';
import {
  type Message,
  type MessageAttribute,
  md5,
  type ReceivedMessage,
  sizeOf,
} from './message.ts';
import { createFifoStore, createStandardStore } from './store.ts';

export type SendRequest = {
  readonly body: string;
  readonly attributes?: Readonly<Record<string, MessageAttribute>>;
  readonly delaySeconds?: number | undefined;
  readonly group?: string | undefined;
  readonly deduplicationId?: string | undefined;
  readonly sender: string;
};

export type SendReceipt = { readonly id: string; readonly sequenceNumber: string | undefined };

/** What the fault plan does to one send of a standard queue. */
export type Disturbance = { readonly copies: number; readonly lateMs: number };

export type QueueListener = (visibleAt: number) => void;

export type Queue = {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly isFifo: boolean;
  readonly visibilitySeconds: number;
  /** @throws AwsError for a message that the queue refuses. */
  readonly send: (request: SendRequest, disturbance?: Disturbance) => SendReceipt;
  readonly receive: (max: number, visibilitySeconds?: number) => readonly ReceivedMessage[];
  /** Deleting with an old receipt does nothing, as in SQS. */
  readonly remove: (receipt: string) => void;
  /** @throws AwsError when the receipt's message is not in flight. */
  readonly changeVisibility: (receipt: string, seconds: number) => void;
  /** Takes over a message that another queue gave up. */
  readonly adopt: (message: Message, from: string) => void;
  readonly purge: () => void;
  readonly visibleCount: () => number;
  readonly inFlightCount: () => number;
  readonly nextVisibleAt: () => number | undefined;
  readonly messages: () => readonly Message[];
  /** Told when a message is, or will be, visible. */
  readonly onVisible: (listener: QueueListener) => void;
};

const DEDUPLICATION_MS = 5 * 60 * 1000;
const DEFAULT_VISIBILITY_SECONDS = 30;
const DEFAULT_RETENTION_SECONDS = 4 * 24 * 60 * 60;
/** 1 MiB, the default and the maximum of MaximumMessageSize. */
const MAX_BYTES = 1_048_576;

const refuse = (message: string, error = 'InvalidParameterValue'): never => {
  throw new AwsError(error, message);
};

export const createQueue = (deps: {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly properties: QueueProperties;
  readonly now: () => number;
  readonly random: Random;
  /** The queue that takes what was received too often; resolved late, as it may come later. */
  readonly deadLetterQueue: () => Queue | undefined;
}): Queue => {
  const { name, arn, url, properties, now, random } = deps;
  const isFifo = properties.FifoQueue === true;
  const fifo = isFifo ? createFifoStore() : undefined;
  const store = fifo ?? createStandardStore(random);
  const visibilitySeconds = properties.VisibilityTimeout ?? DEFAULT_VISIBILITY_SECONDS;
  const retentionMs = (properties.MessageRetentionPeriod ?? DEFAULT_RETENTION_SECONDS) * 1000;
  const maxBytes = properties.MaximumMessageSize ?? MAX_BYTES;
  const maxReceives = properties.RedrivePolicy?.maxReceiveCount;
  const listeners: QueueListener[] = [];
  const byReceipt = new Map<string, Message>();
  const recent = new Map<string, { readonly until: number; readonly receipt: SendReceipt }>();
  let sequence = 0;

  const announce = (visibleAt: number): void => {
    for (const listener of listeners) listener(visibleAt);
  };

  const deduplicationKey = (request: SendRequest): string | undefined => {
    if (!isFifo) return undefined;
    if (request.group === undefined) {
      refuse('The request must contain the parameter MessageGroupId.', 'MissingParameter');
    }
    const given = request.deduplicationId;
    if (given === undefined && properties.ContentBasedDeduplication !== true) {
      refuse(
        'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
      );
    }
    return given ?? md5(request.body);
  };

  const forgetOld = (): void => {
    for (const [key, { until }] of recent) {
      if (until > now()) return;
      recent.delete(key);
    }
  };

  const drop = (message: Message): void => {
    if (message.receipt !== undefined) byReceipt.delete(message.receipt);
    store.remove(message);
  };

  const hasExpired = (message: Message): boolean => message.sentAt + retentionMs <= now();

  const takeNext = (): Message | undefined => {
    for (;;) {
      const message = store.take(now());
      if (message === undefined) return undefined;
      if (hasExpired(message)) {
        drop(message);
        continue;
      }
      const target = deps.deadLetterQueue();
      if (maxReceives === undefined || target === undefined || message.receiveCount < maxReceives) {
        return message;
      }
      drop(message);
      target.adopt(message, arn);
    }
  };

  return {
    name,
    arn,
    url,
    isFifo,
    visibilitySeconds,
    send: (request, { copies, lateMs } = { copies: 1, lateMs: 0 }) => {
      const attributes = request.attributes ?? {};
      if (request.body === '')
        refuse('The request must contain the parameter MessageBody.', 'MissingParameter');
      if (sizeOf(request.body, attributes) > maxBytes) {
        refuse(
          `One or more parameters are invalid. Reason: Message must be shorter than ${maxBytes} bytes.`,
        );
      }
      if (isFifo && request.delaySeconds !== undefined && request.delaySeconds !== 0) {
        refuse(
          'Value for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.',
        );
      }
      const deduplicationId = deduplicationKey(request);
      const scope = properties.DeduplicationScope === 'messageGroup' ? request.group : '';
      const key = deduplicationId === undefined ? undefined : `${scope}|${deduplicationId}`;
      forgetOld();
      const earlier = key === undefined ? undefined : recent.get(key);
      if (earlier !== undefined) return earlier.receipt;

      const id = random.uuid();
      const delayMs = (request.delaySeconds ?? properties.DelaySeconds ?? 0) * 1000;
      const visibleAt = now() + delayMs + lateMs;
      sequence += 1;
      const sequenceNumber = isFifo ? String(sequence).padStart(20, '1000000000') : undefined;
      for (let copy = 0; copy < copies; copy += 1) {
        store.add({
          id,
          body: request.body,
          attributes,
          group: request.group,
          deduplicationId,
          sequenceNumber,
          sender: request.sender,
          sentAt: now(),
          movedFrom: undefined,
          visibleAt,
          receiveCount: 0,
          firstReceivedAt: undefined,
          receipt: undefined,
          deleted: false,
        });
      }
      const receipt = { id, sequenceNumber };
      if (key !== undefined) recent.set(key, { until: now() + DEDUPLICATION_MS, receipt });
      announce(visibleAt);
      return receipt;
    },
    receive: (max, seconds = visibilitySeconds) => {
      fifo?.beginReceive();
      const received: ReceivedMessage[] = [];
      while (received.length < max) {
        const message = takeNext();
        if (message === undefined) break;
        if (message.receipt !== undefined) byReceipt.delete(message.receipt);
        const receipt = random.uuid();
        message.receipt = receipt;
        message.receiveCount += 1;
        message.firstReceivedAt ??= now();
        message.visibleAt = now() + seconds * 1000;
        byReceipt.set(receipt, message);
        store.moved(message, now());
        received.push({ message, receipt });
      }
      return received;
    },
    remove: (receipt) => {
      const message = byReceipt.get(receipt);
      if (message === undefined) return;
      drop(message);
      // The next message of its group may go out now.
      if (isFifo) announce(now());
    },
    changeVisibility: (receipt, seconds) => {
      const message = byReceipt.get(receipt);
      if (message === undefined || message.visibleAt <= now()) {
        refuse(
          `Value ${receipt} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
        );
      } else {
        message.visibleAt = now() + seconds * 1000;
        store.moved(message, now());
        announce(message.visibleAt);
      }
    },
    adopt: (message, from) => {
      const sentAt = isFifo ? now() : message.sentAt;
      sequence += 1;
      store.add({
        ...message,
        sentAt,
        sequenceNumber: isFifo ? String(sequence).padStart(20, '1000000000') : undefined,
        movedFrom: from,
        visibleAt: now(),
        receiveCount: 0,
        firstReceivedAt: undefined,
        receipt: undefined,
        deleted: false,
      });
      announce(now());
    },
    purge: () => {
      for (const message of store.all()) drop(message);
    },
    visibleCount: () => store.visibleCount(now()),
    inFlightCount: () =>
      store.all().filter(({ receipt, visibleAt }) => receipt !== undefined && visibleAt > now())
        .length,
    nextVisibleAt: () => store.nextVisibleAt(now()),
    messages: () => store.all().filter((message) => !hasExpired(message)),
    onVisible: (listener) => {
      listeners.push(listener);
    },
  };
};
