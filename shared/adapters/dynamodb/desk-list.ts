import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { shardCount } from '../../domain/account.ts';
import { together } from '../../domain/together.ts';

type Page = { readonly limit: number; readonly after?: string | undefined };

/**
 * A list that lies in as many partitions as there are shards, each in the order of its sort keys,
 * which are places in the whole list as well. Consistent.
 *
 * @param placeOf the sort key of an entry.
 */
export const createDeskList = <Entry>(deps: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly placeOf: (entry: Entry) => string;
}) => {
  const { client, tableName, placeOf } = deps;
  const inPartition = async (pk: string, { limit, after }: Page): Promise<readonly Entry[]> => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: after === undefined ? 'pk = :pk' : 'pk = :pk AND sk > :after',
        ExpressionAttributeValues: {
          ':pk': pk,
          ...(after === undefined ? {} : { ':after': after }),
        },
        ConsistentRead: true,
        Limit: limit,
      }),
    );
    return Items.map(({ pk: _pk, sk: _sk, ...entry }) => entry as Entry);
  };
  const byPlace = (left: Entry, right: Entry): number => (placeOf(left) < placeOf(right) ? -1 : 1);

  /** Entries after a place, and where the next page begins unless this is the last one. */
  return async (
    partitionOf: (shard: number) => string,
    { limit, after }: Page,
  ): Promise<{ readonly entries: readonly Entry[]; readonly next?: string }> => {
    const shards = Array.from({ length: shardCount }, (_, shard) =>
      // One more than asked for, so that the last page is known to be the last.
      inPartition(partitionOf(shard), { limit: limit + 1, after }),
    );
    const found = (await together(shards)).flat().sort(byPlace);
    const entries = found.slice(0, limit);
    const last = entries.at(-1);
    return found.length > limit && last !== undefined
      ? { entries, next: placeOf(last) }
      : { entries };
  };
};
