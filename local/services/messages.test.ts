import { afterEach, describe, expect, test } from 'vitest';
import { arnOf, queuePolicyFor, ref, resource, type TestStack } from '../testing/assembly.ts';
import { createBench, START } from '../testing/running.ts';

const bench = createBench();
afterEach(bench.close);

describe('messages to people', () => {
  const sender = (properties: Record<string, unknown> = {}): TestStack => ({
    resources: {
      Identity: resource('AWS::SES::EmailIdentity', { EmailIdentity: 'example.com' }),
      Set: resource('AWS::SES::ConfigurationSet'),
      Events: resource('AWS::SES::ConfigurationSetEventDestination', {
        ConfigurationSetName: ref('Set'),
        EventDestination: {
          MatchingEventTypes: ['send'],
          EventBridgeDestination: {
            EventBusArn: 'arn:aws:events:us-east-1:000000000000:event-bus/default',
          },
        },
      }),
      Sent: resource('AWS::SQS::Queue'),
      SentPolicy: queuePolicyFor('Sent', 'events.amazonaws.com'),
      SentRule: resource('AWS::Events::Rule', {
        EventPattern: { source: ['aws.ses'], 'detail-type': ['Email Sent'] },
        Targets: [{ Id: 'queue', Arn: arnOf('Sent') }],
      }),
      Alarm: resource('AWS::SNS::Topic', { TopicName: 'alarm' }),
      AlarmQueue: resource('AWS::SQS::Queue'),
      AlarmPolicy: queuePolicyFor('AlarmQueue', 'sns.amazonaws.com'),
      Subscription: resource('AWS::SNS::Subscription', {
        TopicArn: ref('Alarm'),
        Protocol: 'sqs',
        Endpoint: arnOf('AlarmQueue'),
      }),
    },
    functions: {
      Send: {
        code: `
          const { SESv2Client, SendEmailCommand } = require('@aws-sdk/client-sesv2');
          const { SNSClient, PublishCommand } = require('@aws-sdk/client-sns');
          const ses = new SESv2Client({ maxAttempts: 1 }); const sns = new SNSClient({ maxAttempts: 1 });
          exports.handler = async ({ kind, from = 'Billing <billing@example.com>', phone = '+15550100' }) => {
            if (kind === 'email') return (await ses.send(new SendEmailCommand({
              FromEmailAddress: from, ConfigurationSetName: process.env.SET, Destination: { ToAddresses: ['a@b.example'] },
              Content: { Simple: { Subject: { Data: 'Reminder' }, Body: { Text: { Data: 'Please pay' }, Html: { Data: '<p>Please pay</p>' } } } },
              EmailTags: [{ Name: 'attempt', Value: 'attempt-1' }] }))).MessageId;
            if (kind === 'sms') return (await sns.send(new PublishCommand({ PhoneNumber: phone, Message: 'Please pay' }))).MessageId;
            return (await sns.send(new PublishCommand({ TopicArn: process.env.TOPIC, Subject: 'Alarm', Message: 'Look' }))).MessageId;
          };`,
        environment: { SET: ref('Set'), TOPIC: ref('Alarm') },
        allow: [
          {
            actions: ['ses:SendEmail'],
            on: [
              'identity/example.com',
              { 'Fn::Join': ['/', ['configuration-set', ref('Set')]] },
            ].map((part) => ({
              'Fn::Join': ['', ['arn:aws:ses:us-east-1:000000000000:', part]],
            })),
          },
          { actions: ['sns:Publish'], on: ['*'] },
        ],
        ...properties,
      },
    },
  });

  test('an e-mail lands in the outbox, and its Send event on the default bus', async () => {
    const runtime = await bench.start(sender());
    const messageId = await runtime.invoke('Send', { kind: 'email' });
    await runtime.runUntil('idle');
    expect(runtime.outbox).toEqual([
      {
        channel: 'email',
        at: START,
        providerMessageId: messageId,
        from: 'Billing <billing@example.com>',
        to: ['a@b.example'],
        replyTo: [],
        subject: 'Reminder',
        html: '<p>Please pay</p>',
        text: 'Please pay',
        headers: {},
        tags: { attempt: 'attempt-1' },
        configurationSet: runtime.physicalName('Set'),
      },
    ]);
    const sent = runtime.queues().find(({ logicalId }) => logicalId === 'Sent');
    expect(sent?.messages.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
      {
        source: 'aws.ses',
        'detail-type': 'Email Sent',
        detail: {
          eventType: 'Send',
          mail: { messageId, tags: { attempt: ['attempt-1'] }, destination: ['a@b.example'] },
        },
      },
    ]);
  });

  test('an address that is not verified is refused', async () => {
    const runtime = await bench.start(sender());
    await expect(
      runtime.invoke('Send', { kind: 'email', from: 'me@elsewhere.example' }),
    ).rejects.toThrow('not verified');
    expect(runtime.outbox).toEqual([]);
  });

  test('a text goes to a phone, and only with a permission on all resources', async () => {
    const runtime = await bench.start(sender());
    await runtime.invoke('Send', { kind: 'sms' });
    expect(runtime.outbox).toMatchObject([
      { channel: 'sms', to: ['+15550100'], text: 'Please pay' },
    ]);
    await expect(runtime.invoke('Send', { kind: 'sms', phone: '5550100' })).rejects.toThrow(
      'PhoneNumber',
    );
    await bench.close();
    const narrow = await bench.start(
      sender({ allow: [{ actions: ['sns:Publish'], on: ref('Alarm') }] }),
    );
    await expect(narrow.invoke('Send', { kind: 'sms' })).rejects.toThrow(
      'is not authorized to perform: sns:Publish on resource: *',
    );
    await expect(narrow.invoke('Send', { kind: 'topic' })).resolves.toBeTypeOf('string');
  });

  test('a topic tells its queue, in the envelope of SNS', async () => {
    const runtime = await bench.start(sender());
    await runtime.invoke('Send', { kind: 'topic' });
    await runtime.runUntil('idle');
    expect(runtime.topics).toMatchObject([{ topic: 'alarm', subject: 'Alarm', message: 'Look' }]);
    const queue = runtime.queues().find(({ logicalId }) => logicalId === 'AlarmQueue');
    expect(JSON.parse(queue?.messages[0]?.body ?? '')).toMatchObject({
      Type: 'Notification',
      Message: 'Look',
      Subject: 'Alarm',
    });
  });

  test('a send that the plan fails is refused, or accepted with its answer lost, never tried again', async () => {
    const runtime = await bench.start(sender(), { faults: { failSend: 1 } });
    const errors: string[] = [];
    for (let send = 0; send < 20; send += 1) {
      await runtime.invoke('Send', { kind: 'email' }).catch(({ name }: Error) => errors.push(name));
    }
    const lost = errors.filter((name) => name === 'TimeoutError').length;
    expect(errors).toHaveLength(20);
    expect(lost).toBeGreaterThan(0);
    expect(errors.filter((name) => name === 'MessageRejected').length).toBe(20 - lost);
    expect(runtime.outbox).toHaveLength(lost);
  });
});
