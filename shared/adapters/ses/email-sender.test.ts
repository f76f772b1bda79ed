import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { createEmailSender, createSesClient } from './email-sender.ts';

const ses = mockClient(SESv2Client);
beforeEach(() => ses.reset());

const sender = (fromAddress = 'Acme <billing@acme.example>') =>
  createEmailSender({
    client: createSesClient({ region: 'us-east-1' }),
    fromAddress,
    replyTo: 'help@acme.example',
    configurationSetName: 'set-1',
  });

const email = {
  attemptId: 'a1',
  accountHash: 'h1',
  to: 'ana@example.com',
  subject: 'Su factura está vencida',
  html: '<p>Hola</p>',
  text: 'Hola',
};

const refused = (name: string, httpStatusCode: number) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });

describe('an e-mail through SES', () => {
  test('carries both bodies, the tags and the configuration set', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'm-1' });
    expect(await sender().send(email)).toEqual({ result: 'accepted', providerMessageId: 'm-1' });
    expect(ses.commandCalls(SendEmailCommand).map((call) => call.args[0].input)).toEqual([
      {
        FromEmailAddress: 'Acme <billing@acme.example>',
        ReplyToAddresses: ['help@acme.example'],
        Destination: { ToAddresses: ['ana@example.com'] },
        Content: {
          Simple: {
            Subject: { Data: 'Su factura está vencida', Charset: 'UTF-8' },
            Body: {
              Html: { Data: '<p>Hola</p>', Charset: 'UTF-8' },
              Text: { Data: 'Hola', Charset: 'UTF-8' },
            },
          },
        },
        EmailTags: [
          { Name: 'attemptId', Value: 'a1' },
          { Name: 'accountHash', Value: 'h1' },
        ],
        ConfigurationSetName: 'set-1',
      },
    ]);
  });

  test('of a letter names the letter, and brings its document', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'm-1' });
    const { attemptId: _attempt, accountHash: _account, ...words } = email;
    const bytes = new Uint8Array([37, 80, 68, 70]);
    const attachment = { fileName: 'terms.pdf', contentType: 'application/pdf', bytes };
    await sender().send({ ...words, letterId: 'l1', attachment });
    const [call] = ses.commandCalls(SendEmailCommand);
    expect(call?.args[0].input.EmailTags).toEqual([{ Name: 'letterId', Value: 'l1' }]);
    expect(call?.args[0].input.Content?.Simple?.Attachments).toEqual([
      {
        RawContent: bytes,
        FileName: 'terms.pdf',
        ContentType: 'application/pdf',
        ContentDisposition: 'ATTACHMENT',
        ContentTransferEncoding: 'BASE64',
      },
    ]);
  });

  test('can be ended with one click where it says so', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'm-1' });
    await sender().send({ ...email, unsubscribeUrl: 'https://api.example/v1/unsubscribe/t' });
    const [call] = ses.commandCalls(SendEmailCommand);
    expect(call?.args[0].input.Content?.Simple?.Headers).toEqual([
      {
        Name: 'List-Unsubscribe',
        Value:
          '<https://api.example/v1/unsubscribe/t>, <mailto:help@acme.example?subject=unsubscribe>',
      },
      { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
    ]);
  });

  test('encodes a sender name beyond ASCII', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'm-1' });
    await sender('Peña Díaz <billing@acme.example>').send(email);
    expect(ses.commandCalls(SendEmailCommand)[0]?.args[0].input.FromEmailAddress).toBe(
      '=?UTF-8?B?UGXDsWEgRMOtYXo=?= <billing@acme.example>',
    );
  });

  test('says whether a refusal passes, and when nobody knows', async () => {
    ses
      .on(SendEmailCommand)
      .rejectsOnce(refused('SendingPausedException', 400))
      .rejectsOnce(refused('LimitExceededException', 400))
      .rejectsOnce(refused('MessageRejected', 400))
      .rejectsOnce(refused('InternalServiceErrorException', 500))
      .resolvesOnce({});
    const results = [];
    for (let call = 0; call < 5; call += 1) results.push(await sender().send(email));
    expect(results).toEqual([
      { result: 'rejected', error: 'SendingPausedException', transient: true },
      { result: 'rejected', error: 'LimitExceededException', transient: true },
      { result: 'rejected', error: 'MessageRejected', transient: false },
      { result: 'ambiguous', error: 'InternalServiceErrorException' },
      { result: 'ambiguous', error: 'MessageIdMissing' },
    ]);
  });

  test('is asked of the service once, whatever it answers', async () => {
    expect(await createSesClient({ region: 'us-east-1' }).config.maxAttempts()).toBe(1);
  });
});
