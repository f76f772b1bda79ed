import { afterEach, describe, expect, test } from 'vitest';
import { arnOf, ref, resource, type TestStack } from '../testing/assembly.ts';
import { createBench } from '../testing/running.ts';

const bench = createBench();
afterEach(bench.close);

const ACCOUNT = '000000000000';
const allow = (rest: object): object => ({ Effect: 'Allow', Resource: '*', ...rest });
const throughSqs = allow({
  Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
  Principal: { AWS: '*' },
  Condition: {
    StringEquals: { 'kms:CallerAccount': ACCOUNT, 'kms:ViaService': 'sqs.us-east-1.amazonaws.com' },
  },
});
const theAccount = allow({ Action: 'kms:*', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } });
const forEvents = allow({
  Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
  Principal: { Service: 'events.amazonaws.com' },
});

const stack = (statements: readonly object[], roleMay: readonly string[] = []): TestStack => ({
  resources: {
    Key: resource('AWS::KMS::Key', { KeyPolicy: { Statement: statements } }),
    Jobs: resource('AWS::SQS::Queue', { KmsMasterKeyId: arnOf('Key') }),
  },
  functions: {
    Send: {
      code: `const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
        exports.handler = () => new SQSClient({}).send(new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: 'x' })).then(() => 'sent');`,
      environment: { QUEUE: ref('Jobs') },
      allow: [
        { actions: ['sqs:SendMessage'], on: arnOf('Jobs') },
        ...(roleMay.length === 0 ? [] : [{ actions: roleMay, on: arnOf('Key') }]),
      ],
    },
  },
});

const send = async (made: TestStack): Promise<unknown> =>
  (await bench.start(made)).invoke('Send', {});

describe('the key of an encrypted resource', () => {
  test('lets in whoever its own policy lets in', async () => {
    expect(await send(stack([throughSqs]))).toBe('sent');
  });

  test('leaves the decision to identity policies when it names the account', async () => {
    await expect(send(stack([theAccount]))).rejects.toThrow('perform: kms:GenerateDataKey');
    await bench.close();
    expect(await send(stack([theAccount], ['kms:GenerateDataKey', 'kms:Decrypt']))).toBe('sent');
  });

  test('does not follow an identity policy on its own', async () => {
    await expect(send(stack([forEvents], ['kms:*']))).rejects.toThrow(
      'not authorized to perform: kms:',
    );
  });

  test('must let in the service of a rule that sends to the resource', async () => {
    const ruled = (statements: readonly object[]): TestStack => {
      const made = stack(statements);
      return {
        resources: {
          ...made.resources,
          Bus: resource('AWS::Events::EventBus', { Name: 'shop' }),
          Policy: resource('AWS::SQS::QueuePolicy', {
            Queues: [ref('Jobs')],
            PolicyDocument: {
              Statement: [
                allow({
                  Action: 'sqs:SendMessage',
                  Principal: { Service: 'events.amazonaws.com' },
                }),
              ],
            },
          }),
          Rule: resource('AWS::Events::Rule', {
            EventBusName: ref('Bus'),
            EventPattern: { source: ['till'] },
            Targets: [{ Id: 'one', Arn: arnOf('Jobs') }],
          }),
        },
      };
    };
    await expect(bench.start(ruled([throughSqs]))).rejects.toThrow('may not sqs:SendMessage');
    const runtime = await bench.start(ruled([throughSqs, forEvents]));
    await runtime.putEvents([{ source: 'till', detailType: 'Sale', detail: {} }]);
    await runtime.runUntil('idle');
    expect(runtime.queues()[0]?.visible).toBe(1);
  });
});
