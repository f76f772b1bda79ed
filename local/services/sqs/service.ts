import type { Model } from '../../assembly/model.ts';
import { queue as queueSchema } from '../../assembly/schemas.ts';
import { declared } from '../../assembly/supported.ts';
import type { Faults } from '../../faults.ts';
import type { Demand, Principal } from '../../iam/principal.ts';
import type { Random } from '../../kernel/random.ts';
import {
  AwsError,
  type Input,
  listOf,
  type Operation,
  type Output,
  optionalNumber,
  optionalText,
  recordOf,
  type Service,
  textOf,
} from '../service.ts';
import { type MessageAttribute, md5, type ReceivedMessage, systemAttributes } from './message.ts';
import { createQueue, type Queue, type SendRequest } from './queue.ts';

export type Sqs = {
  readonly service: Service;
  readonly queues: readonly Queue[];
  readonly byArn: (arn: string) => Queue | undefined;
  /** @throws AwsError `QueueDoesNotExist` */
  readonly byUrl: (url: string) => Queue;
};

const MAX_BATCH = 10;

const senderOf = (principal: Principal): string =>
  principal.kind === 'role'
    ? `${principal.roleArn}:${principal.session}`
    : principal.kind === 'service'
      ? principal.service
      : 'outside';

const sendRequestOf = (input: Input, principal: Principal): SendRequest => ({
  body: textOf(input, 'MessageBody'),
  attributes: recordOf(input, 'MessageAttributes') as Record<string, MessageAttribute>,
  delaySeconds: optionalNumber(input, 'DelaySeconds'),
  group: optionalText(input, 'MessageGroupId'),
  deduplicationId: optionalText(input, 'MessageDeduplicationId'),
  sender: senderOf(principal),
});

const received = ({ message, receipt }: ReceivedMessage): Output => ({
  MessageId: message.id,
  ReceiptHandle: receipt,
  MD5OfBody: md5(message.body),
  Body: message.body,
  Attributes: systemAttributes(message),
  ...(Object.keys(message.attributes).length === 0
    ? {}
    : { MessageAttributes: message.attributes }),
});

const changeVisibility = (queue: Queue, input: Input): Output => {
  queue.changeVisibility(
    textOf(input, 'ReceiptHandle'),
    optionalNumber(input, 'VisibilityTimeout') ?? queue.visibilitySeconds,
  );
  return {};
};

const remove = (queue: Queue, input: Input): Output => {
  queue.remove(textOf(input, 'ReceiptHandle'));
  return {};
};

export const createSqs = (deps: {
  readonly model: Model;
  readonly now: () => number;
  readonly random: Random;
  readonly faults: Faults;
}): Sqs => {
  const { model, now, random, faults } = deps;
  const byArn = new Map<string, Queue>();
  const byUrl = new Map<string, Queue>();
  for (const { resource, properties } of declared(model, 'AWS::SQS::Queue', queueSchema)) {
    const { name, arn, ref: url } = resource.identity;
    const target = properties.RedrivePolicy?.deadLetterTargetArn;
    const queue = createQueue({
      name,
      arn,
      url,
      properties,
      now,
      random: random.fork(name),
      deadLetterQueue: () => (target === undefined ? undefined : byArn.get(target)),
    });
    byArn.set(arn, queue);
    byUrl.set(url, queue);
  }

  const queueAt = (url: string): Queue => {
    const queue = byUrl.get(url);
    if (queue !== undefined) return queue;
    throw new AwsError('QueueDoesNotExist', `The specified queue does not exist: ${url}`);
  };
  const queueOf = (input: Input): Queue => queueAt(textOf(input, 'QueueUrl'));

  const send = (queue: Queue, input: Input, principal: Principal): Output => {
    const disturbance = queue.isFifo
      ? undefined
      : { copies: faults.copies('sqs'), lateMs: faults.lateBy() };
    const { id, sequenceNumber } = queue.send(sendRequestOf(input, principal), disturbance);
    return {
      MessageId: id,
      MD5OfMessageBody: md5(textOf(input, 'MessageBody')),
      ...(sequenceNumber === undefined ? {} : { SequenceNumber: sequenceNumber }),
    };
  };

  /** Runs a batch API entry by entry; an entry that fails leaves the others as they are. */
  const batch =
    (perform: (queue: Queue, entry: Input, principal: Principal) => Output): Operation['run'] =>
    (input, principal) => {
      const queue = queueOf(input);
      const entries = listOf(input, 'Entries');
      if (entries.length === 0) {
        throw new AwsError(
          'EmptyBatchRequest',
          'There should be at least one entry in the request.',
        );
      }
      if (entries.length > MAX_BATCH) {
        throw new AwsError(
          'TooManyEntriesInBatchRequest',
          `Maximum number of entries per request are ${MAX_BATCH}. You have sent ${entries.length}.`,
        );
      }
      if (new Set(entries.map((entry) => entry['Id'])).size !== entries.length) {
        throw new AwsError(
          'BatchEntryIdsNotDistinct',
          'Two or more batch entries have the same Id.',
        );
      }
      const successful: Output[] = [];
      const failed: Output[] = [];
      for (const entry of entries) {
        try {
          successful.push({ Id: entry['Id'], ...perform(queue, entry, principal) });
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          failed.push({
            Id: entry['Id'],
            Code: error.name,
            Message: error.message,
            SenderFault: true,
          });
        }
      }
      return { Successful: successful, ...(failed.length === 0 ? {} : { Failed: failed }) };
    };

  const needs =
    (action: string) =>
    (input: Input): Demand[] => [{ action: `sqs:${action}`, resource: queueOf(input).arn }];

  /**
   * Moves what a dead-letter queue holds back to where each message came from, all at once.
   * Source: Amazon SQS API Reference, StartMessageMoveTask.
   */
  const startMoveTask = (input: Input): Output => {
    const source = textOf(input, 'SourceArn');
    const dead = byArn.get(source);
    if (dead === undefined) {
      throw new AwsError('ResourceNotFoundException', `The queue ${source} does not exist.`);
    }
    if (optionalText(input, 'DestinationArn') !== undefined) {
      throw new AwsError('UnsupportedOperation', 'Messages are moved to their source queue only.');
    }
    for (const message of dead.messages()) {
      const target = byArn.get(message.movedFrom ?? '');
      if (target === undefined) {
        throw new AwsError(
          'UnsupportedOperation',
          'Source queue must be configured as a Dead Letter Queue.',
        );
      }
      target.adopt(message, '');
    }
    dead.purge();
    return { TaskHandle: source };
  };

  const operations: Record<string, Operation> = {
    StartMessageMoveTask: {
      demands: (input) => [
        { action: 'sqs:StartMessageMoveTask', resource: textOf(input, 'SourceArn') },
      ],
      run: startMoveTask,
    },
    SendMessage: {
      demands: needs('SendMessage'),
      run: (input, principal) => send(queueOf(input), input, principal),
    },
    SendMessageBatch: { demands: needs('SendMessage'), run: batch(send) },
    ReceiveMessage: {
      demands: needs('ReceiveMessage'),
      run: (input) => {
        const max = Math.min(optionalNumber(input, 'MaxNumberOfMessages') ?? 1, MAX_BATCH);
        const messages = queueOf(input).receive(max, optionalNumber(input, 'VisibilityTimeout'));
        return messages.length === 0 ? {} : { Messages: messages.map(received) };
      },
    },
    DeleteMessage: {
      demands: needs('DeleteMessage'),
      run: (input) => remove(queueOf(input), input),
    },
    DeleteMessageBatch: { demands: needs('DeleteMessage'), run: batch(remove) },
    ChangeMessageVisibility: {
      demands: needs('ChangeMessageVisibility'),
      run: (input) => changeVisibility(queueOf(input), input),
    },
    ChangeMessageVisibilityBatch: {
      demands: needs('ChangeMessageVisibility'),
      run: batch(changeVisibility),
    },
    GetQueueAttributes: {
      demands: needs('GetQueueAttributes'),
      run: (input) => {
        const queue = queueOf(input);
        return {
          Attributes: {
            QueueArn: queue.arn,
            ApproximateNumberOfMessages: String(queue.visibleCount()),
            ApproximateNumberOfMessagesNotVisible: String(queue.inFlightCount()),
            VisibilityTimeout: String(queue.visibilitySeconds),
          },
        };
      },
    },
  };

  return {
    service: { name: 'sqs', namespace: 'com.amazonaws.sqs', operations },
    queues: [...byArn.values()],
    byArn: (arn) => byArn.get(arn),
    byUrl: queueAt,
  };
};
