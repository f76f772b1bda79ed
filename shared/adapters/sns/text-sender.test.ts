import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { createSnsTextClient, createTextSender } from './text-sender.ts';

const sns = mockClient(SNSClient);
beforeEach(() => sns.reset());

const sender = (senderId?: string) =>
  createTextSender({ client: createSnsTextClient({ region: 'us-east-1' }), senderId });

const message = { attemptId: 'a1', to: '+15550100', text: 'Acme: 1 open invoice' };
const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });

const refused = (name: string, httpStatusCode: number) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });

describe('a text through SNS', () => {
  test('goes to the phone as transactional, with the sender where there is one', async () => {
    sns.on(PublishCommand).resolves({ MessageId: 'm-1' });
    expect(await sender('ACME').send(message)).toEqual({
      result: 'accepted',
      providerMessageId: 'm-1',
    });
    await sender().send(message);
    expect(sns.commandCalls(PublishCommand).map((call) => call.args[0].input)).toEqual([
      {
        PhoneNumber: '+15550100',
        Message: 'Acme: 1 open invoice',
        MessageAttributes: {
          'AWS.SNS.SMS.SMSType': attribute('Transactional'),
          'AWS.SNS.SMS.SenderID': attribute('ACME'),
          attemptId: attribute('a1'),
        },
      },
      {
        PhoneNumber: '+15550100',
        Message: 'Acme: 1 open invoice',
        MessageAttributes: {
          'AWS.SNS.SMS.SMSType': attribute('Transactional'),
          attemptId: attribute('a1'),
        },
      },
    ]);
  });

  test('says whether a refusal passes, and when nobody knows', async () => {
    sns
      .on(PublishCommand)
      .rejectsOnce(refused('ThrottledException', 429))
      .rejectsOnce(refused('InvalidParameterException', 400))
      .rejectsOnce(refused('InternalErrorException', 500))
      .rejectsOnce(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
    const results = [];
    for (let call = 0; call < 4; call += 1) results.push(await sender().send(message));
    expect(results).toEqual([
      { result: 'rejected', error: 'ThrottledException', transient: true },
      { result: 'rejected', error: 'InvalidParameterException', transient: false },
      { result: 'ambiguous', error: 'InternalErrorException' },
      { result: 'ambiguous', error: 'ECONNRESET' },
    ]);
  });

  test('says that the phone is opted out', async () => {
    sns.on(PublishCommand).rejectsOnce(refused('OptedOutException', 400));
    expect(await sender().send(message)).toEqual({
      result: 'rejected',
      error: 'OptedOutException',
      transient: false,
      optedOut: true,
    });
  });

  test('is asked of the service once, whatever it answers', async () => {
    expect(await createSnsTextClient({ region: 'us-east-1' }).config.maxAttempts()).toBe(1);
  });
});
