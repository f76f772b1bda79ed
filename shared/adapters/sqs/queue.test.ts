import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { instant } from '../../domain/calendar.ts';
import { jsonText, plainText } from '../../domain/queue-text.ts';
import type { AccountCommand } from '../../ports/commands.ts';
import { sha256 } from '../dynamodb/hash-chain.ts';
import {
  accountMessage,
  createAccountCommandSender,
  creditMessage,
  partyMessage,
} from './commands.ts';
import { createQueueSender } from './queue.ts';
import { createRejectedInputs } from './rejected-inputs.ts';

const sqs = mockClient(SQSClient);
const QueueUrl = 'https://sqs.test/queue';
const queue = createQueueSender({
  client: new SQSClient({ region: 'us-east-1' }),
  queueUrl: QueueUrl,
});

beforeEach(() => {
  sqs.reset();
  sqs.on(SendMessageCommand).resolves({});
  sqs.on(SendMessageBatchCommand).resolves({});
});

const command: AccountCommand = {
  kind: 'write-off-invoice',
  inputId: 'write-off:7',
  accountId: 'acme|main|USD',
  cause: { causationId: 'c', correlationId: 'f' },
  invoiceNumber: '7',
  writtenOffOn: '2026-01-31',
  reason: 'gone',
};

describe('commands', () => {
  it('keep the order of their account and are told apart across accounts', async () => {
    await createAccountCommandSender(queue).send(command);
    expect(sqs.commandCalls(SendMessageCommand).map((call) => call.args[0].input)).toEqual([
      {
        QueueUrl,
        MessageBody: JSON.stringify(command),
        MessageGroupId: 'acme|main|USD',
        MessageDeduplicationId: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
  });

  it('are a repeat when they say the same, whatever delivery brought them', () => {
    const idOf = (over: Partial<AccountCommand>) =>
      accountMessage({ ...command, ...over } as AccountCommand).fifo?.deduplicateBy;
    const { kind, ...others } = command;
    expect(idOf({ cause: { causationId: 'd', correlationId: 'f' } })).toBe(idOf({}));
    expect(accountMessage({ ...others, kind }).fifo?.deduplicateBy).toBe(idOf({}));
    expect(idOf({ accountId: 'acme|north|USD' })).not.toBe(idOf({}));
    expect(idOf({ writtenOffOn: '2026-02-01' })).not.toBe(idOf({}));
  });

  it('keep what a customer says in order, and reviews of a line beside it', () => {
    const common = {
      inputId: 'application:CA-1',
      customerId: 'acme',
      cause: command.cause,
      occurredAt: instant('2026-01-31T06:00:00.000Z'),
    };
    const answer = {
      applicationId: 'CA-1',
      customerId: 'acme',
      answerId: 'A-1',
      documents: [],
    };
    expect(creditMessage({ ...common, kind: 'receive-answer', answer }).fifo?.group).toBe('acme');
    const review = {
      lineId: 'acme|main',
      applicationId: 'review:acme|main:2026-01-31',
      because: 'periodic',
      dueOn: '2026-01-31',
      overdueOn: '2026-02-15',
    } as const;
    const line = { applicationId: 'CA-1', limitMinor: 1, currency: 'USD', termsDays: 30 };
    expect(creditMessage({ ...common, kind: 'begin-review', review, line }).fifo?.group).toBe(
      'review:acme|main',
    );
  });

  it('send a party whose id SQS would refuse under a digest of it', async () => {
    const { fifo } = partyMessage({
      inputId: 'customer:josé:1',
      partyId: 'josé',
      cause: command.cause,
      occurredAt: instant('2026-01-31T06:00:00.000Z'),
      customer: { customerId: 'josé', name: 'José', locale: 'es', zone: 'America/Bogota' },
    });
    await queue.send({ body: '{}', ...(fifo ? { fifo } : {}) });
    expect(sqs.commandCalls(SendMessageCommand)[0]?.args[0].input.MessageGroupId).toBe(
      sha256('josé'),
    );
  });
});

describe('batches', () => {
  it('take ten at a time, in order, and answer who was left behind', async () => {
    sqs
      .on(SendMessageBatchCommand)
      .resolvesOnce({ Successful: [], Failed: [{ Id: '3', SenderFault: false, Code: 'Busy' }] })
      .resolvesOnce({ Successful: [], Failed: [{ Id: '11', SenderFault: false, Code: 'Busy' }] });
    const bodies = Array.from({ length: 12 }, (_, index) => ({ body: String(index) }));
    expect(await queue.sendAll(bodies)).toEqual(
      new Map([
        [3, 'Busy'],
        [11, 'Busy'],
      ]),
    );
    expect(
      sqs
        .commandCalls(SendMessageBatchCommand)
        .map((call) => call.args[0].input.Entries?.map((entry) => [entry.Id, entry.MessageBody])),
    ).toEqual([
      bodies.slice(0, 10).map(({ body }) => [body, body]),
      [
        ['10', '10'],
        ['11', '11'],
      ],
    ]);
  });

  it('count bytes, not characters', async () => {
    const body = 'é'.repeat(70_000);
    await queue.sendAll([{ body }, { body }]);
    expect(sqs.commandCalls(SendMessageBatchCommand)).toHaveLength(2);
  });

  it('answer for a whole request that failed, and go on with the next', async () => {
    sqs
      .on(SendMessageBatchCommand)
      .rejectsOnce(Object.assign(new Error('no'), { name: 'RequestThrottled' }))
      .resolvesOnce({ Successful: [], Failed: [] });
    const bodies = Array.from({ length: 11 }, (_, index) => ({ body: String(index) }));
    const failed = await queue.sendAll(bodies);
    expect([...failed.keys()]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(failed.get(0)).toBe('RequestThrottled');
    expect(sqs.commandCalls(SendMessageBatchCommand)).toHaveLength(2);
  });

  it('need no request for nothing', async () => {
    expect(await queue.sendAll([])).toEqual(new Map());
    expect(sqs.calls()).toHaveLength(0);
  });
});

describe('rejected inputs', () => {
  it('stay as they came, with their reasons beside them', async () => {
    await createRejectedInputs(queue).put({
      inputId: 'evt\u0000-1',
      redriveTo: 'PaymentEvents',
      reasons: ['data.amountMinor: 1.5; expected int', 'x'.repeat(5000)],
      body: '{"kept": "as it came" }',
    });
    const input = sqs.commandCalls(SendMessageCommand)[0]?.args[0].input;
    expect(input?.MessageBody).toBe('{"kept": "as it came" }');
    expect(input?.MessageAttributes?.['inputId']?.StringValue).toBe('evt\ufffd-1');
    expect(input?.MessageAttributes?.['redriveTo']?.StringValue).toBe('PaymentEvents');
    const reasons = input?.MessageAttributes?.['reasons']?.StringValue ?? '';
    expect(reasons).toMatch(/^data\.amountMinor: 1\.5; expected int\nx+$/);
    expect(reasons).toHaveLength(4096);
  });
});

describe('texts that SQS takes', () => {
  it('escape what JSON lets stand', () => {
    const value = { text: 'a\ufffeb\uffff\u0001\ud800' };
    expect(JSON.parse(jsonText(value))).toEqual(value);
    expect(plainText(jsonText(value))).toBe(jsonText(value));
    expect(plainText('a\tb\n\ufffe')).toBe('a\tb\n\ufffd');
  });
});
