import { request } from 'node:http';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  paginateListExecutions,
  SFNClient,
} from '@aws-sdk/client-sfn';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { BookRuntime } from '../../book/run/runtime-port.ts';
import type { Outputs } from './deploy.ts';
import type { Emulator } from './emulator.ts';

type Item = Readonly<Record<string, unknown>>;

export type Execution = {
  readonly name: string;
  readonly status: string;
  readonly caseId: string;
  /** The service call that it has asked for, when that is the last that happened in it. */
  readonly lastCall?: string;
};

/** The deployed system through the endpoints of AWS, with the rights of an operator. */
export type Cloud = Pick<BookRuntime, 'putEvents' | 'http'> & {
  readonly putSecret: (output: string, value: string) => Promise<void>;
  readonly items: (table: string) => Promise<Item[]>;
  readonly executions: () => Promise<Execution[]>;
  /** Messages that are in a queue or being handled, by the name of the queue. */
  readonly queued: () => Promise<ReadonlyMap<string, number>>;
  /** Receives every message of a queue and deletes those that are wanted, which it answers. */
  readonly takeAll: (
    queueUrl: string,
    isWanted?: (message: Message) => boolean,
  ) => Promise<Message[]>;
  readonly send: (queue: string, body: string) => Promise<void>;
  /** A queue by its logical id. */
  readonly queue: (logicalId: string) => Promise<{
    readonly visibilitySeconds: number;
    /** Messages in it, handed out or not. */
    readonly depth: () => Promise<number>;
  }>;
  /** A queue of the test that hears every event of ours on the bus. Answers its URL. */
  readonly listen: () => Promise<string>;
  readonly output: (name: string) => string;
};

const RECEIVE_AT_ONCE = 10;

const ATTRIBUTES = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

const nameOf = (queueUrl: string): string => queueUrl.slice(queueUrl.lastIndexOf('/') + 1);

/** Opens the system that these outputs describe. */
export const openCloud = (emulator: Emulator, outputs: Outputs): Cloud => {
  const { endpoint, environment } = emulator;
  const region = environment['AWS_REGION'] ?? '';
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const options = { endpoint, region, credentials };
  const dynamo = new DynamoDBClient(options);
  const events = new EventBridgeClient(options);
  const secrets = new SecretsManagerClient(options);
  const states = new SFNClient(options);
  const sqs = new SQSClient(options);

  const all = Object.assign({}, ...Object.values(outputs)) as Readonly<Record<string, string>>;
  const output = (name: string): string => {
    const value = all[name];
    if (value === undefined) throw new Error(`no stack has an output ${name}`);
    return value;
  };

  const queueUrls = async (): Promise<string[]> =>
    (await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'cartera-' }))).QueueUrls ?? [];

  const urlOf = async (logicalId: string): Promise<string> => {
    const url = (await queueUrls()).find((each) => nameOf(each).includes(`-${logicalId}-`));
    if (url === undefined) throw new Error(`there is no queue ${logicalId}`);
    return url;
  };

  const depthOf = async (QueueUrl: string): Promise<number> => {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...ATTRIBUTES] }),
    );
    return ATTRIBUTES.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
  };

  const lastCallOf = async (executionArn: string): Promise<string | undefined> => {
    const { events: history } = await states.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 }),
    );
    return history?.[0]?.taskScheduledEventDetails?.resource;
  };

  return {
    output,
    putEvents: async (entries) => {
      const { FailedEntryCount, Entries } = await events.send(
        new PutEventsCommand({
          Entries: entries.map(({ source, detailType, detail }) => ({
            EventBusName: output('BusName'),
            Source: source,
            DetailType: detailType,
            Detail: JSON.stringify(detail),
          })),
        }),
      );
      if (FailedEntryCount !== 0) throw new Error(`the bus refused ${JSON.stringify(Entries)}`);
    },
    http: ({ method, path, headers, body }) =>
      new Promise((resolve, reject) => {
        // By number, with the name in the header: not every machine resolves names below localhost.
        const { host, port } = new URL(output('ApiUrl'));
        const call = request(
          { host: '127.0.0.1', port, method, path, headers: { ...headers, host } },
          (answer) => {
            const chunks: Buffer[] = [];
            answer.on('data', (chunk: Buffer) => chunks.push(chunk));
            answer.on('end', () =>
              resolve({ status: answer.statusCode ?? 0, body: String(Buffer.concat(chunks)) }),
            );
          },
        );
        call.on('error', reject);
        call.end(body);
      }),
    putSecret: async (name, value) => {
      await secrets.send(
        new PutSecretValueCommand({ SecretId: output(name), SecretString: value }),
      );
    },
    items: async (table) => {
      const items: Item[] = [];
      const pages = paginateScan(
        { client: dynamo },
        { TableName: output(table), ConsistentRead: true },
      );
      for await (const { Items = [] } of pages)
        items.push(...Items.map((item) => unmarshall(item)));
      return items;
    },
    executions: async () => {
      const found: Execution[] = [];
      const stateMachineArn = output('CollectionMachineArn');
      for await (const page of paginateListExecutions({ client: states }, { stateMachineArn })) {
        for (const { executionArn = '', name = '', status = '' } of page.executions ?? []) {
          const { input = '{}' } = await states.send(
            new DescribeExecutionCommand({ executionArn }),
          );
          const { caseId } = JSON.parse(input) as { caseId: string };
          const lastCall = status === 'RUNNING' ? await lastCallOf(executionArn) : undefined;
          found.push({ name, status, caseId, ...(lastCall === undefined ? {} : { lastCall }) });
        }
      }
      return found;
    },
    queued: async () => {
      const counts = await Promise.all(
        (await queueUrls()).map(async (url) => [nameOf(url), await depthOf(url)] as const),
      );
      return new Map(counts);
    },
    queue: async (logicalId) => {
      const QueueUrl = await urlOf(logicalId);
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout'] }),
      );
      return {
        visibilitySeconds: Number(Attributes?.VisibilityTimeout),
        depth: () => depthOf(QueueUrl),
      };
    },
    takeAll: async (QueueUrl, isWanted = () => true) => {
      const received: Message[] = [];
      for (;;) {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: RECEIVE_AT_ONCE,
            MessageAttributeNames: ['All'],
          }),
        );
        if (Messages.length === 0) break;
        received.push(...Messages);
      }
      for (const message of received) {
        const handle = { QueueUrl, ReceiptHandle: message.ReceiptHandle };
        if (isWanted(message)) await sqs.send(new DeleteMessageCommand(handle));
        else {
          const again = { ...handle, VisibilityTimeout: 0 };
          await sqs.send(new ChangeMessageVisibilityCommand(again));
        }
      }
      return received.filter(isWanted);
    },
    send: async (logicalId, MessageBody) => {
      await sqs.send(new SendMessageCommand({ QueueUrl: await urlOf(logicalId), MessageBody }));
    },
    listen: async () => {
      const QueueName = 'listener';
      const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName }));
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
      );
      const rule = { Name: 'listener', EventBusName: output('BusName') };
      const pattern = { source: [{ prefix: 'cartera.' }] };
      await events.send(new PutRuleCommand({ ...rule, EventPattern: JSON.stringify(pattern) }));
      await events.send(
        new PutTargetsCommand({
          Rule: rule.Name,
          EventBusName: rule.EventBusName,
          Targets: [{ Id: 'listener', Arn: Attributes?.QueueArn }],
        }),
      );
      return QueueUrl;
    },
  };
};
