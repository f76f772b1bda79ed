import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { sharedFile } from '../../test/support/shared-data.ts';
import { UnsupportedError } from '../kernel/errors.ts';
import { arnOf, queuePolicyFor, ref, resource, type TestStack } from '../testing/assembly.ts';
import { createBench, HOUR, MINUTE, START } from '../testing/running.ts';

const bench = createBench();
afterEach(bench.close);

const group = 'sns/us-east-1/000000000000/DirectPublishToPhoneNumber';
const allEvents = ['send', 'reject', 'bounce', 'complaint', 'delivery', 'deliveryDelay'];

const filter = (name: string, over: Record<string, unknown> = {}) =>
  resource('AWS::Logs::SubscriptionFilter', {
    LogGroupName: name,
    FilterPattern: '',
    DestinationArn: arnOf('Read'),
    ...over,
  });

/** A house that sends, hears of everything on a queue, and has its log lines read by a function. */
const house = (resources: TestStack['resources'] = {}): TestStack => ({
  resources: {
    Identity: resource('AWS::SES::EmailIdentity', { EmailIdentity: 'example.com' }),
    Set: resource('AWS::SES::ConfigurationSet'),
    Events: resource('AWS::SES::ConfigurationSetEventDestination', {
      ConfigurationSetName: ref('Set'),
      EventDestination: {
        MatchingEventTypes: allEvents,
        EventBridgeDestination: {
          EventBusArn: 'arn:aws:events:us-east-1:000000000000:event-bus/default',
        },
      },
    }),
    Heard: resource('AWS::SQS::Queue'),
    HeardPolicy: queuePolicyFor('Heard', 'events.amazonaws.com'),
    Rule: resource('AWS::Events::Rule', {
      EventPattern: { source: ['aws.ses'] },
      Targets: [{ Id: 'queue', Arn: arnOf('Heard') }],
    }),
    Lines: resource('AWS::SQS::Queue'),
    MayRead: resource('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: arnOf('Read'),
      Principal: 'logs.amazonaws.com',
      SourceArn: `arn:aws:logs:us-east-1:000000000000:log-group:${group}*`,
    }),
    Reached: filter(group),
    Unreached: filter(`${group}/Failure`),
    Inbound: resource('AWS::SNS::Topic', { TopicName: 'inbound' }),
    InboundPolicy: resource('AWS::SNS::TopicPolicy', {
      Topics: [ref('Inbound')],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'sms-voice.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: ref('Inbound'),
          },
        ],
      },
    }),
    ...resources,
  },
  functions: {
    Send: {
      code: `
        const { SESv2Client, SendEmailCommand } = require('@aws-sdk/client-sesv2');
        const { SNSClient, PublishCommand } = require('@aws-sdk/client-sns');
        const ses = new SESv2Client({ maxAttempts: 1 }); const sns = new SNSClient({ maxAttempts: 1 });
        exports.handler = async ({ to }) => to.startsWith('+')
          ? (await sns.send(new PublishCommand({ PhoneNumber: to, Message: 'Please pay' }))).MessageId
          : (await ses.send(new SendEmailCommand({
              FromEmailAddress: 'billing@example.com', ConfigurationSetName: process.env.SET,
              Destination: { ToAddresses: [to] },
              Content: { Simple: { Subject: { Data: 'x' }, Body: { Text: { Data: 'x' } } } },
              EmailTags: [{ Name: 'attemptId', Value: 'a-1' }] }))).MessageId;`,
      environment: { SET: ref('Set') },
      allow: [{ actions: ['ses:SendEmail', 'sns:Publish'], on: '*' }],
    },
    Read: {
      code: `
        const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
        const sqs = new SQSClient({});
        exports.handler = async ({ awslogs }) => sqs.send(new SendMessageCommand({
          QueueUrl: process.env.LINES, MessageBody: awslogs.data }));`,
      environment: { LINES: ref('Lines') },
      allow: [{ actions: ['sqs:SendMessage'], on: '*' }],
    },
  },
});

type Event = { detail: Record<string, unknown> & { eventType: string } };

const heardAfter = async (to: string, until = START + HOUR * 2) => {
  const runtime = await bench.start(house());
  await runtime.invoke('Send', { to });
  await runtime.runUntil(until);
  const queue = runtime.queues().find(({ logicalId }) => logicalId === 'Heard');
  const events = queue?.messages.map(({ body }) => JSON.parse(body) as Event) ?? [];
  return events.map(({ detail }) => detail);
};

describe('what becomes of an e-mail', () => {
  test.each([
    ['ana@example.net', ['Send', 'Delivery']],
    ['success@simulator.amazonses.com', ['Send', 'Delivery']],
    ['bounce@simulator.amazonses.com', ['Send', 'Bounce']],
    ['Bounce+label@simulator.amazonses.com', ['Send', 'Bounce']],
    ['suppressionlist@simulator.amazonses.com', ['Send', 'Bounce']],
    ['ooto@simulator.amazonses.com', ['Send', 'Delivery', 'Bounce']],
    ['complaint@simulator.amazonses.com', ['Send', 'Delivery', 'Complaint']],
    ['delay@fate.example', ['Send', 'DeliveryDelay', 'Delivery']],
    ['reject@fate.example', ['Send', 'Reject']],
    ['late-bounce@fate.example', ['Send', 'Delivery', 'Bounce']],
  ])('to %s is %o', async (to, types) => {
    expect((await heardAfter(to)).map(({ eventType }) => eventType)).toEqual(types);
  });

  test.each([
    ['bounce@simulator.amazonses.com', 'bounce', 'bounce'],
    ['complaint@simulator.amazonses.com', 'complaint', 'complaint'],
    ['delay@fate.example', 'deliverydelay', 'deliveryDelay'],
    ['reject@fate.example', 'reject', 'reject'],
    ['ana@example.net', 'delivery', 'delivery'],
  ])('is told in the shape of the documentation: %s', async (to, vector, member) => {
    const documented = JSON.parse(
      readFileSync(sharedFile(`vectors/aws/ses-event-${vector}-record.json`), 'utf8'),
    ) as Record<string, object>;
    const told = (await heardAfter(to)).find((detail) => member in detail);
    expect(told?.eventType).toBe(documented['eventType']);
    const own = Object.keys(told?.[member] as object);
    expect(Object.keys(documented[member] ?? {})).toEqual(expect.arrayContaining(own));
    expect(told?.['mail']).toMatchObject({ tags: { attemptId: ['a-1'] } });
  });
});

describe('what becomes of a text', () => {
  test.each([
    ['+15555550100', 'SUCCESS', 'Message has been accepted by phone carrier', ''],
    ['+15005550001', 'FAILURE', 'Invalid phone number', '/Failure'],
    ['+15005550003', 'FAILURE', 'Phone number is opted out', '/Failure'],
  ])('to %s is logged as %s, and read by who subscribes', async (to, status, response, suffix) => {
    const runtime = await bench.start(house());
    const messageId = await runtime.invoke('Send', { to });
    await runtime.runUntil(START + MINUTE);
    const lines = runtime.queues().find(({ logicalId }) => logicalId === 'Lines')?.messages ?? [];
    expect(lines).toHaveLength(1);
    const data = Buffer.from(lines[0]?.body ?? '', 'base64');
    const delivery = JSON.parse(gunzipSync(data).toString('utf8')) as {
      logEvents: { timestamp: number; message: string }[];
    };
    expect(delivery).toMatchObject({
      messageType: 'DATA_MESSAGE',
      owner: '000000000000',
      logGroup: `${group}${suffix}`,
      logEvents: [{ timestamp: START + 3_000 }],
    });
    expect(JSON.parse(delivery.logEvents[0]?.message ?? '')).toMatchObject({
      notification: { messageId },
      delivery: { destination: to, providerResponse: response },
      status,
    });
  });

  test('is read only by a function that lets the logs call it', async () => {
    const runtime = await bench.start(house({ MayRead: resource('AWS::SQS::Queue') }));
    await runtime.invoke('Send', { to: '+15555550100' });
    await expect(runtime.runUntil(START + MINUTE)).rejects.toThrow('lambda:InvokeFunction');
  });

  test.each([
    ['a pattern', { FilterPattern: 'FAILURE' }, 'patterns of log lines are not supported'],
    ['a stream', { DestinationArn: 'arn:aws:kinesis:us-east-1:0:stream/s' }, 'only functions'],
  ])('with %s is not imitated', async (_, over, words) => {
    const starting = bench.start(house({ Reached: filter(group, over) }));
    await expect(starting).rejects.toThrow(UnsupportedError);
    await expect(bench.start(house({ Reached: filter(group, over) }))).rejects.toThrow(words);
  });
});

describe('a text that comes in', () => {
  test('reaches a topic whose policy lets the service publish, and no other', async () => {
    const runtime = await bench.start(house());
    await runtime.publish('Inbound', 'sms-voice.amazonaws.com', { messageBody: 'STOP' });
    expect(runtime.topics).toMatchObject([{ topic: 'inbound', message: '{"messageBody":"STOP"}' }]);
    await expect(runtime.publish('Inbound', 'pinpoint.amazonaws.com', {})).rejects.toThrow(
      'sns:Publish',
    );
  });
});
