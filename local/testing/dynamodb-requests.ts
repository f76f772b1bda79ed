import fc from 'fast-check';

/** A table with a key of two texts and an index. */
export const THINGS = {
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

/** A table whose sort key is a number. */
export const NUMBERED = {
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

export const TableName = 'Things';
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

export type Step = readonly [operation: string, input: object];
/** One generated request to the table `Things`. */
export const step: fc.Arbitrary<Step> = fc.oneof(
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
