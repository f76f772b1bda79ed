import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDynoxide } from '../dynoxide.ts';
import type { DynamoEngine } from '../engine.ts';
import { createMemoryEngine } from './engine.ts';
import { reservedWords } from './reserved.ts';

// The two engines are independent of each other: what both say of a request is taken to be so.

let oracle: DynamoEngine;
let memory: DynamoEngine;

const TABLE = {
  TableName: 'Things',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'kind', AttributeType: 'S' },
    { AttributeName: 'rank', AttributeType: 'N' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-kind',
      KeySchema: [
        { AttributeName: 'kind', KeyType: 'HASH' },
        { AttributeName: 'rank', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};

const NUMBERED = {
  TableName: 'Numbered',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'stream', AttributeType: 'S' },
    { AttributeName: 'version', AttributeType: 'N' },
  ],
  KeySchema: [
    { AttributeName: 'stream', KeyType: 'HASH' },
    { AttributeName: 'version', KeyType: 'RANGE' },
  ],
};

beforeAll(async () => {
  oracle = await startDynoxide();
  memory = createMemoryEngine();
});

afterAll(() => oracle.close());

const fresh = async (): Promise<void> => {
  for (const engine of [oracle, memory]) {
    for (const made of [TABLE, NUMBERED]) {
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

const scalar = fc.oneof(
  fc.constantFrom('a', 'ab', 'b', 'ñ', '').map((S): object => ({ S })),
  fc.constantFrom('0', '1', '-3', '2.50', '10', '1e2').map((N): object => ({ N })),
  fc.boolean().map((BOOL): object => ({ BOOL })),
  fc.constant<object>({ NULL: true }),
);
const value: fc.Arbitrary<object> = fc.oneof(
  { weight: 4, arbitrary: scalar },
  fc
    .uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
    .map((SS) => ({ SS })),
  fc
    .uniqueArray(fc.constantFrom('1', '2', '3'), { minLength: 1, maxLength: 3 })
    .map((NS) => ({ NS })),
  fc.array(scalar, { maxLength: 3 }).map((L) => ({ L })),
  fc.dictionary(fc.constantFrom('p', 'q'), scalar, { maxKeys: 2 }).map((M) => ({ M })),
);
const key = fc.record({
  pk: fc.constantFrom('1', '2').map((S) => ({ S })),
  sk: fc.constantFrom('a', 'b', 'ba', 'c', 'ñ').map((S) => ({ S })),
});
const attribute = fc.constantFrom('#v', '#w', '#v.p', '#v[0]', '#w[1]', 'kind', 'absent');
const condition: fc.Arbitrary<string> = fc.oneof(
  attribute.map((a) => `attribute_exists(${a})`),
  attribute.map((a) => `attribute_not_exists(${a})`),
  fc
    .tuple(attribute, fc.constantFrom('=', '<>', '<', '<=', '>', '>='))
    .map(([a, by]) => `${a} ${by} :x`),
  attribute.map((a) => `${a} BETWEEN :low AND :high`),
  attribute.map((a) => `${a} IN (:x, :y)`),
  attribute.map((a) => `contains(${a}, :x)`),
  attribute.map((a) => `begins_with(${a}, :s)`),
  attribute.map((a) => `size(${a}) > :n`),
);
const compound: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: condition },
  fc.tuple(condition, condition).map(([a, b]) => `${a} AND NOT ${b}`),
  fc.tuple(condition, condition, condition).map(([a, b, c]) => `(${a} OR ${b}) AND ${c}`),
);
const update = fc.constantFrom(
  'SET #v = :x',
  'SET #v = if_not_exists(#v, :x), #w = :y',
  'SET #v = #v + :n',
  'SET #v = :n - #v',
  'SET #v = list_append(if_not_exists(#v, :l), :l)',
  'SET #v.p = :x',
  'SET #v[1] = :x REMOVE #w',
  'REMOVE #v, #w',
  'REMOVE #v[0], #v[1]',
  'REMOVE #v.p',
  'ADD #v :n',
  'ADD #v :set',
  'DELETE #v :set',
  'ADD kind :n',
);

/** Only the placeholders that an expression uses, as the API insists. */
const bound = (text: string, values: Record<string, object>): object => {
  const used = Object.fromEntries(
    Object.entries(values).filter(([name]) => new RegExp(`${name}\\b`).test(text)),
  );
  const names = Object.fromEntries(
    [
      ['#v', 'v'],
      ['#w', 'w'],
    ].filter(([name]) => text.includes(name as string)),
  );
  return {
    ...(Object.keys(used).length === 0 ? {} : { ExpressionAttributeValues: used }),
    ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names }),
  };
};

const values = fc.record({
  ':x': value,
  ':y': value,
  ':s': fc.constantFrom('a', 'b').map((S) => ({ S })),
  ':n': fc.constantFrom('0', '1', '2.5').map((N) => ({ N })),
  ':low': fc.constant({ N: '0' }),
  ':high': fc.constantFrom({ N: '0' }, { N: '2' }),
  ':l': fc.array(scalar, { maxLength: 2 }).map((L) => ({ L })),
  ':set': fc.constantFrom({ SS: ['a', 'b'] }, { NS: ['1'] }),
});

const item = fc
  .tuple(
    key,
    fc.record({ v: value, w: value }, { requiredKeys: [] }),
    fc.option(fc.constantFrom('x', 'y'), { nil: undefined }),
    fc.nat(3),
  )
  .map(([keys, rest, kind, rank]) => ({
    ...keys,
    ...rest,
    ...(kind === undefined ? {} : { kind: { S: kind }, rank: { N: String(rank) } }),
  }));

const TableName = 'Things';
const shows = fc.constantFrom({}, { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' });
const put = fc
  .tuple(item, fc.option(compound, { nil: undefined }), values, shows)
  .map(([Item, text, given, show]) => ({
    TableName,
    Item,
    ...(text === undefined ? {} : { ConditionExpression: text, ...bound(text, given), ...show }),
  }));
const change = fc
  .tuple(key, update, fc.option(compound, { nil: undefined }), values, shows)
  .map(([Key, UpdateExpression, text, given, show]) => ({
    TableName,
    Key,
    UpdateExpression,
    ...bound(`${UpdateExpression} ${text ?? ''}`, given),
    ...(text === undefined ? {} : { ConditionExpression: text, ...show }),
  }));
const range = fc.constantFrom(
  '',
  ' AND sk = :s',
  ' AND sk < :s',
  ' AND sk <= :s',
  ' AND sk > :s',
  ' AND sk >= :s',
  ' AND sk BETWEEN :s AND :t',
  ' AND begins_with(sk, :s)',
);

type Step = readonly [operation: string, input: object];
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: put.map((input): Step => ['PutItem', { ...input, ReturnValues: 'ALL_OLD' }]),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(change, fc.constantFrom('NONE', 'ALL_NEW', 'UPDATED_NEW'))
      .map(([input, ReturnValues]): Step => ['UpdateItem', { ...input, ReturnValues }]),
  },
  key.map((Key): Step => ['DeleteItem', { TableName, Key, ReturnValues: 'ALL_OLD' }]),
  fc.tuple(key, fc.constantFrom(undefined, '#v, sk', '#v.p', '#v[0], #w')).map(
    ([Key, ProjectionExpression]): Step => [
      'GetItem',
      {
        TableName,
        Key,
        ...(ProjectionExpression === undefined
          ? {}
          : { ProjectionExpression, ...bound(ProjectionExpression, {}) }),
      },
    ],
  ),
  fc.tuple(range, fc.constantFrom('1', '2'), fc.boolean(), fc.integer({ min: 1, max: 4 })).map(
    ([bounds, pk, ScanIndexForward, Limit]): Step => [
      'Query',
      {
        TableName,
        KeyConditionExpression: `pk = :pk${bounds}`,
        ExpressionAttributeValues: {
          ':pk': { S: pk },
          ...(bounds.includes(':s') ? { ':s': { S: 'b' } } : {}),
          ...(bounds.includes(':t') ? { ':t': { S: 'c' } } : {}),
        },
        ScanIndexForward,
        Limit,
      },
    ],
  ),
  fc.boolean().map(
    (ScanIndexForward): Step => [
      'Query',
      {
        TableName,
        IndexName: 'by-kind',
        KeyConditionExpression: 'kind = :k AND #r >= :r',
        ExpressionAttributeNames: { '#r': 'rank' },
        ExpressionAttributeValues: { ':k': { S: 'x' }, ':r': { N: '1' } },
        ScanIndexForward,
        Select: 'COUNT',
      },
    ],
  ),
  fc
    .array(
      fc.oneof(
        put.map((Put) => ({ Put })),
        change.map((Update) => ({ Update })),
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((TransactItems): Step => ['TransactWriteItems', { TransactItems }]),
);

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
