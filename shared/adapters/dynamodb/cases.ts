import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Instant } from '../../domain/calendar.ts';
import { evolveAll } from '../../domain/collections/evolve.ts';
import { taskChanges } from '../../domain/collections/tasks.ts';
import type { CaseState } from '../../domain/collections/types.ts';
import { invariant } from '../../domain/errors.ts';
import type { CaseActs, CaseCommit, CaseStore, StoredCase } from '../../ports/collections.ts';
import { noHead } from '../../ports/journal.ts';
import type { Journal, Marker } from './journal.ts';
import { taskWrites } from './tasks.ts';

/** The snapshot item: the case, its head, and what belongs to the account rather than to the case. */
type CaseItem = CaseState & {
  readonly version: number;
  readonly hash: string;
  readonly revision: number;
  readonly endDelivered: boolean;
  readonly continueBefore?: Instant;
};

const keyOf = (accountId: string) => ({ pk: `ACCOUNT#${accountId}`, sk: 'CASE' });

const storedOf = (item: Record<string, unknown> | undefined): StoredCase | undefined => {
  if (item === undefined) return undefined;
  const {
    pk: _pk,
    sk: _sk,
    version,
    hash,
    revision,
    endDelivered,
    continueBefore,
    ...state
  } = item as CaseItem & {
    pk: string;
    sk: string;
  };
  return { state, head: { version, hash }, revision, endDelivered, continueBefore };
};

/** Another writer has not been faster. */
const guard = (stored: StoredCase | undefined) =>
  stored === undefined
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : {
        ConditionExpression: 'revision = :revision',
        ExpressionAttributeValues: { ':revision': stored.revision },
      };

/** Reads cases, for functions that change none. */
export const createCaseReader = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}): Pick<CaseStore, 'load'> => ({
  load: async (accountId) => {
    const { Item } = await deps.client.send(
      new GetCommand({ TableName: deps.tableName, Key: keyOf(accountId), ConsistentRead: true }),
    );
    return storedOf(Item);
  },
});

type StoreDeps = {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly journal: Pick<Journal, 'commit'>;
};

/** Commits on a case and its tasks, with the mark of the act that it is about, if it is one. */
const commitWith =
  ({ tableName, journal }: StoreDeps) =>
  async (
    { stored, facts, effectiveOn, cause }: CaseCommit,
    marker?: Marker,
  ): Promise<StoredCase | 'conflict'> => {
    const opens = facts[0]?.type === 'CaseOpened';
    const state = evolveAll(stored?.state, facts, effectiveOn);
    invariant(state !== undefined, 'a commit on a case needs a fact');
    const { accountId, caseId } = state;
    const expected = opens || stored === undefined ? noHead : stored.head;
    const revision = (stored?.revision ?? 0) + 1;
    const continueBefore = opens ? undefined : stored?.continueBefore;
    const own = { revision, endDelivered: false, continueBefore };
    const outcome = await journal.commit({
      streamId: `case#${caseId}`,
      expected,
      entries: facts.map((fact) => ({ fact, effectiveOn })),
      cause,
      marker,
      snapshot: {
        tableName,
        item: { ...keyOf(accountId), ...state, ...own },
        guard: guard(stored),
      },
      writes: taskChanges(stored?.state, state, facts).flatMap(taskWrites(tableName, accountId)),
    });
    if (!outcome.committed) return 'conflict';
    return { state, head: outcome.head, ...own };
  };

const actKey = (accountId: string, actId: string) => ({
  pk: `ACCOUNT#${accountId}`,
  sk: `IN#act:${actId}`,
});

/** The same cases for people's acts, each carried out once under its id. */
export const createCaseActs = (deps: StoreDeps): CaseActs => {
  const { client, tableName } = deps;
  const commit = commitWith(deps);
  return {
    ...createCaseReader(deps),
    carriedOut: async (accountId, actId) => {
      const { Item } = await client.send(
        new GetCommand({
          TableName: tableName,
          Key: actKey(accountId, actId),
          ConsistentRead: true,
        }),
      );
      return Item === undefined ? undefined : String(Item['content']);
    },
    carryOut: ({ mark: { actId, content }, ...given }) =>
      commit(given, {
        tableName,
        item: { ...actKey(given.stored.state.accountId, actId), content },
      }),
  };
};

/**
 * Cases in the Collections table. One item per account holds the current or last case; the
 * journal has one stream per case, so the item's guard is its revision, which goes on over cases,
 * and not the version of a stream, which begins again.
 *
 * Throttling and other faults of the service are thrown as they come.
 */
export const createCaseStore = (deps: StoreDeps): CaseStore => {
  const { client, tableName } = deps;
  const commitOf = commitWith(deps);
  const commit: CaseStore['commit'] = (given) => commitOf(given);

  const bump: CaseStore['bump'] = async (stored) => {
    const revision = stored.revision + 1;
    const done = await updated({
      UpdateExpression: 'SET revision = :next',
      ConditionExpression: 'revision = :revision',
      ExpressionAttributeValues: { ':next': revision, ':revision': stored.revision },
      accountId: stored.state.accountId,
    });
    return done ? { ...stored, revision } : 'conflict';
  };

  const handOver: CaseStore['handOver'] = async (stored, continueBefore) => {
    const revision = stored.revision + 1;
    const done = await updated({
      UpdateExpression: 'SET revision = :next, continueBefore = :before',
      ConditionExpression: 'revision = :revision',
      ExpressionAttributeValues: {
        ':next': revision,
        ':revision': stored.revision,
        ':before': continueBefore,
      },
      accountId: stored.state.accountId,
    });
    return done ? { ...stored, revision, continueBefore } : 'conflict';
  };

  const markEndDelivered: CaseStore['markEndDelivered'] = async ({ state }) => {
    await updated({
      UpdateExpression: 'SET endDelivered = :yes',
      ConditionExpression: 'caseId = :case',
      ExpressionAttributeValues: { ':yes': true, ':case': state.caseId },
      accountId: state.accountId,
    });
  };

  /** False when the condition did not hold. */
  const updated = async ({
    accountId,
    ...update
  }: {
    readonly accountId: string;
    readonly UpdateExpression: string;
    readonly ConditionExpression: string;
    readonly ExpressionAttributeValues: Record<string, unknown>;
  }): Promise<boolean> => {
    try {
      await client.send(
        new UpdateCommand({ TableName: tableName, Key: keyOf(accountId), ...update }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };

  return { ...createCaseReader(deps), commit, bump, handOver, markEndDelivered };
};
