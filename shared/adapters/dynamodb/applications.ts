import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { evolveAll } from '../../domain/credit/application/evolve.ts';
import { offerKey, openKey, withdrawalOf } from '../../domain/credit/application/items.ts';
import {
  applicantItemsOf,
  applicantPartition,
  groupPartition,
  recordIn,
} from '../../domain/credit/application/of-applicant.ts';
import type { Application } from '../../domain/credit/types.ts';
import { invariant } from '../../domain/errors.ts';
import type { Applicant, ApplicationStore, StoredApplication } from '../../ports/applications.ts';
import { noHead } from '../../ports/journal.ts';
import type { Journal, TransactItem } from './journal.ts';
import { referralWrites } from './referrals.ts';

const partition = (applicationId: string): string => `APPLICATION#${applicationId}`;
const keyOf = (applicationId: string) => ({ pk: partition(applicationId), sk: 'APPLICATION' });
const applicantKey = (applicationId: string) => ({
  pk: partition(applicationId),
  sk: 'APPLICANT',
});
const markKey = (applicationId: string, id: string) => ({
  pk: partition(applicationId),
  sk: `IN#${id}`,
});
const storedOf = (item: Record<string, unknown> | undefined): StoredApplication | undefined => {
  if (item === undefined) return undefined;
  const {
    pk: _pk,
    sk: _sk,
    version,
    hash,
    ...state
  } = item as Application & {
    readonly pk: string;
    readonly sk: string;
    readonly version: number;
    readonly hash: string;
  };
  return { state, head: { version, hash } };
};

/** An applicant's place is taken by the first commit of its application and free after its last. */
const placeWrites = (
  TableName: string,
  before: Application | undefined,
  after: Application,
): readonly TransactItem[] => {
  const Key = openKey(after);
  const { applicationId } = after;
  if (before === undefined && !isFinal(after.status)) {
    return [
      {
        Put: {
          TableName,
          Item: { ...Key, applicationId },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
    ];
  }
  return before !== undefined && !isFinal(before.status) && isFinal(after.status)
    ? [{ Delete: { TableName, Key } }]
    : [];
};

const offerWrites = (
  TableName: string,
  before: Application | undefined,
  { applicationId, offer }: Application,
): readonly TransactItem[] =>
  offer === undefined || before?.offer?.tokenId === offer.tokenId
    ? []
    : [{ Put: { TableName, Item: { ...offerKey(offer.tokenId), applicationId } } }];

/** Applications, for functions that change none. */
export const createApplicationReader = (deps: {
const withdrawalWrites = (
  TableName: string,
  before: Application | undefined,
  after: Application,
): readonly TransactItem[] => {
  const Item = withdrawalOf(before, after);
  return Item === undefined
    ? []
    : [{ Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' } }];
};

  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}): Omit<ApplicationStore, 'commit'> => {
  const { client, tableName: TableName } = deps;
  const read = async (Key: { readonly pk: string; readonly sk: string }) =>
    (await client.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;
  const named = async (Key: { readonly pk: string; readonly sk: string }) => {
    const item = await read(Key);
    return item === undefined ? undefined : String(item['applicationId']);
  };
  return {
    load: async (applicationId) => storedOf(await read(keyOf(applicationId))),
    applicant: async (applicationId) => {
      const item = await read(applicantKey(applicationId));
      if (item === undefined) return undefined;
      const { pk: _pk, sk: _sk, ...applicant } = item;
      return applicant as Applicant;
    },
    openOf: (fingerprint, lineId) =>
      named(openKey({ fingerprint, kind: lineId === undefined ? 'new' : 'review', lineId })),
    ofApplicant: async (fingerprint) => recordIn(await all(applicantPartition(fingerprint))),
    openInGroup: async (groupId, limit) =>
      (await all(groupPartition(groupId), limit)).map((item) => String(item['applicationId'])),
    ofOffer: (tokenId) => named(offerKey(tokenId)),
    carriedOut: async (applicationId, id) => {
      const item = await read(markKey(applicationId, id));
      return item === undefined ? undefined : String(item['content']);
    },
  };
};

/**
 * Applications in the Credit table: the snapshot, the applicant, the marks of what was applied,
 * and in the same transaction the lists that must not lag: whose application is open, which
 * referrals wait, which offer is whose.
 *
 * Throttling and other faults of the service are thrown as they come.
 */
export const createApplicationStore = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly journal: Pick<Journal, 'commit'>;
}): ApplicationStore => {
  const { tableName, journal } = deps;
  return {
    ...createApplicationReader(deps),
    commit: async ({ stored, facts, effectiveOn, cause, applicant, mark }) => {
      const before = stored?.state;
      const state = evolveAll(before, facts, effectiveOn);
      invariant(state !== undefined, 'a commit on an application needs a fact');
      const { applicationId } = state;
      const outcome = await journal.commit({
        streamId: `application#${applicationId}`,
        expected: stored?.head ?? noHead,
        entries: facts.map((fact) => ({ fact, effectiveOn })),
        cause,
        ...(mark === undefined
          ? {}
          : {
              marker: {
                tableName,
                item: { ...markKey(applicationId, mark.actId), content: mark.content },
              },
            }),
        snapshot: { tableName, item: { ...keyOf(applicationId), ...state } },
        writes: [
          ...(applicant === undefined
            ? []
            : [
                {
                  Put: {
                    TableName: tableName,
                    Item: { ...applicantKey(applicationId), ...applicant },
                  },
                },
              ]),
          ...placeWrites(tableName, before, state),
          ...offerWrites(tableName, before, state),
          ...referralWrites(tableName, before, state),
        ],
      });
      return outcome.committed ? { state, head: outcome.head } : 'conflict';
    },
  };
};
          ...withdrawalWrites(tableName, before, state),
