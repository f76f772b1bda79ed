import { type Input, listOf, recordOf, textOf } from '../../service.ts';
import { invalid } from './refusal.ts';
import {
  createTable,
  type IndexDefinition,
  type KeyAttribute,
  type KeyNames,
  type Projection,
  type Table,
} from './table.ts';

const keysFrom = (input: Input, typeOf: (name: string) => string): KeyNames => {
  const attribute = (kind: string): KeyAttribute | undefined => {
    const entry = listOf(input, 'KeySchema').find(({ KeyType: type }) => type === kind);
    if (entry === undefined) return undefined;
    const name = textOf(entry, 'AttributeName');
    return { name, type: typeOf(name) };
  };
  const hash = attribute('HASH');
  if (hash === undefined) throw invalid('A key schema needs a partition key');
  return { hash, range: attribute('RANGE') };
};

const projectionFrom = (input: Input): Projection => {
  const projection = recordOf(input, 'Projection');
  if (projection['ProjectionType'] === 'ALL') return { kind: 'ALL' };
  const names = projection['NonKeyAttributes'];
  return { kind: 'SOME', names: Array.isArray(names) ? names.map(String) : [] };
};

/** Builds a table from the input of CreateTable. */
export const tableFrom = (input: Input): Table => {
  const types = new Map(
    listOf(input, 'AttributeDefinitions').map((one) => [
      textOf(one, 'AttributeName'),
      textOf(one, 'AttributeType'),
    ]),
  );
  const typeOf = (name: string): string => {
    const type = types.get(name);
    if (type === undefined) throw invalid(`The key attribute ${name} is not defined`);
    return type;
  };
  const indexesFrom = (member: string, isLocal: boolean): IndexDefinition[] =>
    listOf(input, member).map((index) => ({
      name: textOf(index, 'IndexName'),
      isLocal,
      keys: keysFrom(index, typeOf),
      projection: projectionFrom(index),
    }));
  return createTable(textOf(input, 'TableName'), keysFrom(input, typeOf), [
    ...indexesFrom('GlobalSecondaryIndexes', false),
    ...indexesFrom('LocalSecondaryIndexes', true),
  ]);
};
