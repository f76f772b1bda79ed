import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createJournal, type Journal } from '../../shared/adapters/dynamodb/journal.ts';
import { createPaymentNotes } from '../../shared/adapters/dynamodb/payment-notes.ts';
import { createRejections } from '../../shared/adapters/rejections/rejections.ts';
import { businessDate, instant } from '../../shared/domain/calendar.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';
import { startDynamo, type TestDynamo } from '../support/dynamodb.ts';

const clock = { now: () => instant('2026-03-20T23:59:00.000Z') };
const sqs = mockClient(SQSClient);
let dynamo: TestDynamo;
let journal: Journal;

beforeAll(async () => {
  dynamo = await startDynamo();
  const tableName = await dynamo.journal('Journal');
  journal = createJournal({ client: dynamo.client, tableName, clock });
  sqs.on(SendMessageCommand).resolves({});
});
afterAll(() => dynamo.stop());

const read = async (streamId: string): Promise<JournalItem[]> => {
  const items: JournalItem[] = [];
  for await (const item of journal.read({ streamId })) items.push(item);
  return items;
};

const note = (key: string, attempt: number) => ({
  paymentId: 'stripe:pi_1',
  key,
  note: {
    type: 'PaymentFailed' as const,
    data: {
      paymentId: 'stripe:pi_1',
      invoiceNumbers: [],
      amountMinor: attempt,
      currency: 'USD',
      provider: 'stripe',
    },
  },
  effectiveOn: businessDate('2026-03-20'),
  cause: { causationId: 'evt', correlationId: 'flow' },
});

it('notes are kept once by their key, also when they are written at the same time', async () => {
  const notes = createPaymentNotes(journal);
  await notes.record(note('failure:ch_1', 1));
  await Promise.all([
    notes.record(note('failure:ch_2', 2)),
    notes.record(note('failure:ch_3', 3)),
    notes.record(note('failure:ch_1', 1)),
  ]);
  await notes.record(note('failure:ch_3', 3));
  const items = await read('payment#stripe:pi_1');
  expect(items.map(({ causationId }) => causationId).sort()).toEqual([
    'failure:ch_1',
    'failure:ch_2',
    'failure:ch_3',
  ]);
  expect(items.every(({ correlationId }) => correlationId === 'flow')).toBe(true);
});

it('a rejected input is parked at each delivery and journalled at the first', async () => {
  const { rejections } = createRejections({
    client: new SQSClient({ region: 'us-east-1' }),
    queueUrl: 'https://sqs.test/rejected',
    journal,
    clock,
  });
  const rejection = {
    inputId: 'e-1@abc',
    redriveTo: 'InboundEvents' as const,
    reasons: ['data.email: "x"; Invalid email address'],
    journalReasons: Array.from({ length: 60 }, (_, index) => `reason ${index}`),
    body: '{}',
    door: 'bus' as const,
    inputType: 'CustomerUpserted',
  };
  await rejections.reject(rejection);
  await rejections.reject(rejection);
  expect(sqs.commandCalls(SendMessageCommand)).toHaveLength(2);
  const items = await read('input#e-1@abc');
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({
    type: 'InputRejected',
    effectiveOn: '2026-03-20',
    data: {
      inputId: 'e-1@abc',
      door: 'bus',
      inputType: 'CustomerUpserted',
      reasons: rejection.journalReasons.slice(0, 50),
    },
  });
});
