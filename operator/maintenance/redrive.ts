import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { createQueueSender } from '../../shared/adapters/sqs/queue.ts';
import { counted } from '../amount.ts';
import { type Command, CommandFailed } from '../command.ts';
import type { Estate } from '../estate/estate.ts';

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
const moveBack = async (estate: Estate, queue: string, dry: boolean): Promise<number> => {
  const { arn, messages } = await depthOf(estate, estate.queueUrl(queue));
  if (dry || messages === 0) return messages;
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

/** Commands of an account keep their order; a repeat within five minutes is one. */
const orderOf = (queue: string, body: string) => {
  if (queue !== 'AccountCommands') return undefined;
  const { accountId, inputId } = JSON.parse(body) as { accountId: string; inputId: string };
  return { group: accountId, deduplicateBy: `${inputId}#redriven` };
};

/** Rejected inputs carry the queue that they came from; each goes back whole and is then deleted. */
const sendOn = async (
  estate: Estate,
  input: string | undefined,
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
      // Sent before it is deleted: a crash in between sends it twice, and inputs are known by id.
      await sender.send({ body, ...(fifo ? { fifo } : {}) });
      await estate.queues.send(
        new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }),
      );
      moved.push(inputId);
    }
  }
};

export const redrive: Command = {
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
    'dry-run': { does: 'only tell how many messages there are' },
  },
  run: async ({ args, options, estate }) => {
    const at = await estate();
    const queue = args['QUEUE'] ?? '';
    const dry = options['dry-run'] !== undefined;
    if (queue === parkingQueue && !dry) {
      const { moved, left } = await sendOn(at, options['input']);
      return {
        lines: [
          ...moved.map((id) => `sent on ${id}`),
          `${counted(moved.length, 'input')} ${moved.length === 1 ? 'was' : 'were'} sent on`,
        ],
        json: { queue, dryRun: false, moved, left },
      };
    }
    if (!queue.endsWith('Dlq') && queue !== parkingQueue) {
      at.queueUrl(queue);
      throw new CommandFailed(`${queue} is at work: only what a queue gave up can be redriven`);
    }
    const messages =
      queue === parkingQueue
        ? (await depthOf(at, at.queueUrl(queue))).messages
        : await moveBack(at, queue, dry);
    const verb = dry
      ? 'would be moved'
      : messages === 1
        ? 'is on its way back'
        : 'are on their way back';
    return {
      lines: [`${counted(messages, 'message')} of ${queue} ${verb}`],
      json: { queue, dryRun: dry, messages },
    };
  },
};
