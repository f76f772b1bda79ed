import type { Model } from '../../assembly/model.ts';
import { globalTable, type TableProperties, table } from '../../assembly/schemas.ts';
import { declared } from '../../assembly/supported.ts';
import { AssemblyError } from '../../kernel/errors.ts';
import type { DynamoEngine } from './engine.ts';

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

/** Creates every table of the template in the engine. */
export const createTables = async (model: Model, engine: DynamoEngine): Promise<Table[]> => {
  const sources = tableSources(model);
  for (const source of sources) {
    const answer = await engine.request('CreateTable', creationOf(source));
    if (answer.status !== 200) {
      throw new AssemblyError(`The table ${source.resource.path} was refused: ${answer.body}`);
    }
  }
  return sources.map(tableOf);
};
