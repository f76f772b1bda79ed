import type { Demand } from '../../iam/principal.ts';
import { type Input, listOf, optionalText, recordOf } from '../service.ts';
import type { Table } from './tables.ts';
import type { Item } from './wire.ts';

export type TableOf = (name: string) => Table;

const leadingKeys = (keys: readonly unknown[]): ReadonlyMap<string, readonly string[]> =>
  new Map([
    [
      'dynamodb:leadingkeys',
      keys.flatMap((key) =>
        typeof key === 'object' && key !== null ? Object.values(key).map(String) : [],
      ),
    ],
  ]);

/** Collects demands so that a transaction of ninety items on one table asks once. */
const collector = (tableOf: TableOf) => {
  const byNeed = new Map<string, { action: string; resource: string; keys: unknown[] }>();
  return {
    add: (action: string, tableName: unknown, item: Item | undefined, index?: string): void => {
      const table = tableOf(String(tableName));
      const resource = index === undefined ? table.arn : `${table.arn}/index/${index}`;
      const name = `${action} ${resource}`;
      const need = byNeed.get(name) ?? { action, resource, keys: [] };
      const partition = item?.[table.keys[0] ?? ''];
      if (partition !== undefined) need.keys.push(partition);
      byNeed.set(name, need);
    },
    demands: (): Demand[] =>
      Array.from(byNeed.values(), ({ action, resource, keys }) => ({
        action: `dynamodb:${action}`,
        resource,
        context: leadingKeys(keys),
      })),
  };
};

/** The partition key value that a key condition pins, where it does so in the plain way. */
const pinnedKey = (input: Input, attribute: string): unknown => {
  const names = recordOf(input, 'ExpressionAttributeNames');
  const values = recordOf(input, 'ExpressionAttributeValues');
  for (const match of (optionalText(input, 'KeyConditionExpression') ?? '').matchAll(
    /(#?[\w.-]+)\s*=\s*(:\w+)/g,
  )) {
    const [, name = '', value = ''] = match;
    if ((optionalText(names, name) ?? name) === attribute) return values[value];
  }
  return undefined;
};

const oneItem =
  (action: string, tableOf: TableOf, member: 'Key' | 'Item') =>
  (input: Input): Demand[] => {
    const needs = collector(tableOf);
    needs.add(action, input['TableName'], recordOf(input, member) as Item);
    return needs.demands();
  };

const search =
  (action: string, tableOf: TableOf) =>
  (input: Input): Demand[] => {
    const needs = collector(tableOf);
    const table = tableOf(String(input['TableName']));
    const partition = table.keys[0] ?? '';
    const pinned = pinnedKey(input, partition);
    const item = pinned === undefined ? undefined : ({ [partition]: pinned } as Item);
    needs.add(action, input['TableName'], item, optionalText(input, 'IndexName'));
    return needs.demands();
  };

const TRANSACT_ACTIONS = [
  ['Put', 'PutItem', 'Item'],
  ['Update', 'UpdateItem', 'Key'],
  ['Delete', 'DeleteItem', 'Key'],
  ['ConditionCheck', 'ConditionCheckItem', 'Key'],
  ['Get', 'GetItem', 'Key'],
] as const;

/**
 * The actions that DynamoDB checks for each API: a transaction is checked as the item actions in
 * it, a read of an index against the index.
 * Source: Amazon DynamoDB Developer Guide, "Using IAM with DynamoDB transactions".
 */
export const demandsByOperation = (
  tableOf: TableOf,
): Readonly<Record<string, (input: Input) => Demand[]>> => {
  const transact = (input: Input): Demand[] => {
    const needs = collector(tableOf);
    for (const entry of listOf(input, 'TransactItems')) {
      for (const [member, action, key] of TRANSACT_ACTIONS) {
        if (!(member in entry)) continue;
        const request = recordOf(entry, member);
        needs.add(action, request['TableName'], recordOf(request, key) as Item);
      }
    }
    return needs.demands();
  };
  const batch =
    (action: string, keysOf: (request: unknown, table: Table) => readonly Item[]) =>
    (input: Input): Demand[] => {
      const needs = collector(tableOf);
      for (const [name, request] of Object.entries(recordOf(input, 'RequestItems'))) {
        for (const key of keysOf(request, tableOf(name))) needs.add(action, name, key);
      }
      return needs.demands();
    };

  return {
    GetItem: oneItem('GetItem', tableOf, 'Key'),
    PutItem: oneItem('PutItem', tableOf, 'Item'),
    UpdateItem: oneItem('UpdateItem', tableOf, 'Key'),
    DeleteItem: oneItem('DeleteItem', tableOf, 'Key'),
    Query: search('Query', tableOf),
    Scan: search('Scan', tableOf),
    DescribeTable: oneItem('DescribeTable', tableOf, 'Key'),
    TransactWriteItems: transact,
    TransactGetItems: transact,
    BatchGetItem: batch('BatchGetItem', (request) => listOf(request as Input, 'Keys') as Item[]),
    BatchWriteItem: batch('BatchWriteItem', (requests) =>
      (Array.isArray(requests) ? (requests as Input[]) : []).map(
        (request) =>
          ('PutRequest' in request
            ? recordOf(recordOf(request, 'PutRequest'), 'Item')
            : recordOf(recordOf(request, 'DeleteRequest'), 'Key')) as Item,
      ),
    ),
  };
};
