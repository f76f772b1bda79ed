import type { Model } from '../../assembly/model.ts';
import { globalTable, type TableProperties, table } from '../../assembly/schemas.ts';
import { declared } from '../../assembly/supported.ts';
import { AssemblyError } from '../../kernel/errors.ts';
import type { DynamoEngine } from './engine.ts';
import { encodeRequest, type Item } from './wire.ts';

export type StreamView = NonNullable<TableProperties['StreamSpecification']>['StreamViewType'];

export type Table = {
  readonly name: string;
  readonly arn: string;
  readonly logicalId: string;
  readonly region: string;
  /** Attribute names of the primary key, partition key first. */
  readonly keys: readonly string[];
  readonly stream: { readonly arn: string; readonly view: StreamView } | undefined;
};

type TableSource = ReturnType<typeof declared<TableProperties>>[number];

const tableOf = ({ resource, properties }: TableSource): Table => {
  const { identity } = resource;
  const hash = properties.KeySchema.find(({ KeyType }) => KeyType === 'HASH');
  const range = properties.KeySchema.find(({ KeyType }) => KeyType === 'RANGE');
  const view = properties.StreamSpecification?.StreamViewType;
  return {
    name: identity.name,
    arn: identity.arn,
    logicalId: resource.logicalId,
    region: resource.region,
    keys: [hash, range].flatMap((key) => (key === undefined ? [] : [key.AttributeName])),
    stream: view === undefined ? undefined : { arn: identity.attributes['StreamArn'] ?? '', view },
  };
};

/** Only what the engine needs: it bills nothing and the runtime derives the stream itself. */
const creationOf = ({ resource, properties }: TableSource): string =>
  JSON.stringify({
    TableName: resource.identity.name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: properties.KeySchema,
    AttributeDefinitions: properties.AttributeDefinitions,
    GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes?.map(
      ({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }),
    ),
    LocalSecondaryIndexes: properties.LocalSecondaryIndexes?.map(
      ({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }),
    ),
  });

const tableSources = (model: Model): TableSource[] => [
  ...declared(model, 'AWS::DynamoDB::Table', table),
  ...declared(model, 'AWS::DynamoDB::GlobalTable', globalTable),
];

/** A table that is there although no template makes it, such as one that a restore left. */
export type OutsideTable = {
  readonly name: string;
  /** Logical id of the table of the template whose keys and stream view it has. */
  readonly like: string;
  /** ARN of its stream, when it has one. */
  readonly streamArn?: string | undefined;
  readonly items: Iterable<Item>;
};

const create = async (engine: DynamoEngine, what: string, definition: string): Promise<void> => {
  const answer = await engine.request('CreateTable', definition);
  if (answer.status !== 200) {
    throw new AssemblyError(`The table ${what} was refused: ${answer.body}`);
  }
};

/** What is in it was written before: no stream tells of it. */
const createOutside = async (
  engine: DynamoEngine,
  sources: readonly TableSource[],
  { name, like, streamArn, items }: OutsideTable,
): Promise<Table> => {
  const source = sources.find(({ resource }) => resource.logicalId === like);
  if (source === undefined) throw new AssemblyError(`There is no table ${like} in the template.`);
  const definition = { ...(JSON.parse(creationOf(source)) as object), TableName: name };
  await create(engine, name, JSON.stringify(definition));
  for (const item of items) {
    const put = await engine.request('PutItem', encodeRequest({ TableName: name, Item: item }));
    if (put.status !== 200) throw new AssemblyError(`An item of ${name} was refused: ${put.body}`);
  }
  const made = tableOf(source);
  const view = source.properties.StreamSpecification?.StreamViewType;
  return {
    ...made,
    name,
    arn: made.arn.replace(/[^/]+$/, name),
    stream: view === undefined || streamArn === undefined ? undefined : { arn: streamArn, view },
  };
};

/** Creates every table of the template in the engine, and those beside it. */
export const createTables = async (
  model: Model,
  engine: DynamoEngine,
  outside: readonly OutsideTable[] = [],
): Promise<Table[]> => {
  const sources = tableSources(model);
  for (const source of sources) await create(engine, source.resource.path, creationOf(source));
  const tables = sources.map(tableOf);
  for (const one of outside) tables.push(await createOutside(engine, sources, one));
  return tables;
};
