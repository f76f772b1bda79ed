import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { deskPartition, placeOf, referralItemOf } from '../../domain/credit/application/items.ts';
import type { Application } from '../../domain/credit/types.ts';
import type { OpenReferral, ReferralReader } from '../../ports/applications.ts';
import { createDeskList } from './desk-list.ts';
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

/** The lists of the desks, for functions that change none. */
export const createReferralReader = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}): ReferralReader => {
  const pageOf = createDeskList<OpenReferral>({ ...deps, placeOf });
  return {
    open: async (role, page) => {
      const { entries: referrals, ...more } = await pageOf(
        (shard) => deskPartition(role, shard),
        page,
      );
      return { referrals, ...more };
    },
  };
};
