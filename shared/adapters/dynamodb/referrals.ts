import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { shardCount, shardOf } from '../../domain/account.ts';
import type { Application, CreditRole } from '../../domain/credit/types.ts';
import { together } from '../../domain/together.ts';
import type { OpenReferral, ReferralReader } from '../../ports/applications.ts';
import type { TransactItem } from './journal.ts';

/** The order of a desk's list, and where it continues. */
const placeOf = ({ dueAt, applicationId }: Pick<OpenReferral, 'dueAt' | 'applicationId'>): string =>
  `${dueAt}#${applicationId}`;

const partitionOf = (role: CreditRole, shard: number): string => `CREDITDESK#${role}#${shard}`;

/** What the list of a desk says of an application; undefined while no person has it. */
const entryOf = (application: Application | undefined): OpenReferral | undefined => {
  if (application?.status !== 'referred' || application.referral === undefined) return undefined;
  const { applicationId, kind, customerId, legalEntity, currency, referral, decision } =
    application;
  const { role, dueAt, limitMinor, termsDays, approvals, claimedBy } = referral;
  return {
    applicationId,
    kind,
    customerId,
    legalEntity,
    role,
    dueAt,
    limitMinor,
    currency,
    termsDays,
    approvals: approvals.length,
    ...(decision?.riskClass === undefined ? {} : { riskClass: decision.riskClass }),
    ...(claimedBy === undefined ? {} : { claimedBy }),
  };
};

/** Where the list of a desk has a referral. */
export const referralKeyOf = (entry: OpenReferral) => ({
  pk: partitionOf(entry.role, shardOf(entry.applicationId)),
  sk: placeOf(entry),
});

/** The item of the list of its desk that an application has; undefined for none. */
export const referralItemOf = (application: Application | undefined) => {
  const entry = entryOf(application);
  return entry === undefined ? undefined : { ...referralKeyOf(entry), ...entry };
};

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
        inShard(partitionOf(role, shard), limit + 1, after),
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
