import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Template = Readonly<Record<string, unknown>>;

/** A function of a test assembly: a few lines of CommonJS and what its role may do. */
export type TestFunction = {
  readonly code: string;
  readonly environment?: Readonly<Record<string, unknown>>;
  readonly allow?: readonly { readonly actions: readonly string[]; readonly on: unknown }[];
  readonly properties?: Readonly<Record<string, unknown>>;
};

export type TestStack = {
  readonly resources?: Readonly<Record<string, Template>>;
  readonly functions?: Readonly<Record<string, TestFunction>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
};

export const ref = (logicalId: string): Template => ({ Ref: logicalId });
export const arnOf = (logicalId: string, attribute = 'Arn'): Template => ({
  'Fn::GetAtt': [logicalId, attribute],
});

export const resource = (type: string, properties: Template = {}): Template => ({
  Type: type,
  Properties: properties,
});

/** A role that a service may assume. */
export const role = (
  service: string,
  allow: readonly { readonly actions: readonly string[]; readonly on: unknown }[] = [],
): Template =>
  resource('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
    },
    Policies: [
      {
        PolicyName: 'Own',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Action: 'logs:*', Resource: '*' },
            ...allow.map(({ actions, on }) => ({ Effect: 'Allow', Action: actions, Resource: on })),
          ],
        },
      },
    ],
  });

/** Lets EventBridge send to a queue. */
export const queuePolicyFor = (queue: string, service: string): Template =>
  resource('AWS::SQS::QueuePolicy', {
    Queues: [ref(queue)],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sqs:SendMessage',
          Principal: { Service: service },
          Resource: arnOf(queue),
        },
      ],
    },
  });

export const readQueue = (queue: string) => ({
  actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
  on: arnOf(queue),
});

export const readStream = (table: string) => ({
  actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
  on: arnOf(table, 'StreamArn'),
});

export const queueMapping = (
  queue: string,
  functionId: string,
  properties: Template = {},
): Template =>
  resource('AWS::Lambda::EventSourceMapping', {
    EventSourceArn: arnOf(queue),
    FunctionName: ref(functionId),
    ...properties,
  });

export const table = (properties: Template = {}): Template =>
  resource('AWS::DynamoDB::Table', {
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    ...properties,
  });

/**
 * Writes a cloud assembly of the form that CDK synthesizes into a temporary folder.
 * @returns its path, and a function that removes it.
 */
export const writeAssembly = (
  stacks: Readonly<Record<string, TestStack>>,
): { readonly path: string; readonly remove: () => void } => {
  const path = mkdtempSync(join(tmpdir(), 'cartera-assembly-'));
  const artifacts: Record<string, unknown> = {};
  for (const [stackName, { resources = {}, functions = {}, outputs }] of Object.entries(stacks)) {
    const files: Record<string, unknown> = {};
    const all: Record<string, unknown> = { ...resources };
    for (const [id, made] of Object.entries(functions)) {
      const asset = `asset.${stackName}${id}`;
      mkdirSync(join(path, asset));
      writeFileSync(join(path, asset, 'index.js'), made.code);
      files[asset] = {
        source: { path: asset, packaging: 'zip' },
        destinations: { current: { objectKey: `${asset}.zip` } },
      };
      all[`${id}Role`] = role('lambda.amazonaws.com', made.allow);
      all[id] = resource('AWS::Lambda::Function', {
        Code: {
          S3Bucket: { 'Fn::Join': ['-', ['assets', ref('AWS::AccountId')]] },
          S3Key: `${asset}.zip`,
        },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: arnOf(`${id}Role`),
        Environment: { Variables: made.environment ?? {} },
        ...made.properties,
      });
    }
    const template = { Resources: all, ...(outputs === undefined ? {} : { Outputs: outputs }) };
    writeFileSync(join(path, `${stackName}.template.json`), JSON.stringify(template));
    writeFileSync(join(path, `${stackName}.assets.json`), JSON.stringify({ files }));
    artifacts[`${stackName}.assets`] = {
      type: 'cdk:asset-manifest',
      properties: { file: `${stackName}.assets.json` },
    };
    artifacts[stackName] = {
      type: 'aws:cloudformation:stack',
      environment: 'aws://unknown-account/unknown-region',
      properties: { templateFile: `${stackName}.template.json` },
    };
  }
  writeFileSync(join(path, 'manifest.json'), JSON.stringify({ version: '48.0.0', artifacts }));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};
