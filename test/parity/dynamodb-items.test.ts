import { describe, expect, test } from 'vitest';
import { createMemoryEngine } from '../../local/services/dynamodb/memory/engine.ts';

const TableName = 'Things';
const Key = { pk: { S: 'a' } };

const open = async () => {
  const engine = createMemoryEngine();
  const ask = async (operation: string, input: object): Promise<Record<string, unknown>> => {
    const { body } = await engine.request(operation, JSON.stringify({ TableName, ...input }));
    return JSON.parse(body) as Record<string, unknown>;
  };
  await ask('CreateTable', {
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  });
  return ask;
};

describe('what only AWS can tell, where the engines that we compare differ or are silent', () => {
  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html, ReturnValues:
  // ALL_OLD returns the item "as it appeared before the UpdateItem operation"; there was none.
  test('ALL_OLD of an update that creates its item returns nothing', async () => {
    const ask = await open();
    const answer = await ask('UpdateItem', {
      Key,
      UpdateExpression: 'SET v = :v',
      ExpressionAttributeValues: { ':v': { N: '1' } },
      ReturnValues: 'ALL_OLD',
    });
    expect(answer).toEqual({});
  });

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
  // "Leading and trailing zeroes are trimmed", up to 38 digits of precision.
  test.each([
    ['001.500', '1.5'],
    ['-0', '0'],
    ['1e3', '1000'],
    ['0.000001', '0.000001'],
    ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
  ])('the number %s comes back as %s', async (given, expected) => {
    const ask = await open();
    await ask('PutItem', { Item: { ...Key, n: { N: given } } });
    const { Item } = await ask('GetItem', { Key });
    expect(Item).toMatchObject({ n: { N: expected } });
  });

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
  // Adding to a number keeps all its digits, where floating point would not.
  test('ADD is exact', async () => {
    const ask = await open();
    await ask('PutItem', { Item: { ...Key, n: { N: '0.1' } } });
    const { Attributes } = await ask('UpdateItem', {
      Key,
      UpdateExpression: 'ADD n :n',
      ExpressionAttributeValues: { ':n': { N: '0.2' } },
      ReturnValues: 'UPDATED_NEW',
    });
    expect(Attributes).toEqual({ n: { N: '0.3' } });
  });

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
  // 1 KB a write unit, 4 KB a read unit, half for eventually consistent reads.
  test.each([
    [100, 1, 0.5],
    [1_100, 2, 0.5],
    [5_000, 5, 1],
  ])('an item of about %i bytes costs %f to write and %f to read', async (bytes, write, read) => {
    const ask = await open();
    const ReturnConsumedCapacity = 'TOTAL';
    const put = await ask('PutItem', {
      Item: { ...Key, v: { S: 'x'.repeat(bytes) } },
      ReturnConsumedCapacity,
    });
    expect(put['ConsumedCapacity']).toEqual({ TableName, CapacityUnits: write });
    const got = await ask('GetItem', { Key, ReturnConsumedCapacity });
    expect(got['ConsumedCapacity']).toEqual({ TableName, CapacityUnits: read });
  });
});
