import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openRuntime, type Runtime, type RuntimeOptions } from '../runtime.ts';
import { arnOf, ref, resource, type TestStack, table, writeAssembly } from '../testing/assembly.ts';

const HEAD = `
const dynamodb = require('@aws-sdk/client-dynamodb');
const lib = require('@aws-sdk/lib-dynamodb');
const { SQSClient, SendMessageCommand, SendMessageBatchCommand } = require('@aws-sdk/client-sqs');
const low = new dynamodb.DynamoDBClient({ maxAttempts: 3 });
const doc = lib.DynamoDBDocumentClient.from(low);
const TableName = process.env.TABLE;
`;

let remove: () => void = () => undefined;
let runtime: Runtime | undefined;

const start = async (body: string, options: Partial<RuntimeOptions> = {}): Promise<Runtime> => {
  const stack: TestStack = {
    resources: {
      Items: table({
        AttributeDefinitions: ['pk', 'sk', 'kind'].map((AttributeName) => ({
          AttributeName,
          AttributeType: 'S',
        })),
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-kind',
            KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      }),
      Jobs: resource('AWS::SQS::Queue'),
    },
    functions: {
      Work: {
        code: `${HEAD}exports.handler = async (event, context) => {${body}};`,
        environment: { TABLE: ref('Items'), QUEUE: ref('Jobs') },
        allow: [
          {
            actions: ['dynamodb:*Item', 'dynamodb:Query'],
            on: [arnOf('Items'), { 'Fn::Join': ['', [arnOf('Items'), '/index/*']] }],
          },
          { actions: ['sqs:SendMessage'], on: arnOf('Jobs') },
        ],
      },
    },
  };
  const made = writeAssembly({ Main: stack });
  remove = made.remove;
  runtime = await openRuntime({
    assembly: made.path,
    startAt: '2026-01-01T00:00:00Z',
    seed: 1,
    ...options,
  });
  return runtime;
};

const run = async (body: string, options: Partial<RuntimeOptions> = {}): Promise<unknown> =>
  (await start(body, options)).invoke('Work', {});

beforeEach(() => {
  runtime = undefined;
});

afterEach(async () => {
  await runtime?.close();
  remove();
});

describe('SDK clients of a function', () => {
  test('reach the services without credentials, region or network', async () => {
    const answer = await run(`
      await doc.send(new lib.PutCommand({ TableName, Item: { pk: 'a', sk: '1', tags: new Set(['x']), raw: Uint8Array.of(1, 255) } }));
      const { Item, $metadata } = await doc.send(new lib.GetCommand({ TableName, Key: { pk: 'a', sk: '1' } }));
      return { tags: [...Item.tags], raw: [...Item.raw], status: $metadata.httpStatusCode };`);
    expect(answer).toEqual({ tags: ['x'], raw: [1, 255], status: 200 });
  });

  test('page through a query', async () => {
    const answer = await run(`
      for (let n = 1; n <= 7; n += 1) await doc.send(new lib.PutCommand({ TableName, Item: { pk: 'a', sk: String(n) } }));
      const pages = [];
      const input = { TableName, KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': 'a' } };
      for await (const page of lib.paginateQuery({ client: doc, pageSize: 3 }, input)) pages.push(page.Items.map(({ sk }) => sk));
      return pages;`);
    expect(answer).toEqual([['1', '2', '3'], ['4', '5', '6'], ['7']]);
  });

  test('throw the errors of the SDK, with their members', async () => {
    const answer = await run(`
      const Item = { pk: 'a', sk: '1', owner: 'me' };
      const ConditionExpression = 'attribute_not_exists(pk)';
      await doc.send(new lib.PutCommand({ TableName, Item }));
      const seen = [];
      try {
        await doc.send(new lib.PutCommand({ TableName, Item, ConditionExpression, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }));
      } catch (error) {
        seen.push(error instanceof dynamodb.ConditionalCheckFailedException, error instanceof dynamodb.TransactionCanceledException,
          error.name, error.$fault, error.$metadata.httpStatusCode, error.Item);
      }
      try {
        await doc.send(new lib.TransactWriteCommand({ TransactItems: [
          { Put: { TableName, Item: { pk: 'b', sk: '1' } } },
          { Put: { TableName, Item, ConditionExpression, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
        ] }));
      } catch (error) {
        seen.push(error instanceof dynamodb.TransactionCanceledException, error.CancellationReasons.map(({ Code }) => Code));
      }
      return seen;`);
    expect(answer).toEqual([
      true,
      false,
      'ConditionalCheckFailedException',
      'client',
      400,
      { pk: { S: 'a' }, sk: { S: '1' }, owner: { S: 'me' } },
      true,
      ['None', 'ConditionalCheckFailed'],
    ]);
  });

  test('answer callbacks too', async () => {
    const answer = await run(`
      return new Promise((resolve) => doc.send(new lib.GetCommand({ TableName, Key: { pk: 'x', sk: 'y' } }), (error, data) => resolve(Object.keys(data))));`);
    expect(answer).toEqual(['$metadata']);
  });

  test('learn of what they consume only when they ask', async () => {
    const made = await start(`
      const Item = { pk: 'a', sk: '1', kind: 'k' };
      const quiet = await doc.send(new lib.PutCommand({ TableName, Item }));
      const loud = await doc.send(new lib.PutCommand({ TableName, Item, ReturnConsumedCapacity: 'INDEXES' }));
      await doc.send(new lib.QueryCommand({ TableName, IndexName: 'by-kind', KeyConditionExpression: 'kind = :k', ExpressionAttributeValues: { ':k': 'k' } }));
      return { quiet: 'ConsumedCapacity' in quiet, loud: loud.ConsumedCapacity.Table !== undefined };`);
    expect(await made.invoke('Work', {})).toEqual({ quiet: false, loud: true });
    const { dynamodbReadUnits, dynamodbWriteUnits } = made.meter();
    expect([dynamodbReadUnits, dynamodbWriteUnits > 2]).toEqual([0.5, true]);
  });

  test('honour a transaction token for ten virtual minutes', async () => {
    const made = await start(`
      const { UpdateExpression, ExpressionAttributeValues } = { UpdateExpression: 'ADD hits :one', ExpressionAttributeValues: { ':one': 1 } };
      const add = (Key) => doc.send(new lib.TransactWriteCommand({ ClientRequestToken: 'same', TransactItems: [
        { Update: { TableName, Key, UpdateExpression, ExpressionAttributeValues } }] }));
      await add({ pk: 'a', sk: '1' });
      await add({ pk: 'a', sk: '1' });
      const other = await add({ pk: 'b', sk: '1' }).catch(({ name }) => name);
      const { Item } = await doc.send(new lib.GetCommand({ TableName, Key: { pk: 'a', sk: '1' } }));
      return [Item.hits, other];`);
    expect(await made.invoke('Work', {})).toEqual([1, 'IdempotentParameterMismatchException']);
    await made.runUntil(made.now() + 600_000);
    expect(await made.invoke('Work', {})).toEqual([2, 'IdempotentParameterMismatchException']);
  });

  test('tell the caller which entries of a batch failed', async () => {
    const answer = await run(`
      const { Successful, Failed } = await new SQSClient({}).send(new SendMessageBatchCommand({ QueueUrl: process.env.QUEUE, Entries: [
        { Id: 'good', MessageBody: 'a' }, { Id: 'bad', MessageBody: 'x'.repeat(1_048_577) }] }));
      return [Successful.map(({ Id }) => Id), Failed.map(({ Id, Code, SenderFault }) => [Id, Code, SenderFault])];`);
    expect(answer).toEqual([['good'], [['bad', 'InvalidParameterValue', true]]]);
  });
});

describe('a function', () => {
  test('has its own environment, seeded randomness and the virtual date', async () => {
    const body = `return { env: Object.keys(process.env).includes('PATH'), region: process.env.AWS_REGION, name: context.functionName,
      left: context.getRemainingTimeInMillis(), date: new Date().toISOString(),
      random: [Math.random(), crypto.randomUUID(), require('node:crypto').randomBytes(4).toString('hex')] };`;
    const first = (await run(body)) as Record<string, unknown>;
    expect(first).toMatchObject({
      env: false,
      region: 'us-east-1',
      name: expect.stringMatching(/^Main-Work-/),
      left: 3_000,
      date: '2026-01-01T00:00:00.000Z',
    });
    await runtime?.close();
    remove();
    expect(await run(body)).toEqual(first);
    expect((await runtime?.invoke('Work', {})) as object).not.toEqual(first);
  });

  test('keeps its module between invocations, and its log lines reach the sink', async () => {
    const lines: string[] = [];
    const made = await start(
      'globalThis.__count = undefined; this; console.log("run", (module.count = (module.count ?? 0) + 1));',
      {
        onLog: ({ line }) => lines.push(line),
      },
    );
    await made.invoke('Work', {});
    await made.invoke('Work', {});
    expect(lines).toEqual(['run 1', 'run 2']);
  });

  test('that returns before its calls are answered stops the run', async () => {
    const made = await start(
      `doc.send(new lib.GetCommand({ TableName, Key: { pk: 'x', sk: 'y' } })).catch(() => {}); return 1;`,
    );
    await expect(made.invoke('Work', {})).rejects.toThrow(
      'returned while 1 of its SDK calls were unanswered',
    );
    await expect(made.runUntil('idle')).rejects.toThrow('unanswered');
  });
});

describe('faults', () => {
  const put = `await doc.send(new lib.PutCommand({ TableName, Item: { pk: 'a', sk: '1' } }));
    await doc.send(new lib.PutCommand({ TableName, Item: { pk: 'a', sk: '2' } }));
    return 'done';`;
  const keys = async (): Promise<string[]> => {
    const found: string[] = [];
    for await (const item of runtime?.dynamo.items('Items') ?? [])
      found.push(JSON.stringify(item['sk']));
    return found.sort();
  };

  test.each([
    ['crash-before', []],
    ['crash-after', ['{"S":"1"}']],
  ] as const)('%s kills the invocation at the call', async (fault, expected) => {
    const made = await start(put, {
      faults: { script: ({ call }) => (call === 1 ? fault : undefined) },
    });
    await expect(made.invoke('Work', {})).rejects.toThrow('signal: killed');
    expect(await keys()).toEqual(expected);
    expect(made.meter().faults).toEqual({ [fault]: 1 });
  });

  test('the SDK tries a throttled call again, and gives up after its attempts', async () => {
    let left = 2;
    const made = await start(put, {
      faults: { script: () => (left-- > 0 ? 'throttle' : undefined) },
    });
    expect(await made.invoke('Work', {})).toBe('done');
    left = 3;
    await expect(made.invoke('Work', {})).rejects.toThrow('Rate exceeded');
  });

  test('an answer that is lost leaves the effect', async () => {
    const made = await start(put, {
      faults: { script: ({ call }) => (call === 2 ? 'lose-answer' : undefined) },
    });
    await expect(made.invoke('Work', {})).rejects.toThrow('timed out');
    expect(await keys()).toEqual(['{"S":"1"}', '{"S":"2"}']);
  });

  test('probabilities are drawn from the seed and narrowed by the predicate', async () => {
    const outcomes = async (seed: number): Promise<string> => {
      const made = await start(put, { faults: { seed, crash: 0.3, at: ({ call }) => call === 2 } });
      const results: string[] = [];
      for (let turn = 0; turn < 20; turn += 1) {
        results.push(await made.invoke('Work', {}).then(String, ({ name }: Error) => name));
      }
      await made.close();
      remove();
      return results.join(' ');
    };
    const first = await outcomes(1);
    expect(first).toContain('Runtime.ExitError');
    expect(first).toContain('done');
    expect(await outcomes(1)).toBe(first);
    expect(await outcomes(2)).not.toBe(first);
  });
});
