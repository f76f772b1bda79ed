import { type Input, listOf, optionalText, recordOf } from '../service.ts';
import type { Item } from './wire.ts';

/** One item that a request will put, change or delete, when the request succeeds. */
export type Write = {
  readonly table: string;
  readonly key: Item;
  readonly kind: 'put' | 'update' | 'delete';
  /** The new item of a put. */
  readonly item?: Item;
  /** The request succeeds only when there is no such item yet, so that no old image exists. */
  readonly knownAbsent: boolean;
};

export type KeysOf = (table: string) => readonly string[] | undefined;

const pick = (item: Item, keys: readonly string[]): Item => {
  const key: Record<string, Item[string]> = {};
  for (const name of keys) {
    const value = item[name];
    if (value !== undefined) key[name] = value;
  }
  return key;
};

const NOT_EXISTS = /^\(?\s*attribute_not_exists\s*\(\s*(#?[\w.-]+)\s*\)\s*\)?$/i;

/** True when the condition is, or requires beside others, that a key attribute does not exist. */
const requiresAbsence = (request: Input, keys: readonly string[]): boolean => {
  const condition = optionalText(request, 'ConditionExpression');
  if (condition === undefined || /\bor\b|\bnot\b/i.test(condition)) return false;
  const names = recordOf(request, 'ExpressionAttributeNames');
  return condition.split(/\s+and\s+/i).some((part) => {
    const attribute = NOT_EXISTS.exec(part.trim())?.[1];
    return attribute !== undefined && keys.includes(optionalText(names, attribute) ?? attribute);
  });
};

const writeOf = (kind: Write['kind'], request: Input, keysOf: KeysOf): Write[] => {
  const table = optionalText(request, 'TableName') ?? '';
  const keys = keysOf(table);
  if (keys === undefined) return [];
  if (kind === 'put') {
    const item = recordOf(request, 'Item') as Item;
    const knownAbsent = requiresAbsence(request, keys);
    return [{ table, key: pick(item, keys), kind, item, knownAbsent }];
  }
  const key = recordOf(request, 'Key') as Item;
  return [{ table, key, kind, knownAbsent: false }];
};

/** The writes of a request on the tables for which `keysOf` answers, in the request's order. */
export const writesOf = (operation: string, input: Input, keysOf: KeysOf): Write[] => {
  switch (operation) {
    case 'PutItem':
      return writeOf('put', input, keysOf);
    case 'UpdateItem':
      return writeOf('update', input, keysOf);
    case 'DeleteItem':
      return writeOf('delete', input, keysOf);
    case 'TransactWriteItems':
      return listOf(input, 'TransactItems').flatMap((entry) => [
        ...('Put' in entry ? writeOf('put', recordOf(entry, 'Put'), keysOf) : []),
        ...('Update' in entry ? writeOf('update', recordOf(entry, 'Update'), keysOf) : []),
        ...('Delete' in entry ? writeOf('delete', recordOf(entry, 'Delete'), keysOf) : []),
      ]);
    case 'BatchWriteItem':
      return Object.entries(recordOf(input, 'RequestItems')).flatMap(([table, requests]) =>
        (Array.isArray(requests) ? (requests as Input[]) : []).flatMap((request) => {
          const put = recordOf(request, 'PutRequest');
          return 'PutRequest' in request
            ? writeOf('put', { TableName: table, Item: put['Item'] }, keysOf)
            : writeOf(
                'delete',
                { TableName: table, Key: recordOf(request, 'DeleteRequest')['Key'] },
                keysOf,
              );
        }),
      );
    default:
      return [];
  }
};
