import {
  BatchGetCommand,
  BatchWriteCommand,
  type DynamoDBDocumentClient,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Item, Key } from '../../domain/ledger/items.ts';
import type { LedgerCommit, LedgerTable, Range } from '../ledger/table.ts';
import type { Journal, TransactItem } from './journal.ts';

/** The service keeps answering a batch only in part: a throttled partition, worth a redelivery. */
export class BatchIncomplete extends Error {
  override readonly name = 'BatchIncomplete';
}

/** Limits of BatchGetItem and BatchWriteItem. */
const keysPerGet = 100;
const itemsPerWrite = 25;

/** A batch may come back with items that were throttled; each further request asks for the rest. */
const maxRequestsPerBatch = 6;

const pagesOf = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, page) =>
    items.slice(page * size, (page + 1) * size),
  );

const queryOf = (tableName: string, { pk, prefix, through, newestFirst = false }: Range) => ({
  TableName: tableName,
  KeyConditionExpression:
    prefix === undefined
      ? 'pk = :pk'
      : through === undefined
        ? 'pk = :pk AND begins_with(sk, :prefix)'
        : 'pk = :pk AND sk BETWEEN :prefix AND :through',
  ExpressionAttributeValues: {
    ':pk': pk,
    ...(prefix === undefined ? {} : { ':prefix': prefix }),
    ...(through === undefined ? {} : { ':through': through }),
  },
  ConsistentRead: true,
  ScanIndexForward: !newestFirst,
});

/** The Receivables table. Commits go through the journal, in the same transaction. */
/** Nobody recorded anything meanwhile, nor went on with the plan, nor began one. */
const guardOf = ({ version, plan }: LedgerCommit['expected']) => {
  if (version === 0) return undefined;
  const names = { '#version': 'version', '#plan': 'plan' };
  const own = '#version = :version AND ';
  return plan === undefined
    ? {
        ConditionExpression: `${own}attribute_not_exists(#plan)`,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: { ':version': version },
      }
    : {
        ConditionExpression: `${own}#plan.planId = :planId AND #plan.chunk = :chunk`,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: {
          ':version': version,
          ':planId': plan.planId,
          ':chunk': plan.chunk,
        },
      };
};

export const createLedgerTable = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly journal: Pick<Journal, 'commit'>;
}): LedgerTable => {
  const { client, tableName, journal } = deps;

  const getPage = async (page: readonly Key[]): Promise<Item[]> => {
    const items: Item[] = [];
    let rest: Record<string, unknown>[] = page.map(({ pk, sk }) => ({ pk, sk }));
    for (let request = 0; rest.length > 0; request += 1) {
      if (request === maxRequestsPerBatch) throw new BatchIncomplete('some items were not read');
      const answer = await client.send(
        new BatchGetCommand({
          RequestItems: { [tableName]: { Keys: rest, ConsistentRead: true } },
        }),
      );
      items.push(...((answer.Responses?.[tableName] ?? []) as Item[]));
      rest = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
    }
    return items;
  };

  type WriteRequest =
    | { readonly PutRequest: { readonly Item: Item } }
    | { readonly DeleteRequest: { readonly Key: { readonly pk: string; readonly sk: string } } };

  const write = async (requests: readonly WriteRequest[]): Promise<void> => {
    for (const page of pagesOf(requests, itemsPerWrite)) {
      let rest: unknown[] = page;
      for (let request = 0; rest.length > 0; request += 1) {
        if (request === maxRequestsPerBatch) {
          throw new BatchIncomplete('some items were not written');
        }
        const answer = await client.send(
          new BatchWriteCommand({ RequestItems: { [tableName]: rest as WriteRequest[] } }),
        );
        rest = answer.UnprocessedItems?.[tableName] ?? [];
      }
    }
  };

  return {
    get: async (keys) => {
      const unique = [...new Map(keys.map((key) => [`${key.pk}\n${key.sk}`, key])).values()];
      const found: Item[] = [];
      for (const page of pagesOf(unique, keysPerGet)) found.push(...(await getPage(page)));
      return found;
    },
    first: async (range, limit) => {
      const page = await client.send(
        new QueryCommand({ ...queryOf(tableName, range), Limit: limit }),
      );
      return {
        items: (page.Items ?? []) as Item[],
        complete: page.LastEvaluatedKey === undefined,
      };
    },
    all: async function* (range) {
      let from: Record<string, unknown> | undefined;
      do {
        const page = await client.send(
          new QueryCommand({ ...queryOf(tableName, range), ExclusiveStartKey: from }),
        );
        yield* (page.Items ?? []) as Item[];
        from = page.LastEvaluatedKey;
      } while (from);
    },
    commit: async (commit) => {
      const {
        accountId,
        snapshot,
        marker,
        mark,
        taken,
        puts,
        deletes,
        claims = [],
        ...rest
      } = commit;
      const writes: TransactItem[] = [
        ...(taken
          ? [
              {
                Delete: {
                  TableName: tableName,
                  Key: { pk: taken.pk, sk: taken.sk },
                  ConditionExpression: 'attribute_exists(pk)',
                },
              },
            ]
          : []),
        ...claims.map((item) => ({
          Put: {
            TableName: tableName,
            Item: item,
            ConditionExpression: 'attribute_not_exists(pk) OR accountId = :accountId',
            ExpressionAttributeValues: { ':accountId': item.accountId },
          },
        })),
        ...(mark
          ? [
              {
                Put: {
                  TableName: tableName,
                  Item: mark,
                  ConditionExpression: 'attribute_not_exists(pk)',
                },
              },
            ]
          : []),
        ...puts.map((item) => ({ Put: { TableName: tableName, Item: item } })),
        ...deletes.map(({ pk, sk }) => ({ Delete: { TableName: tableName, Key: { pk, sk } } })),
      ];
      return journal.commit({
        ...rest,
        streamId: `account#${accountId}`,
        marker: marker && { tableName, item: marker },
        indexOnly: commit.entries.length === 0,
        snapshot: { tableName, item: snapshot, guard: guardOf(commit.expected) },
        writes,
      });
    },
    put: (items) => write(items.map((Item) => ({ PutRequest: { Item } }))),
    remove: (keys) => write(keys.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } }))),
  };
};
