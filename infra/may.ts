import { ArnFormat, type Stack } from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { HouseTable } from './constructs/table.ts';

/** A permission with a name: explicit actions on explicit resources, never a wildcard action. */
export type Grant = readonly PolicyStatement[];

type Conditions = Record<string, Record<string, unknown>>;

const allow = (
  actions: readonly string[],
  resources: readonly string[],
  conditions?: Conditions,
): PolicyStatement =>
  new PolicyStatement({
    effect: Effect.ALLOW,
    actions: [...actions],
    resources: [...resources],
    ...(conditions ? { conditions } : {}),
  });

/** Only items whose partition key has one of these prefixes. */
const leadingKeys = (prefixes: readonly string[]): Conditions => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': prefixes.map((prefix) => `${prefix}*`) },
});

/**
 * Append to the journal, and to these streams only. Nobody may update or delete: the journal is
 * written once.
 */
export const mayAppend = (journal: HouseTable, streams: readonly string[]): Grant => [
  allow(['dynamodb:PutItem'], [journal.tableArn], leadingKeys(streams)),
];

/** Follow these streams of the journal. */
export const mayFollow = (journal: HouseTable, streams: readonly string[]): Grant => [
  allow(['dynamodb:Query'], [journal.tableArn], leadingKeys(streams)),
];

export type Read = 'get' | 'get-together' | 'query';
export type Write = 'put' | 'update' | 'delete' | 'write-together' | 'check';

const READS: Readonly<Record<Read, string>> = {
  get: 'dynamodb:GetItem',
  'get-together': 'dynamodb:BatchGetItem',
  query: 'dynamodb:Query',
};

const WRITES: Readonly<Record<Write, string>> = {
  put: 'dynamodb:PutItem',
  update: 'dynamodb:UpdateItem',
  delete: 'dynamodb:DeleteItem',
  'write-together': 'dynamodb:BatchWriteItem',
  /** That an item stands as it was read, as part of a transaction. */
  check: 'dynamodb:ConditionCheckItem',
};

/** `partitions` narrows it to the items whose partition key begins so. */
export const mayRead = (
  table: HouseTable,
  reads: readonly Read[],
  partitions?: readonly string[],
): Grant => [
  allow(
    reads.map((read) => READS[read]),
    [table.tableArn],
    partitions ? leadingKeys(partitions) : undefined,
  ),
];

/** A transaction needs the right of each of its actions; there is none for the transaction itself. */
export const mayWrite = (
  table: HouseTable,
  writes: readonly Write[],
  partitions?: readonly string[],
): Grant => [
  allow(
    writes.map((write) => WRITES[write]),
    [table.tableArn],
    partitions ? leadingKeys(partitions) : undefined,
  ),
];

export const maySend = (...queues: readonly Queue[]): Grant => [
  allow(
    ['sqs:SendMessage'],
    queues.map((queue) => queue.queueArn),
  ),
];

/** What an event source mapping does in the name of its function's role. */
export const mayConsume = (queue: Queue): Grant => [
  allow(['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'], [queue.queueArn]),
];

/** Keep a message in flight longer: the queue is the timer of an attempt without an outcome. */
export const mayPostpone = (queue: Queue): Grant => [
  allow(['sqs:ChangeMessageVisibility'], [queue.queueArn]),
];

export const mayConsumeStream = (table: HouseTable): Grant => {
  const stream = table.tableStreamArn;
  if (stream === undefined) throw new TypeError(`${table.node.path} has no stream`);
  return [
    allow(
      ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      [stream],
    ),
    // Listing has no resource to be limited to; the mapping refuses to start without it.
    allow(['dynamodb:ListStreams'], ['*']),
  ];
};

/** Lambda checks that the bucket is there before it hands over what it could not deliver. */
export const mayDiscardTo = (bucket: Bucket): Grant => [
  allow(['s3:ListBucket'], [bucket.bucketArn]),
  allow(['s3:PutObject'], [bucket.arnForObjects('*')]),
];

/** `prefix` narrows it to the objects whose key begins so. */
export const mayStore = (bucket: Bucket, prefix = ''): Grant => [
  allow(['s3:PutObject'], [bucket.arnForObjects(`${prefix}*`)]),
];

export const mayFetch = (bucket: Bucket, prefix = ''): Grant => [
  allow(['s3:GetObject'], [bucket.arnForObjects(`${prefix}*`)]),
];

export const mayPublishEvents = (bus: EventBus): Grant => [
  allow(['events:PutEvents'], [bus.eventBusArn]),
];

export const mayReadSecret = (...secrets: readonly Secret[]): Grant => [
  allow(
    ['secretsmanager:GetSecretValue'],
    secrets.map((secret) => secret.secretArn),
  ),
];

export const mayNotify = (...topics: readonly ITopic[]): Grant => [
  allow(
    ['sns:Publish'],
    topics.map((topic) => topic.topicArn),
  ),
];

/** A phone number has no ARN, so the right is for everything, less every topic. */
export const mayText = (): Grant => [
  allow(['sns:Publish'], ['*']),
  new PolicyStatement({
    effect: Effect.DENY,
    actions: ['sns:Publish'],
    resources: ['arn:*:sns:*:*:*'],
  }),
];

/** SES asks for the identity and for the configuration set; of the domain, only our own sender. */
export const mayEmail = (mail: {
  readonly identityArn: string;
  readonly configurationSetArn: string;
  readonly sender: string;
}): Grant => [
  allow(['ses:SendEmail'], [mail.identityArn, mail.configurationSetArn], {
    StringEquals: { 'ses:FromAddress': mail.sender },
  }),
];

export const mayInvoke = (target: IFunction): Grant => [
  allow(['lambda:InvokeFunction'], [target.functionArn]),
];

export const mayStart = (machineArn: string): Grant => [
  allow(['states:StartExecution'], [machineArn]),
];

export type Answer = 'success' | 'failure';

const ANSWERS: Readonly<Record<Answer, string>> = {
  success: 'states:SendTaskSuccess',
  failure: 'states:SendTaskFailure',
};

/** Step Functions checks an answer to a task token against the ARN of the machine that waits. */
export const mayAnswer = (machineArn: string, answers: readonly Answer[]): Grant => [
  allow(
    answers.map((answer) => ANSWERS[answer]),
    [machineArn],
  ),
];

/** ARN of a SES resource of this account, which CloudFormation gives no attribute for. */
export const sesArn = (stack: Stack, resource: string, resourceName: string): string =>
  stack.formatArn({
    service: 'ses',
    resource,
    resourceName,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
