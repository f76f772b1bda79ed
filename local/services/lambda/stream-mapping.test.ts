import { afterEach, describe, expect, test } from 'vitest';
import type { RuntimeOptions } from '../../runtime.ts';
import { arnOf, readStream, ref, resource, type TestStack, table } from '../../testing/assembly.ts';
import { createBench, HOUR, MINUTE, START } from '../../testing/running.ts';

const bench = createBench();
afterEach(bench.close);

/** Logs one line an invocation: when, and the keys or bodies of its batch. */
const SAY = `
const { DynamoDBClient, PutItemCommand, UpdateItemCommand, DeleteItemCommand, TransactWriteItemsCommand } = require('@aws-sdk/client-dynamodb');
const say = (what) => console.log(JSON.stringify([(Date.now() - ${START}) / 1000, what]));
`;

type Said = [number, unknown];

const listening = (): { said: Said[]; options: Partial<RuntimeOptions> } => {
  const said: Said[] = [];
  return {
    said,
    options: {
      onLog: ({ line }) => {
        if (line.startsWith('[')) said.push(JSON.parse(line) as Said);
      },
    },
  };
};

describe('a stream mapping', () => {
  const stack = (
    listener: string,
    mapping: Record<string, unknown> = {},
    view = 'NEW_IMAGE',
  ): TestStack => ({
    resources: {
      Items: table({ StreamSpecification: { StreamViewType: view } }),
      Failed: resource('AWS::S3::Bucket'),
      Mapping: resource('AWS::Lambda::EventSourceMapping', {
        EventSourceArn: arnOf('Items', 'StreamArn'),
        FunctionName: ref('Listen'),
        StartingPosition: 'LATEST',
        ...mapping,
      }),
    },
    functions: {
      Listen: {
        code: `${SAY}exports.handler = async ({ Records }) => {
          const keys = Records.map(({ dynamodb }) => dynamodb.Keys.sk.S); ${listener} };`,
        allow: [
          readStream('Items'),
          {
            actions: ['s3:PutObject', 's3:ListBucket'],
            on: [arnOf('Failed'), { 'Fn::Join': ['', [arnOf('Failed'), '/*']] }],
          },
        ],
      },
      Write: {
        code: `${SAY}const client = new DynamoDBClient({}); const TableName = process.env.TABLE;
          exports.handler = async (calls) => { for (const [name, input] of calls) {
            const Command = { PutItemCommand, UpdateItemCommand, DeleteItemCommand, TransactWriteItemsCommand }[name + 'Command'];
            const full = JSON.parse(JSON.stringify(input).replaceAll('"TABLE"', JSON.stringify(TableName)));
            await client.send(new Command({ TableName, ...full })).catch((error) => { if (!error.name.includes('Condition') && !error.name.includes('Canceled')) throw error; });
          } };`,
        environment: { TABLE: ref('Items') },
        allow: [{ actions: ['dynamodb:*Item'], on: arnOf('Items') }],
      },
    },
  });
  const put = (sk: string, extra: object = {}): [string, object] => [
    'PutItem',
    { Item: { pk: { S: 'p' }, sk: { S: sk }, ...extra } },
  ];

  test('gives the records of a partition in order, those of one instant together', async () => {
    const { said, options } = listening();
    const runtime = await bench.start(stack('say(keys);', { BatchSize: 3 }), options);
    await runtime.invoke(
      'Write',
      ['1', '2', '3', '4'].map((sk) => put(sk)),
    );
    await runtime.runUntil('idle');
    expect(said).toEqual([
      [0, ['1', '2', '3']],
      [0, ['4']],
    ]);
  });

  test('tells insertions, changes and removals, with the images of its view, and no idle write', async () => {
    const { said, options } = listening();
    const runtime = await bench.start(
      stack(
        'say(Records.map(({ eventName, dynamodb: { NewImage, OldImage } }) => [eventName, OldImage?.n?.N ?? null, NewImage?.n?.N ?? null]));',
        {},
        'NEW_AND_OLD_IMAGES',
      ),
      options,
    );
    const Key = { pk: { S: 'p' }, sk: { S: '1' } };
    const add = (target: object) => ({
      ...target,
      Key,
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    });
    await runtime.invoke('Write', [
      put('1', { n: { N: '1' } }),
      put('1', { n: { N: '1' } }),
      ['UpdateItem', add({})],
      ['TransactWriteItems', { TransactItems: [{ Update: add({ TableName: 'TABLE' }) }] }],
      ['UpdateItem', { ...add({}), ConditionExpression: 'attribute_exists(nothing)' }],
      ['DeleteItem', { Key }],
      ['DeleteItem', { Key }],
    ]);
    await runtime.runUntil('idle');
    expect(said).toEqual([
      [
        0,
        [
          ['INSERT', null, '1'],
          ['MODIFY', '1', '2'],
          ['MODIFY', '2', '3'],
          ['REMOVE', '3', null],
        ],
      ],
    ]);
  });

  test('tells nothing of a transaction that was cancelled', async () => {
    const { said, options } = listening();
    const runtime = await bench.start(stack('say(keys);'), options);
    const item = (sk: string) => ({ TableName: 'TABLE', Item: { pk: { S: 'p' }, sk: { S: sk } } });
    await runtime.invoke('Write', [
      put('1'),
      [
        'TransactWriteItems',
        {
          TransactItems: [
            { Put: item('2') },
            { Put: { ...item('1'), ConditionExpression: 'attribute_not_exists(pk)' } },
          ],
        },
      ],
    ]);
    await runtime.runUntil('idle');
    expect(said).toEqual([[0, ['1']]]);
  });

  test('filters records before the function sees them', async () => {
    const { said, options } = listening();
    const pattern = JSON.stringify({
      eventName: ['INSERT'],
      dynamodb: { NewImage: { kind: { S: ['event'] } } },
    });
    const runtime = await bench.start(
      stack('say(keys);', { FilterCriteria: { Filters: [{ Pattern: pattern }] } }),
      options,
    );
    await runtime.invoke('Write', [
      put('1', { kind: { S: 'event' } }),
      put('2', { kind: { S: 'marker' } }),
    ]);
    await runtime.runUntil('idle');
    expect(said).toEqual([[0, ['1']]]);
  });

  test('bisects a failing batch down to the record, then hands it to the bucket', async () => {
    const { said, options } = listening();
    const runtime = await bench.start(
      stack('if (keys.includes("3")) throw new Error("poison"); say(keys);', {
        BatchSize: 4,
        BisectBatchOnFunctionError: true,
        MaximumRetryAttempts: 2,
        DestinationConfig: { OnFailure: { Destination: arnOf('Failed') } },
      }),
      options,
    );
    await runtime.invoke(
      'Write',
      ['1', '2', '3', '4'].map((sk) => put(sk)),
    );
    await runtime.runUntil('idle');
    expect(said.flatMap(([, keys]) => keys)).toEqual(['1', '2', '4']);
    const [[key, stored] = []] = [...runtime.objects('Failed')];
    expect(key).toMatch(
      /^aws\/lambda\/.+\/shardId-\d+\/2026\/01\/01\/2026-01-01T00\.00\.\d\d-[0-9a-f-]{36}$/,
    );
    const record = JSON.parse(Buffer.from(stored?.body ?? []).toString()) as {
      requestContext: object;
      DDBStreamBatchInfo: object;
      payload: string;
    };
    expect(record.requestContext).toMatchObject({
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: 3,
    });
    expect(record.DDBStreamBatchInfo).toMatchObject({ batchSize: 1 });
    expect((JSON.parse(record.payload) as { Records: unknown[] }).Records).toMatchObject([
      { dynamodb: { Keys: { sk: { S: '3' } } } },
    ]);
  });

  test('retries from the reported record on and keeps what came before it', async () => {
    const { said, options } = listening();
    const runtime = await bench.start(
      stack(
        `say(keys); const at = keys.indexOf('2');
         if (at >= 0 && Date.now() < ${START + 500}) return { batchItemFailures: [{ itemIdentifier: Records[at].dynamodb.SequenceNumber }] };`,
        { FunctionResponseTypes: ['ReportBatchItemFailures'] },
      ),
      options,
    );
    await runtime.invoke(
      'Write',
      ['1', '2', '3'].map((sk) => put(sk)),
    );
    await runtime.runUntil('idle');
    expect(said).toEqual([
      [0, ['1', '2', '3']],
      [1, ['2', '3']],
    ]);
  });

  test('gives up a record at its age, and blocks its shard until then', async () => {
    const { said, options } = listening();
    const runtime = await bench.start(
      stack('if (keys.includes("1")) throw new Error("poison"); say(keys);', {
        BatchSize: 1,
        MaximumRecordAgeInSeconds: 120,
        DestinationConfig: { OnFailure: { Destination: arnOf('Failed') } },
      }),
      options,
    );
    await runtime.invoke('Write', [put('1'), put('2')]);
    await runtime.runUntil(START + MINUTE);
    expect(said).toEqual([]);
    await runtime.runUntil(START + HOUR);
    expect(said).toEqual([[expect.any(Number), ['2']]]);
    expect((said[0]?.[0] ?? 0) >= 120).toBe(true);
    expect([...runtime.objects('Failed')]).toHaveLength(1);
  });
});
