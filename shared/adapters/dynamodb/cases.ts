import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DomainFact } from '../../../events/catalogue.ts';
import type { Instant } from '../../domain/calendar.ts';
import { evolveAll } from '../../domain/collections/evolve.ts';
import type { CaseState } from '../../domain/collections/types.ts';
import { invariant } from '../../domain/errors.ts';
import type { CaseStore, StoredCase } from '../../ports/collections.ts';
import { noHead } from '../../ports/journal.ts';
import type { Journal, TransactItem } from './journal.ts';

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

const taskPut = (tableName: string, fact: DomainFact): readonly TransactItem[] =>
  fact.type === 'TaskOpened'
    ? [
        {
          Put: {
            TableName: tableName,
            Item: {
              pk: `ACCOUNT#${fact.data.accountId}`,
              sk: `TASK#${fact.data.taskId}`,
              status: 'open',
              ...fact.data,
            },
            // A simulation that began again may open the same task once more.
            ...(fact.data.mode === 'shadow'
              ? {}
              : { ConditionExpression: 'attribute_not_exists(pk)' }),
          },
        },
      ]
    : [];

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

/**
 * Cases in the Collections table. One item per account holds the current or last case; the
 * journal has one stream per case, so the item's guard is its revision, which goes on over cases,
 * and not the version of a stream, which begins again.
 *
 * Throttling and other faults of the service are thrown as they come.
 */
export const createCaseStore = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly journal: Pick<Journal, 'commit'>;
}): CaseStore => {
  const { client, tableName, journal } = deps;

  const commit: CaseStore['commit'] = async ({ stored, facts, effectiveOn, cause }) => {
    const opens = facts[0]?.type === 'CaseOpened';
    const state = evolveAll(stored?.state, facts, effectiveOn);
    invariant(state !== undefined, 'a commit on a case needs a fact');
    const expected = opens || stored === undefined ? noHead : stored.head;
    const revision = (stored?.revision ?? 0) + 1;
    const continueBefore = opens ? undefined : stored?.continueBefore;
    const own = { revision, endDelivered: false, continueBefore };
    const item = { ...keyOf(state.accountId), ...state, ...own };
    const outcome = await journal.commit({
      streamId: `case#${state.caseId}`,
      expected,
      entries: facts.map((fact) => ({ fact, effectiveOn })),
      cause,
      snapshot: { tableName, item, guard: guard(stored) },
      writes: facts.flatMap((fact) => taskPut(tableName, fact)),
    });
    if (!outcome.committed) return 'conflict';
    return { state, head: outcome.head, ...own };
  };

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
