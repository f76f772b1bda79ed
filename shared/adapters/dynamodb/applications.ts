import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { evolveAll } from '../../domain/credit/application/evolve.ts';
import type { ApplicationFact } from '../../domain/credit/application/facts.ts';
import { offerKey, openKey, withdrawalOf } from '../../domain/credit/application/items.ts';
import {
  applicantItemsOf,
  applicantPartition,
  groupPartition,
  linePartition,
  recordIn,
} from '../../domain/credit/application/of-applicant.ts';
import type { Application } from '../../domain/credit/types.ts';
import { invariant } from '../../domain/errors.ts';
import { together } from '../../domain/together.ts';
import type {
  Applicant,
  ApplicationStore,
  ApprovalCount,
  StoredApplication,
} from '../../ports/applications.ts';
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

/**
 * What others of the applicant and of their group find of an application. The place of an applicant
 * is taken by the first commit of its application and free after its last.
 */
const applicantWrites = (
  TableName: string,
  before: Application | undefined,
  after: Application,
): readonly TransactItem[] => {
  const was = before === undefined ? [] : applicantItemsOf(before);
  const is = applicantItemsOf(after);
  const sameKey = (one: (typeof is)[number]) => (other: (typeof is)[number]) =>
    one.pk === other.pk && one.sk === other.sk;
  const puts = is.flatMap((Item): TransactItem[] => {
    const old = was.find(sameKey(Item));
    if (old !== undefined && canonicalJson(old) === canonicalJson(Item)) return [];
    const taken = before === undefined ? { ConditionExpression: 'attribute_not_exists(pk)' } : {};
    return [{ Put: { TableName, Item, ...taken } }];
  });
  const deletes = was
    .filter((old) => !is.some(sameKey(old)))
    .map(({ pk, sk }): TransactItem => ({ Delete: { TableName, Key: { pk, sk } } }));
  return [...puts, ...deletes];
};

const offerWrites = (
  TableName: string,
  before: Application | undefined,
  { applicationId, offer }: Application,
): readonly TransactItem[] =>
  offer === undefined || before?.offer?.tokenId === offer.tokenId
    ? []
    : [{ Put: { TableName, Item: { ...offerKey(offer.tokenId), applicationId } } }];

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

const countKey = (of: string) => ({ pk: `APPROVED#${of}`, sk: 'COUNT' });

/** Counts an approval for everybody whose limits it was held against. */
const countWrites = (
  TableName: string,
  facts: readonly ApplicationFact[],
  counted: readonly ApprovalCount[],
): readonly TransactItem[] =>
  facts.every(({ type }) => type !== 'CreditApproved')
    ? []
    : counted.map(({ of, count }) => ({
        Put: {
          TableName,
          Item: { ...countKey(of), approved: count + 1 },
          ...(count === 0
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : {
                ConditionExpression: 'approved = :count',
                ExpressionAttributeValues: { ':count': count },
              }),
        },
      }));

/** Applications, for functions that change none. */
export const createApplicationReader = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}): Omit<ApplicationStore, 'commit'> => {
  const { client, tableName: TableName } = deps;
  const read = async (Key: { readonly pk: string; readonly sk: string }) =>
    (await client.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;
  /** The items of a partition: an applicant and a line have few, and of a group no more than asked for are read. */
  const all = async (pk: string, limit = Number.MAX_SAFE_INTEGER) => {
    const items: Record<string, unknown>[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': pk },
          ConsistentRead: true,
          ...(from === undefined ? {} : { ExclusiveStartKey: from }),
        }),
      );
      items.push(...(page.Items ?? []));
      from = page.LastEvaluatedKey;
    } while (from !== undefined && items.length < limit);
    return items.slice(0, limit);
  };
  const listed = async (pk: string, limit?: number) =>
    (await all(pk, limit)).map((item) => String(item['applicationId']));
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
    openForLine: (lineId) => listed(linePartition(lineId)),
    openInGroup: (groupId, limit) => listed(groupPartition(groupId), limit),
    approvalCounts: (of) =>
      together(
        of.map(async (each) => ({
          of: each,
          count: Number((await read(countKey(each)))?.['approved'] ?? 0),
        })),
      ),
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
    commit: async ({ stored, facts, effectiveOn, cause, applicant, mark, counted = [] }) => {
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
                item: {
                  ...markKey(mark.of ?? applicationId, mark.actId),
                  content: mark.content,
                },
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
          ...applicantWrites(tableName, before, state),
          ...offerWrites(tableName, before, state),
          ...withdrawalWrites(tableName, before, state),
          ...referralWrites(tableName, before, state),
          ...countWrites(tableName, facts, counted),
        ],
      });
      return outcome.committed ? { state, head: outcome.head } : 'conflict';
    },
  };
};
