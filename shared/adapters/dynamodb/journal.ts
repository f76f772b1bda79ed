import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { invariant } from '../../domain/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import {
  type Cause,
  type CommitOutcome,
  type Entry,
  type Head,
  type JournalItem,
  noHead,
} from '../../ports/journal.ts';
import { chainHash } from './hash-chain.ts';

export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** The inbox marker of an input: the commit fails as a duplicate when this item exists. */
export type Marker = {
  readonly tableName: string;
  readonly item: { readonly pk: string; readonly sk: string } & Record<string, unknown>;
};

/** The aggregate's snapshot after the commit; `version` and `hash` are added, the old version is the condition. */
export type Snapshot = {
  readonly tableName: string;
  readonly item: { readonly pk: string; readonly sk: string } & Record<string, unknown>;
  /** Another condition than the version, for an item that serves one stream after another. */
  readonly guard?: Guard | undefined;
};

type Guard = {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
};

export type Commit = {
  readonly streamId: string;
  /** Where the stream stood when the decision was taken. */
  readonly expected: Head;
  /** At least one, or `indexOnly`: another commit would move a snapshot that nothing explains. */
  readonly entries: readonly Entry[];
  /**
   * Only indexes and the progress of a plan move, so nothing is to be told and the version stays.
   * The snapshot's guard must then see to it that no two such commits pass.
   */
  readonly indexOnly?: boolean | undefined;
  readonly cause: Cause;
  readonly marker?: Marker | undefined;
  /** Streams without a snapshot (`input#`, `payment#`) leave it out. */
  readonly snapshot?: Snapshot | undefined;
  /** Projections that must not lag. A failed condition of theirs refuses the commit as `condition`. */
  readonly writes?: readonly TransactItem[] | undefined;
};

export type Journal = {
  readonly commit: (commit: Commit) => Promise<CommitOutcome>;
  readonly read: (range: {
    readonly streamId: string;
    readonly fromVersion?: number;
    readonly toVersion?: number;
  }) => AsyncIterable<JournalItem>;
  /** Where a stream without a snapshot stands. */
  readonly head: (streamId: string) => Promise<Head>;
};

/** TransactWriteItems takes 100 actions; see Service, account and table quotas in Amazon DynamoDB. */
export const maxTransactItems = 100;

/** EventBridge takes 256 kB in one PutEvents call, so events of at most 64 kB travel at least four together. */
export const maxEventBytes = 64 * 1024;

/**
 * Someone else wrote, or is writing, what the decision was based on: read again and decide again.
 * TransactionConflict is the second case, in which no condition was even looked at.
 */
const lostRace = new Set(['ConditionalCheckFailed', 'TransactionConflict']);

const journalItemsOf = (commit: Commit, recordedAt: JournalItem['recordedAt']): JournalItem[] => {
  let { version, hash: previousHash } = commit.expected;
  return commit.entries.map(({ fact, effectiveOn }) => {
    version += 1;
    const event = {
      streamId: commit.streamId,
      version,
      type: fact.type,
      data: fact.data,
      effectiveOn,
      recordedAt,
      ...commit.cause,
    };
    const bytes = Buffer.byteLength(JSON.stringify(event));
    invariant(bytes < maxEventBytes, `${fact.type} takes ${bytes} bytes, over ${maxEventBytes}`);
    const item = { ...event, previousHash, hash: chainHash(previousHash, event) };
    previousHash = item.hash;
    return item;
  });
};

const snapshotPut = (snapshot: Snapshot, expected: Head, head: Head): TransactItem => ({
  Put: {
    TableName: snapshot.tableName,
    Item: { ...snapshot.item, version: head.version, hash: head.hash },
    ...(snapshot.guard ??
      (expected.version === 0
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: '#version = :expected',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':expected': expected.version },
          })),
  },
});

const refusalOf = (
  error: TransactionCanceledException,
  layout: { readonly marker: number; readonly guarded: number },
): CommitOutcome => {
  const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None');
  const failed = codes.flatMap((code, index) => (code === 'None' ? [] : [{ code, index }]));
  if (failed.length === 0 || !failed.every(({ code }) => lostRace.has(code))) throw error;
  const conditions = failed.filter(({ code }) => code === 'ConditionalCheckFailed');
  if (conditions.some(({ index }) => index < layout.marker)) {
    return { committed: false, because: 'duplicate' };
  }
  const own = conditions.find(({ index }) => index >= layout.guarded);
  const raced = failed.some(({ index }) => index < layout.guarded);
  return own && !raced
    ? { committed: false, because: 'condition', write: own.index - layout.guarded }
    : { committed: false, because: 'version' };
};

/**
 * The only writer of the journal. One transaction holds the inbox marker, the snapshot, the
 * events and the projections, in this order, so that the place of a failed condition tells why.
 *
 * @throws InvariantError when the commit has no event and is not `indexOnly`, an event over 64 kB
 * or over 100 actions.
 * Throttling and other faults of the service are thrown as they come.
 */
export const createJournal = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly clock: Clock;
}): Journal => {
  const { client, tableName, clock } = deps;

  const commit = async (input: Commit): Promise<CommitOutcome> => {
    invariant(
      input.entries.length > 0 || input.indexOnly === true,
      `a commit on ${input.streamId} has no event`,
    );
    const recordedAt = clock.now();
    const items = journalItemsOf(input, recordedAt);
    const last = items.at(-1);
    const { version, hash } = last ?? input.expected;
    const head: Head = { version, hash };
    const marker: TransactItem[] = input.marker
      ? [
          {
            Put: {
              TableName: input.marker.tableName,
              Item: { at: recordedAt, ...input.marker.item },
              ConditionExpression: 'attribute_not_exists(pk)',
            },
          },
        ]
      : [];
    const guarded: TransactItem[] = [
      ...marker,
      ...(input.snapshot ? [snapshotPut(input.snapshot, input.expected, head)] : []),
      ...items.map((item) => ({
        Put: {
          TableName: tableName,
          Item: item,
          ConditionExpression: 'attribute_not_exists(streamId)',
        },
      })),
    ];
    const TransactItems = [...guarded, ...(input.writes ?? [])];
    invariant(
      TransactItems.length <= maxTransactItems,
      `a commit on ${input.streamId} has ${TransactItems.length} actions, over ${maxTransactItems}`,
    );
    try {
      // The SDK gives each call a request token of its own, the same for the retries of that call.
      // One made of the content would tell two identical commits, raced by a message delivered
      // twice, that both of them won, and both would go on to send.
      await client.send(new TransactWriteCommand({ TransactItems }));
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      return refusalOf(error, { marker: marker.length, guarded: guarded.length });
    }
    return { committed: true, head };
  };

  const read: Journal['read'] = async function* ({
    streamId,
    fromVersion = 1,
    toVersion = Number.MAX_SAFE_INTEGER,
  }) {
    let from: Record<string, unknown> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: 'streamId = :stream AND version BETWEEN :from AND :to',
          ExpressionAttributeValues: {
            ':stream': streamId,
            ':from': fromVersion,
            ':to': toVersion,
          },
          ConsistentRead: true,
          ExclusiveStartKey: from,
        }),
      );
      for (const item of page.Items ?? []) yield item as JournalItem;
      from = page.LastEvaluatedKey;
    } while (from);
  };

  const head: Journal['head'] = async (streamId) => {
    const page = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'streamId = :stream',
        ExpressionAttributeValues: { ':stream': streamId },
        ConsistentRead: true,
        ScanIndexForward: false,
        Limit: 1,
      }),
    );
    const last = page.Items?.[0] as JournalItem | undefined;
    return last ? { version: last.version, hash: last.hash } : noHead;
  };

  return { commit, read, head };
};
