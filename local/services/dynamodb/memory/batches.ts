import { type Input, listOf, recordOf } from '../../service.ts';
import { type Bill, readUnits } from './capacity.ts';
import { apply, type Change, planDelete, planPut } from './items.ts';
import { invalid } from './refusal.ts';
import { bindingsOf, checkUses, project, projectionOf } from './request.ts';
import type { TableOf } from './table.ts';
import { type Item, itemSize } from './values.ts';

const MAX_GETS = 100;
const MAX_WRITES = 25;

const distinct = (keys: readonly string[]): void => {
  if (new Set(keys).size < keys.length)
    throw invalid('Provided list of item keys contains duplicates');
};

export const batchGet = (tableOf: TableOf, input: Input, bill: Bill): Record<string, unknown> => {
  const requests = Object.entries(recordOf(input, 'RequestItems')) as [string, Input][];
  const count = requests.reduce((sum, [, request]) => sum + listOf(request, 'Keys').length, 0);
  if (count === 0 || count > MAX_GETS)
    throw invalid('Too many items requested for the BatchGetItem call');
  const Responses: Record<string, readonly Item[]> = {};
  for (const [name, request] of requests) {
    const table = tableOf(name);
    const bindings = bindingsOf(request);
    const projection = projectionOf(request);
    checkUses(bindings, [projection]);
    const isConsistent = request['ConsistentRead'] === true;
    const keys = listOf(request, 'Keys').map((key) => table.keyOf(key as Item, true));
    distinct(keys.map((key) => JSON.stringify(key)));
    Responses[name] = keys.flatMap((key) => {
      const item = table.get(key);
      bill.read(table, undefined, readUnits(item === undefined ? 0 : itemSize(item), isConsistent));
      return item === undefined ? [] : [project(item, projection, bindings)];
    });
  }
  return { Responses, UnprocessedKeys: {} };
};

export const batchWrite = (tableOf: TableOf, input: Input, bill: Bill): Record<string, unknown> => {
  const requests = Object.entries(recordOf(input, 'RequestItems')) as [string, Input[]][];
  const count = requests.reduce((sum, [, list]) => sum + list.length, 0);
  if (count === 0 || count > MAX_WRITES) {
    throw invalid(
      `1 validation error detected: Value at 'requestItems' failed to satisfy constraint: Member must have length between 1 and ${MAX_WRITES}`,
    );
  }
  const changes: Change[] = requests.flatMap(([name, list]) => {
    const table = tableOf(name);
    return list.map((one) =>
      one['PutRequest'] === undefined
        ? planDelete(table, recordOf(one, 'DeleteRequest'))
        : planPut(table, recordOf(one, 'PutRequest')),
    );
  });
  distinct(changes.map(({ table, key }) => `${table.name}/${JSON.stringify(key)}`));
  for (const change of changes) {
    bill.write(change.table, change.before, change.after);
    apply(change);
  }
  return { UnprocessedItems: {} };
};
