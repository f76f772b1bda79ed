import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { TableName } from '../../integrity/reader.ts';
import type { Instant } from '../../shared/domain/calendar.ts';
import { CommandFailed } from '../errors.ts';

/** A resource of the environment's stacks, as CloudFormation lists it. */
export type ListedResource = {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
};

/** The AWS resources of one environment, with clients that act on them as whoever is signed in. */
export type Estate = {
  readonly dynamodb: DynamoDBClient;
  readonly documents: DynamoDBDocumentClient;
  readonly machines: SFNClient;
  readonly queues: SQSClient;
  readonly events: EventBridgeClient;
  readonly objects: S3Client;
  readonly table: (name: TableName | 'journal') => string;
  readonly machineArn: string;
  /** Of credit approval. */
  readonly approvalArn: string;
  readonly busName: string;
  /** Name of a bucket by its logical id. @throws CommandFailed naming those that there are. */
  readonly bucketName: (logicalId: string) => string;
  /** URL of a queue by its logical id. @throws CommandFailed naming those that there are. */
  readonly queueUrl: (logicalId: string) => string;
  readonly now: () => Instant;
  /** ARN of whoever is signed in. */
  readonly actor: () => Promise<string>;
};

/** What all clients have in common: where to go, and as whom. */
export type Connection = {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** In place of HTTP, for an environment in this process. */
  readonly requestHandler?: NonNullable<DynamoDBClientConfig['requestHandler']>;
};

const logicalTables: Readonly<Record<TableName | 'journal', string>> = {
  journal: 'JournalTable',
  receivables: 'ReceivablesTable',
  collections: 'CollectionsTable',
  waitTokens: 'WaitTokensTable',
  contact: 'ContactTable',
  alerts: 'AlertsTable',
  credit: 'CreditTable',
};

export const createEstate = (deps: {
  readonly resources: readonly ListedResource[];
  readonly connection: Connection;
  readonly now: () => Instant;
  readonly actor: () => Promise<string>;
  /** Tables that are not in the stacks, by logical id: those of a restored environment. */
  readonly elsewhere?: Readonly<Record<string, string>>;
}): Estate => {
  const { resources, connection, now, actor, elsewhere = {} } = deps;
  const idOf = (type: string, logicalId: string): string => {
    const found = resources.find(
      (resource) => resource.type === type && resource.logicalId === logicalId,
    );
    if (found !== undefined) return found.physicalId;
    const known = resources
      .filter((resource) => resource.type === type)
      .map((resource) => resource.logicalId);
    throw new CommandFailed(`there is no ${logicalId}; there are ${known.sort().join(', ')}`);
  };
  const dynamodb = new DynamoDBClient({ maxAttempts: 6, ...connection });
  return {
    dynamodb,
    documents: DynamoDBDocumentClient.from(dynamodb, {
      marshallOptions: { removeUndefinedValues: true },
    }),
    machines: new SFNClient({ ...connection }),
    // The client would go to the host of a queue's URL instead of to the endpoint it was given.
    queues: new SQSClient({ ...connection, useQueueUrlAsEndpoint: false }),
    events: new EventBridgeClient({ ...connection }),
    // A session, and an environment in this process, have one host for all buckets.
    objects: new S3Client({
      forcePathStyle: connection.endpoint !== undefined || connection.requestHandler !== undefined,
      ...connection,
    }),
    table: (name) =>
      elsewhere[logicalTables[name]] ?? idOf('AWS::DynamoDB::Table', logicalTables[name]),
    machineArn: idOf('AWS::StepFunctions::StateMachine', 'CollectionMachine'),
    approvalArn: idOf('AWS::StepFunctions::StateMachine', 'CreditApprovalMachine'),
    busName: idOf('AWS::Events::EventBus', 'Bus'),
    bucketName: (logicalId) => idOf('AWS::S3::Bucket', logicalId),
    queueUrl: (logicalId) => idOf('AWS::SQS::Queue', logicalId),
    now,
    actor,
  };
};
