import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { shardCount } from '../../domain/account.ts';
import { deskPartition, placeOf, referralItemOf } from '../../domain/credit/application/items.ts';
import type { Application } from '../../domain/credit/types.ts';
import { together } from '../../domain/together.ts';
import type { OpenReferral, ReferralReader } from '../../ports/applications.ts';
import type { TransactItem } from './journal.ts';

/** What a change of an application writes to the lists of the desks. */
export const referralWrites = (
  TableName: string,
  before: Application | undefined,
  after: Application,
): readonly TransactItem[] => {
  const [old, now] = [referralItemOf(before), referralItemOf(after)];
  const isSame = old !== undefined && now !== undefined && old.pk === now.pk && old.sk === now.sk;
  return [
    ...(old === undefined || isSame
      ? []
      : [{ Delete: { TableName, Key: { pk: old.pk, sk: old.sk } } }]),
    ...(now === undefined ? [] : [{ Put: { TableName, Item: now } }]),
  ];
};

const byPlace = (left: OpenReferral, right: OpenReferral): number =>
  placeOf(left) < placeOf(right) ? -1 : 1;

/** The lists of the desks, for functions that change none. */
export const createReferralReader = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}): ReferralReader => {
  const inShard = async (
    pk: string,
    limit: number,
    after: string | undefined,
  ): Promise<readonly OpenReferral[]> => {
    const { Items = [] } = await deps.client.send(
      new QueryCommand({
        TableName: deps.tableName,
        KeyConditionExpression: after === undefined ? 'pk = :pk' : 'pk = :pk AND sk > :after',
        ExpressionAttributeValues: {
          ':pk': pk,
          ...(after === undefined ? {} : { ':after': after }),
        },
        ConsistentRead: true,
        Limit: limit,
      }),
    );
    return Items.map(({ pk: _pk, sk: _sk, ...entry }) => entry as OpenReferral);
  };
  return {
    open: async (role, { limit, after }) => {
      const shards = Array.from({ length: shardCount }, (_, shard) =>
        // One more than asked for, so that the last page is known to be the last.
        inShard(deskPartition(role, shard), limit + 1, after),
      );
      const found = (await together(shards)).flat().sort(byPlace);
      const referrals = found.slice(0, limit);
      const last = referrals.at(-1);
      return found.length > limit && last !== undefined
        ? { referrals, next: placeOf(last) }
        : { referrals };
    },
  };
};
