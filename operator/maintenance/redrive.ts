import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { createQueueSender } from '../../shared/adapters/sqs/queue.ts';
import { counted } from '../amount.ts';
import { CommandFailed } from '../errors.ts';
import type { Estate } from '../estate/estate.ts';
import { type Done, operation } from './operation.ts';

const parkingQueue = 'RejectedInputsQueue';

/** Long enough to send every message of a look on, short enough to look again soon. */
const lookSeconds = 120;

const depthOf = async (
  { queues }: Estate,
  QueueUrl: string,
): Promise<{ arn: string; messages: number }> => {
  const { Attributes = {} } = await queues.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ['QueueArn', 'ApproximateNumberOfMessages'],
    }),
  );
  const messages = Number(Attributes['ApproximateNumberOfMessages'] ?? 0);
  return { arn: Attributes['QueueArn'] ?? '', messages };
};

/** SQS itself moves dead letters back to the queue that each came from. */
const moveBack = async (
  estate: Estate,
  queue: string,
  begin: () => Promise<void>,
): Promise<number> => {
  const { arn, messages } = await depthOf(estate, estate.queueUrl(queue));
  if (messages === 0) return messages;
  await begin();
  try {
    await estate.queues.send(new StartMessageMoveTaskCommand({ SourceArn: arn }));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'UnsupportedOperation') throw error;
    throw new CommandFailed(
      `${queue} holds what a schedule could not deliver, and no queue to move it to: the schedule comes back by itself`,
    );
  }
  return messages;
};

const attribute = ({ MessageAttributes }: Message, name: string): string =>
  MessageAttributes?.[name]?.StringValue ?? '';

type Ordered = {
  readonly inputId?: string;
  readonly accountId?: string;
  readonly customerId?: string;
  readonly review?: { readonly lineId?: string };
};

/** What keeps the order of each queue of commands. */
const groups: Readonly<Record<string, (command: Ordered) => string | undefined>> = {
  AccountCommands: ({ accountId }) => accountId,
  CreditCommands: ({ customerId, review }) =>
    review === undefined ? customerId : `review:${review.lineId}`,
};

/** Commands of an account or customer keep their order; a repeat within five minutes is one. */
const orderOf = (queue: string, body: string) => {
  const groupOf = groups[queue];
  if (groupOf === undefined) return undefined;
  const command = JSON.parse(body) as Ordered;
  return {
    group: groupOf(command) ?? '',
    deduplicateBy: `${command.inputId ?? ''}#redriven`,
  };
};

/** Messages of a dry run that are told one by one. */
const mostTold = 50;

/** What a message is about, without what stands in it: bodies may hold personal data. */
const toldOf = (message: Message): string => {
  const rejected = attribute(message, 'inputId');
  if (rejected !== '') {
    const reasons = attribute(message, 'reasons').split('\n');
    return [`${rejected} to ${attribute(message, 'redriveTo')}`, ...reasons].join('\n  ');
  }
  const fields = new Map<string, string>();
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, each] of Object.entries(value)) {
      if (typeof each === 'string' && !fields.has(name)) fields.set(name, each);
      collect(each);
    }
  };
  try {
    collect(JSON.parse(message.Body ?? ''));
  } catch {
    return `message ${message.MessageId}: no JSON`;
  }
  const known = ['kind', 'detail-type', 'inputId', 'eventId', 'accountId', 'partyId', 'step'];
  const ids = known.flatMap((name) => {
    const value = fields.get(name);
    return value === undefined ? [] : [`${name} ${value}`];
  });
  return [`message ${message.MessageId}`, ...ids].join(', ');
};

/** Looks at what lies on a queue, and leaves it there for whoever comes next. */
const lookAt = async (
  estate: Estate,
  queue: string,
  isAsked: (message: Message) => boolean,
): Promise<string[]> => {
  const QueueUrl = estate.queueUrl(queue);
  const seen: Message[] = [];
  let looked = 0;
  try {
    while (looked < mostTold) {
      const { Messages = [] } = await estate.queues.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: lookSeconds,
          MessageAttributeNames: ['All'],
        }),
      );
      if (Messages.length === 0) break;
      seen.push(...Messages);
      looked = seen.length;
    }
    return seen.filter(isAsked).map(toldOf);
  } finally {
    for (const { ReceiptHandle } of seen) {
      await estate.queues.send(
        new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
      );
    }
  }
};

const tellOf = async (estate: Estate, queue: string, input: string | undefined): Promise<Done> => {
  const { messages } = await depthOf(estate, estate.queueUrl(queue));
  const told = await lookAt(
    estate,
    queue,
    (message) => input === undefined || attribute(message, 'inputId') === input,
  );
  const more = input === undefined ? messages - told.length : 0;
  const count = input === undefined ? messages : told.length;
  const result = `${counted(count, 'message')} of ${queue} would be moved`;
  return {
    result,
    lines: [...told, ...(more > 0 ? [`and ${more} more`] : []), result],
    json: { queue, dryRun: true, messages: count, told },
  };
};

/** Rejected inputs carry the queue that they came from; each goes back whole and is then deleted. */
const sendOn = async (
  estate: Estate,
  input: string | undefined,
  begin: () => Promise<void>,
): Promise<{ moved: string[]; left: string[] }> => {
  const QueueUrl = estate.queueUrl(parkingQueue);
  const moved: string[] = [];
  const left = new Set<string>();
  for (;;) {
    const { Messages = [] } = await estate.queues.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: lookSeconds,
        MessageAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) return { moved, left: [...left] };
    for (const message of Messages) {
      const inputId = attribute(message, 'inputId');
      if (input !== undefined && inputId !== input) {
        left.add(inputId);
        continue;
      }
      const target = attribute(message, 'redriveTo');
      const body = message.Body ?? '';
      const fifo = orderOf(target, body);
      const queueUrl = estate.queueUrl(`${target}Queue`);
      const sender = createQueueSender({ client: estate.queues, queueUrl });
      await begin();
      // Sent before it is deleted: a crash in between sends it twice, and inputs are known by id.
      await sender.send({ body, ...(fifo ? { fifo } : {}) });
      await estate.queues.send(
        new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }),
      );
      moved.push(inputId);
    }
  }
};

export const redrive = operation({
  name: 'redrive',
  does: 'move what a queue gave up back to where it came from, once the cause is mended',
  args: [
    {
      name: 'QUEUE',
      does: 'a dead-letter queue such as AccountCommandsDlq, or RejectedInputsQueue',
    },
  ],
  options: {
    input: { does: 'of RejectedInputsQueue: only the input with this id', value: 'ID' },
    'dry-run': { does: 'only tell what would be moved, one by one up to 50' },
  },
  run: async ({ args, options }, { at, dry, begin }) => {
    const queue = args['QUEUE'] ?? '';
    if (!queue.endsWith('Dlq') && queue !== parkingQueue) {
      at.queueUrl(queue);
      throw new CommandFailed(`${queue} is at work: only what a queue gave up can be redriven`);
    }
    if (dry) return tellOf(at, queue, options['input']);
    if (queue === parkingQueue) {
      const { moved, left } = await sendOn(at, options['input'], begin);
      const result = `${counted(moved.length, 'input')} ${moved.length === 1 ? 'was' : 'were'} sent on`;
      return {
        result,
        lines: [...moved.map((id) => `sent on ${id}`), result],
        json: { queue, dryRun: false, moved, left },
      };
    }
    const messages = await moveBack(at, queue, begin);
    const verb = messages === 1 ? 'is on its way back' : 'are on their way back';
    const result = `${counted(messages, 'message')} of ${queue} ${verb}`;
    return { result, lines: [result], json: { queue, dryRun: false, messages } };
  },
});
