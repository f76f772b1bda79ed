import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { createAlertTopics } from './alert-topics.ts';

const sns = mockClient(SNSClient);

it('tells people the text and programs the data, with attributes to filter by', async () => {
  sns.on(PublishCommand).resolves({});
  const topics = createAlertTopics({
    client: new SNSClient({ region: 'us-east-1' }),
    topicArns: { warning: 'arn:warning' },
  });
  const notice = {
    severity: 'warning',
    kind: 'payment-returned',
    subject: `[warning] payment-returned josé|main|USD ${'x'.repeat(100)}`,
    text: 'Payment 1 was returned.',
    data: { kind: 'payment-returned', facts: { amountMinor: 5 } },
  } as const;
  await topics.publish(notice);
  const input = sns.commandCalls(PublishCommand)[0]?.args[0].input;
  const json = '{"kind":"payment-returned","facts":{"amountMinor":5}}';
  const subject = `[warning] payment-returned jos?|main|USD ${'x'.repeat(100)}`.slice(0, 100);
  expect(input).toEqual({
    TopicArn: 'arn:warning',
    Subject: subject,
    MessageStructure: 'json',
    Message: expect.any(String),
    MessageAttributes: {
      kind: { DataType: 'String', StringValue: 'payment-returned' },
      severity: { DataType: 'String', StringValue: 'warning' },
    },
  });
  expect(JSON.parse(input?.Message ?? '')).toEqual({
    default: 'Payment 1 was returned.',
    email: 'Payment 1 was returned.',
    sqs: json,
    lambda: json,
    http: json,
    https: json,
    sms: subject,
  });
  await expect(topics.publish({ ...notice, severity: 'info' })).rejects.toThrow(
    'no topic for info alerts',
  );
});
