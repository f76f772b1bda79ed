import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
  DynamoDBStreamEvent,
  SQSEvent,
} from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type ApiRequest, apiHandler } from './api.ts';
import { createLogger } from './logger.ts';
import { type QueueMessage, queueBatchHandler, queueHandler } from './queue.ts';
import { streamHandler } from './stream.ts';
import { InvalidInput, taskHandler } from './task.ts';

const context = { awsRequestId: 'r-1' } as Context;

const logged = () => {
  const lines: Record<string, unknown>[] = [];
  return { lines, log: createLogger({}, (line) => lines.push(JSON.parse(line))) };
};

const queueEvent = (...messages: readonly (readonly [id: string, group?: string])[]): SQSEvent => ({
  Records: messages.map(([messageId, group]) => ({
    messageId,
    receiptHandle: `handle-${messageId}`,
    body: messageId,
    attributes: {
      ApproximateReceiveCount: '3',
      SentTimestamp: '0',
      SenderId: 'sender',
      ApproximateFirstReceiveTimestamp: '0',
      ...(group === undefined ? {} : { MessageGroupId: group }),
    },
    messageAttributes: {
      kind: { dataType: 'String', stringValue: 'k' },
      bytes: { dataType: 'Binary', binaryValue: 'AA==' },
    },
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:Queue',
    awsRegion: 'us-east-1',
  })),
});

const failing = (...ids: readonly string[]) => {
  const seen: QueueMessage[] = [];
  return {
    seen,
    handle: async (message: QueueMessage) => {
      seen.push(message);
      if (ids.includes(message.messageId)) throw new TypeError(`no ${message.messageId}`);
    },
  };
};

const idsOf = (failures: readonly { readonly itemIdentifier: string }[]) =>
  failures.map(({ itemIdentifier }) => itemIdentifier);

const apiEvent = (over: Partial<APIGatewayProxyEventV2> = {}): APIGatewayProxyEventV2 =>
  ({
    version: '2.0',
    rawPath: '/v1/events',
    rawQueryString: '',
    headers: { 'Content-Type': 'application/json', Authorization: 'Bearer k' },
    pathParameters: { provider: 'stripe' },
    body: 'é{}',
    isBase64Encoded: false,
    requestContext: { requestId: 'q-1', http: { method: 'POST' } },
    ...over,
  }) as APIGatewayProxyEventV2;

const streamEvent = (...numbers: readonly (string | undefined)[]): DynamoDBStreamEvent => ({
  Records: numbers.map((SequenceNumber) => ({
    eventName: 'INSERT',
    dynamodb: { ...(SequenceNumber === undefined ? {} : { SequenceNumber }), NewImage: {} },
  })),
});

describe('a queue', () => {
  it('gives back the messages that failed, and only those', async () => {
    const { log, lines } = logged();
    const { seen, handle } = failing('b');
    const answer = await queueHandler(handle, { log })(queueEvent(['a'], ['b'], ['c']), context);
    expect(idsOf(answer.batchItemFailures)).toEqual(['b']);
    expect(seen[0]).toEqual({
      messageId: 'a',
      body: 'a',
      group: undefined,
      deliveries: 3,
      receiptHandle: 'handle-a',
      attributes: { kind: 'k' },
    });
    expect(lines).toEqual([
      expect.objectContaining({ level: 'info', messageId: 'a', message: 'handled' }),
      expect.objectContaining({ level: 'error', messageId: 'b', deliveries: 3 }),
      expect.objectContaining({ level: 'info', messageId: 'c', message: 'handled' }),
    ]);
  });

  it('stops a FIFO group at its first failure and goes on with the others', async () => {
    const { log } = logged();
    const { seen, handle } = failing('1');
    const event = queueEvent(['1', 'x'], ['2', 'y'], ['3', 'x'], ['4', 'y']);
    const answer = await queueHandler(handle, { log })(event, context);
    expect(idsOf(answer.batchItemFailures)).toEqual(['1', '3']);
    expect(seen.map(({ messageId }) => messageId)).toEqual(['1', '2', '4']);
  });

  it('hands a batch over whole', async () => {
    const { log } = logged();
    const handler = queueBatchHandler(async (all) => all.slice(1).map((one) => one.messageId), {
      log,
    });
    const answer = await handler(queueEvent(['a'], ['b']), context);
    expect(idsOf(answer.batchItemFailures)).toEqual(['b']);
  });

  it('fails as a whole, and says so, when a batch throws', async () => {
    const { log, lines } = logged();
    const handler = queueBatchHandler(() => Promise.reject(new Error('broken')), { log });
    await expect(handler(queueEvent(['a']), context)).rejects.toThrow('broken');
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'error',
        requestId: 'r-1',
        error: expect.objectContaining({ name: 'Error', message: 'broken' }),
      }),
    ]);
  });
});

describe('a task', () => {
  const schema = z.object({ caseId: z.string() });

  it('answers what its handler answers', async () => {
    const { log } = logged();
    const handler = taskHandler(schema, async ({ caseId }) => ({ seen: caseId }), { log });
    expect(await handler({ caseId: 'c' }, context)).toEqual({ seen: 'c' });
  });

  it('throws with a name that a state machine can match', async () => {
    const { log } = logged();
    const handler = taskHandler(schema, async () => 1, { log });
    await expect(handler({ caseId: 7 }, context)).rejects.toThrow(InvalidInput);
    await expect(handler({ caseId: 7 }, context)).rejects.toThrow(/caseId/);
  });
});

describe('an HTTP route', () => {
  it('passes bytes as they came and answers JSON that nobody stores', async () => {
    const { log } = logged();
    const seen: ApiRequest[] = [];
    const handler = apiHandler(
      async (request) => {
        seen.push(request);
        return { status: 207, body: { ok: true } };
      },
      { log },
    );
    expect(await handler(apiEvent(), context)).toEqual({
      statusCode: 207,
      headers: { 'cache-control': 'no-store', 'content-type': 'application/json' },
      body: '{"ok":true}',
    });
    const encoded = apiEvent({
      body: Buffer.from([0, 255]).toString('base64'),
      isBase64Encoded: true,
    });
    await handler(encoded, context);
    const [plain, binary] = seen;
    expect(plain).toMatchObject({
      method: 'POST',
      path: '/v1/events',
      headers: { 'content-type': 'application/json', authorization: 'Bearer k' },
      params: { provider: 'stripe' },
    });
    expect([...(plain?.rawBody ?? [])]).toEqual([...Buffer.from('é{}', 'utf8')]);
    expect([...(binary?.rawBody ?? [])]).toEqual([0, 255]);
  });

  it('answers 500 without a word about why', async () => {
    const { log, lines } = logged();
    const handler = apiHandler(() => Promise.reject(new Error('secret detail')), { log });
    const answer: APIGatewayProxyStructuredResultV2 = await handler(apiEvent(), context);
    expect(answer).toMatchObject({ statusCode: 500, body: '{"error":"internal"}' });
    expect(lines).toEqual([expect.objectContaining({ level: 'error', requestId: 'q-1' })]);
  });

  it('has no body when there is nothing to say', async () => {
    const { log } = logged();
    const handler = apiHandler(async () => ({ status: 200, headers: { 'x-a': 'b' } }), { log });
    const answer = await handler(apiEvent({ body: undefined } as never), context);
    expect(answer).toEqual({
      statusCode: 200,
      headers: { 'cache-control': 'no-store', 'x-a': 'b' },
    });
  });
});

describe('a stream', () => {
  it('asks again from the record that was not dealt with', async () => {
    const { log } = logged();
    const second = streamHandler(async (records) => records[1]?.sequenceNumber, { log });
    expect(await second(streamEvent('1', '2'), context)).toEqual({
      batchItemFailures: [{ itemIdentifier: '2' }],
    });
    const done = streamHandler(async () => undefined, { log });
    expect(await done(streamEvent('1'), context)).toEqual({ batchItemFailures: [] });
  });

  it('does not guess where a record without a number stands', async () => {
    const { log } = logged();
    const handler = streamHandler(async () => undefined, { log });
    await expect(handler(streamEvent(undefined), context)).rejects.toThrow(TypeError);
  });
});
