import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NUMBERED, step, TableName, THINGS } from '../../../testing/dynamodb-requests.ts';
import { startDynoxide } from '../dynoxide.ts';
import type { DynamoEngine } from '../engine.ts';
import { createMemoryEngine } from './engine.ts';
import { reservedWords } from './reserved.ts';

// The two engines are independent of each other: what both say of a request is taken to be so.

let oracle: DynamoEngine;
let memory: DynamoEngine;

beforeAll(async () => {
  oracle = await startDynoxide();
  memory = createMemoryEngine();
});

afterAll(() => oracle.close());

const fresh = async (): Promise<void> => {
  for (const engine of [oracle, memory]) {
    for (const made of [THINGS, NUMBERED]) {
      await engine.request('DeleteTable', JSON.stringify({ TableName: made.TableName }));
      const { status, body } = await engine.request('CreateTable', JSON.stringify(made));
      expect(body).toContain('TableDescription');
      expect(status).toBe(200);
    }
  }
};

type Said = { readonly status: number; readonly body: unknown };

/** Sets have no order and messages have wording; both are left out of the comparison. */
const plain = (value: unknown, key = ''): unknown => {
  if (Array.isArray(value)) {
    const parts = value.map((part) => plain(part));
    return key === 'SS' || key === 'NS' || key === 'BS' ? parts.map(String).sort() : parts;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([name]) => name !== 'message' && name !== 'Message')
    .map(([name, part]) => [name, plain(part, name)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
};

const ask = async (engine: DynamoEngine, operation: string, input: object): Promise<Said> => {
  const { status, body } = await engine.request(operation, JSON.stringify(input));
  const answer = JSON.parse(body) as Record<string, unknown>;
  const type = answer['__type'];
  const named = typeof type === 'string' ? { __type: type.replace(/^.*#/, '') } : {};
  return { status, body: plain({ ...answer, ...named }) };
};

const agree = async (operation: string, input: object): Promise<Said> => {
  const theirs = await ask(oracle, operation, input);
  const ours = await ask(memory, operation, input);
  expect(ours, `${operation} ${JSON.stringify(input)}`).toEqual(theirs);
  return ours;
};

describe('the engine in this process', () => {
  test('answers as the oracle does, request after request', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        await fresh();
        for (const [operation, input] of steps) await agree(operation, input);
        const all = await Promise.all(
          [oracle, memory].map((engine) => ask(engine, 'Scan', { TableName })),
        );
        const stored = all.map(({ body }) =>
          (body as { Items: object[] }).Items.map((one) => JSON.stringify(one)).sort(),
        );
        expect(stored[1]).toEqual(stored[0]);
      }),
      { numRuns: 60 },
    );
  });

  test('pages through a partition and an index without loss or repetition', async () => {
    await fresh();
    for (let n = 0; n < 13; n += 1) {
      const Item = {
        pk: { S: 'p' },
        sk: { S: `s${n}` },
        kind: { S: 'x' },
        rank: { N: String(n % 4) },
      };
      await agree('PutItem', { TableName, Item });
    }
    for (const [extra, keys] of [
      [{}, 'pk = :v'],
      [{ IndexName: 'by-kind' }, 'kind = :v'],
    ] as const) {
      for (const ScanIndexForward of [true, false]) {
        const seen: unknown[] = [];
        let from: object | undefined;
        do {
          const { body } = await agree('Query', {
            TableName,
            ...extra,
            KeyConditionExpression: keys,
            ExpressionAttributeValues: { ':v': { S: keys === 'pk = :v' ? 'p' : 'x' } },
            ScanIndexForward,
            Limit: 5,
            ...(from === undefined ? {} : { ExclusiveStartKey: from }),
          });
          const page = body as { Items: { sk: object }[]; LastEvaluatedKey?: object };
          seen.push(...page.Items.map(({ sk }) => JSON.stringify(sk)));
          from = page.LastEvaluatedKey;
        } while (from !== undefined);
        expect(new Set(seen).size).toBe(13);
      }
    }
  });

  test('orders and finds numbers as numbers', async () => {
    await fresh();
    for (const version of ['10', '9', '-1', '2.5', '100']) {
      await agree('PutItem', {
        TableName: 'Numbered',
        Item: { stream: { S: 's' }, version: { N: version } },
      });
    }
    await agree('Query', {
      TableName: 'Numbered',
      KeyConditionExpression: 'stream = :s AND version BETWEEN :a AND :b'.replaceAll(
        'stream',
        '#s',
      ),
      ExpressionAttributeNames: { '#s': 'stream' },
      ExpressionAttributeValues: { ':s': { S: 's' }, ':a': { N: '2' }, ':b': { N: '10.0' } },
    });
    await agree('GetItem', {
      TableName: 'Numbered',
      Key: { stream: { S: 's' }, version: { N: '1e1' } },
    });
  });

  test('counts what a request consumes', async () => {
    await fresh();
    const body = { S: 'x'.repeat(1500) };
    const Item = { pk: { S: 'p' }, sk: { S: 's' }, body, kind: { S: 'x' }, rank: { N: '1' } };
    for (const ReturnConsumedCapacity of ['TOTAL', 'INDEXES']) {
      for (const [operation, input] of [
        ['PutItem', { TableName, Item }],
        ['PutItem', { TableName, Item: { ...Item, rank: { N: '2' } } }],
        ['GetItem', { TableName, Key: { pk: Item.pk, sk: Item.sk } }],
        ['GetItem', { TableName, Key: { pk: Item.pk, sk: Item.sk }, ConsistentRead: true }],
        [
          'Query',
          {
            TableName,
            KeyConditionExpression: 'pk = :p',
            ExpressionAttributeValues: { ':p': Item.pk },
          },
        ],
        ['DeleteItem', { TableName, Key: { pk: Item.pk, sk: Item.sk } }],
      ] as const) {
        await agree(operation, { ...input, ReturnConsumedCapacity });
      }
    }
  });

  test.each<[string, string, object]>([
    [
      'an unused value',
      'GetItem',
      {
        TableName,
        Key: { pk: { S: 'a' }, sk: { S: 'b' } },
        ProjectionExpression: '#v',
        ExpressionAttributeNames: { '#v': 'v', '#w': 'w' },
      },
    ],
    [
      'an undefined value',
      'PutItem',
      { TableName, Item: { pk: { S: 'a' }, sk: { S: 'b' } }, ConditionExpression: 'v = :x' },
    ],
    [
      'an undefined name',
      'PutItem',
      {
        TableName,
        Item: { pk: { S: 'a' }, sk: { S: 'b' } },
        ConditionExpression: 'attribute_exists(#x)',
      },
    ],
    [
      'a syntax error',
      'PutItem',
      { TableName, Item: { pk: { S: 'a' }, sk: { S: 'b' } }, ConditionExpression: 'v = = v' },
    ],
    [
      'a function that is none',
      'PutItem',
      { TableName, Item: { pk: { S: 'a' }, sk: { S: 'b' } }, ConditionExpression: 'begins(v, v)' },
    ],
    ['a missing sort key', 'GetItem', { TableName, Key: { pk: { S: 'a' } } }],
    ['a key of another type', 'PutItem', { TableName, Item: { pk: { N: '1' }, sk: { S: 'b' } } }],
    ['an empty key', 'PutItem', { TableName, Item: { pk: { S: '' }, sk: { S: 'b' } } }],
    [
      'an index key of another type',
      'PutItem',
      { TableName, Item: { pk: { S: 'a' }, sk: { S: 'b' }, kind: { N: '1' } } },
    ],
    [
      'an item too large',
      'PutItem',
      { TableName, Item: { pk: { S: 'a' }, sk: { S: 'b' }, v: { S: 'x'.repeat(409_600) } } },
    ],
    [
      'a number that is none',
      'PutItem',
      { TableName, Item: { pk: { S: 'a' }, sk: { S: 'b' }, v: { N: 'abc' } } },
    ],
    [
      '39 digits',
      'PutItem',
      { TableName, Item: { pk: { S: 'a' }, sk: { S: 'b' }, v: { N: '1'.repeat(39) } } },
    ],
    [
      'an empty set',
      'PutItem',
      { TableName, Item: { pk: { S: 'a' }, sk: { S: 'b' }, v: { SS: [] } } },
    ],
    [
      'a set with duplicates',
      'PutItem',
      { TableName, Item: { pk: { S: 'a' }, sk: { S: 'b' }, v: { SS: ['a', 'a'] } } },
    ],
    ['no such table', 'GetItem', { TableName: 'Nothing', Key: { pk: { S: 'a' } } }],
    [
      'no such index',
      'Query',
      {
        TableName,
        IndexName: 'by-nothing',
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': { S: 'a' } },
      },
    ],
    [
      'a query without its partition',
      'Query',
      {
        TableName,
        KeyConditionExpression: 'sk = :p',
        ExpressionAttributeValues: { ':p': { S: 'a' } },
      },
    ],
    [
      'a query with OR',
      'Query',
      {
        TableName,
        KeyConditionExpression: 'pk = :p OR sk = :p',
        ExpressionAttributeValues: { ':p': { S: 'a' } },
      },
    ],
    [
      'consistent reads of an index',
      'Query',
      {
        TableName,
        IndexName: 'by-kind',
        ConsistentRead: true,
        KeyConditionExpression: 'kind = :p',
        ExpressionAttributeValues: { ':p': { S: 'a' } },
      },
    ],
    [
      'one item twice in a transaction',
      'TransactWriteItems',
      {
        TransactItems: [0, 1].map(() => ({
          Put: { TableName, Item: { pk: { S: 'a' }, sk: { S: 'b' } } },
        })),
      },
    ],
    [
      'an update of the key',
      'UpdateItem',
      {
        TableName,
        Key: { pk: { S: 'a' }, sk: { S: 'b' } },
        UpdateExpression: 'SET pk = :x',
        ExpressionAttributeValues: { ':x': { S: 'b' } },
      },
    ],
    [
      'paths that overlap',
      'UpdateItem',
      {
        TableName,
        Key: { pk: { S: 'a' }, sk: { S: 'b' } },
        UpdateExpression: 'SET v = :x, v.p = :x',
        ExpressionAttributeValues: { ':x': { S: 'b' } },
      },
    ],
    [
      'bounds in the wrong order',
      'PutItem',
      {
        TableName,
        Item: { pk: { S: 'a' }, sk: { S: 'b' } },
        ConditionExpression: 'v BETWEEN :x AND :y',
        ExpressionAttributeValues: { ':x': { N: '2' }, ':y': { N: '1' } },
      },
    ],
    ['an empty transaction', 'TransactWriteItems', { TransactItems: [] }],
    [
      'too many in a transaction',
      'TransactWriteItems',
      {
        TransactItems: Array.from({ length: 101 }, (_, n) => ({
          Put: { TableName, Item: { pk: { S: 'a' }, sk: { S: `${n}` } } },
        })),
      },
    ],
    [
      'too many in a batch',
      'BatchWriteItem',
      {
        RequestItems: {
          Things: Array.from({ length: 26 }, (_, n) => ({
            PutRequest: { Item: { pk: { S: 'a' }, sk: { S: `${n}` } } },
          })),
        },
      },
    ],
    [
      'a key twice in a batch',
      'BatchGetItem',
      {
        RequestItems: { Things: { Keys: [0, 1].map(() => ({ pk: { S: 'a' }, sk: { S: 'b' } })) } },
      },
    ],
  ])('refuses %s, as the oracle does', async (_, operation, input) => {
    await fresh();
    const { status } = await agree(operation, input);
    expect(status).toBe(400);
  });

  test('reserves the words that DynamoDB reserves', async () => {
    await fresh();
    const differing: string[] = [];
    for (const word of [...reservedWords, 'streamid', 'version', 'sweptthrough', 'recordedat']) {
      const input = {
        TableName,
        Key: { pk: { S: 'a' }, sk: { S: 'b' } },
        ProjectionExpression: word,
      };
      const [theirs, ours] = await Promise.all(
        [oracle, memory].map((engine) => ask(engine, 'GetItem', input)),
      );
      if (theirs?.status !== ours?.status) differing.push(word);
    }
    expect(differing).toEqual([]);
  });

  test('reads and writes batches', async () => {
    await fresh();
    const keys = ['a', 'b', 'c'].map((sk) => ({ pk: { S: 'p' }, sk: { S: sk } }));
    await agree('BatchWriteItem', {
      RequestItems: { Things: keys.map((Item) => ({ PutRequest: { Item } })) },
    });
    await agree('BatchWriteItem', {
      RequestItems: { Things: [{ DeleteRequest: { Key: keys[1] } }] },
    });
    const { body } = await agree('TransactGetItems', {
      TransactItems: keys.map((Key) => ({ Get: { TableName, Key } })),
    });
    expect((body as { Responses: object[] }).Responses).toEqual([
      { Item: keys[0] },
      {},
      { Item: keys[2] },
    ]);
    const found = await ask(memory, 'BatchGetItem', { RequestItems: { Things: { Keys: keys } } });
    expect((found.body as { Responses: { Things: object[] } }).Responses.Things).toHaveLength(2);
  });
});
