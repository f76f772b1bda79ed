import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { SendingStop } from '../../domain/contact/control.ts';
import { noHead } from '../../ports/journal.ts';
import type { ControlStore, DayCounter, SendingStore } from '../../ports/sending.ts';
import type { Journal } from './journal.ts';

const controlKey = { pk: 'CONTROL', sk: 'SENDING' };
const actKey = (actId: string) => ({ pk: 'CONTROL', sk: `IN#${actId}` });

/** `email`, or `email#shadow` for what is simulated. */
const counterName = ({ channel, mode }: DayCounter): string =>
  mode === 'live' ? channel : `${channel}#${mode}`;

const counterKey = (counter: DayCounter) => ({
  pk: `CAP#${counter.on}`,
  sk: counterName(counter),
});

/** That a message has its place in the day. */
const holderKey = (counter: DayCounter, messageId: string) => ({
  pk: `CAP#${counter.on}`,
  sk: `${counterName(counter)}#FOR#${messageId}`,
});

type Deps = {
  readonly client: DynamoDBDocumentClient;
  /** Contact. */
  readonly tableName: string;
  readonly journal: Pick<Journal, 'commit'>;
};

const read = async (
  { client, tableName }: Omit<Deps, 'journal'>,
  Key: { readonly pk: string; readonly sk: string },
): Promise<Record<string, unknown> | undefined> => {
  const { Item } = await client.send(
    new GetCommand({ TableName: tableName, Key, ConsistentRead: true }),
  );
  return Item;
};

/** The stop in force, for functions that only look. */
export const createStopReader = (deps: Omit<Deps, 'journal'>): Pick<SendingStore, 'stop'> => ({
  stop: async () => (await read(deps, controlKey))?.['stop'] as SendingStop | undefined,
});

/**
 * The switch and the counters in the Contact table, as a message asks for them. A counter is an
 * item of its own, one for each day and channel, and counts without a transaction: a day has
 * fewer messages than one item takes writes.
 *
 * Throttling and other faults of the service are thrown as they come.
 */
export const createSendingStore = (deps: Deps): SendingStore => {
  const { client, tableName, journal } = deps;
  // After the counter: a crash in between wastes one message and lets none through.
  const hold = (Key: ReturnType<typeof holderKey>) =>
    client.send(
      new UpdateCommand({
        TableName: tableName,
        Key,
        UpdateExpression: 'SET taken = :one',
        ExpressionAttributeValues: { ':one': 1 },
      }),
    );
  return {
    ...createStopReader(deps),

    take: async (counter, cap, messageId) => {
      const holder = messageId === undefined ? undefined : holderKey(counter, messageId);
      if (holder !== undefined && (await read(deps, holder)) !== undefined) return 'taken';
      try {
        await client.send(
          new UpdateCommand({
            TableName: tableName,
            Key: counterKey(counter),
            UpdateExpression: 'ADD taken :one',
            ConditionExpression: 'attribute_not_exists(taken) OR taken < :cap',
            ExpressionAttributeValues: { ':one': 1, ':cap': cap },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        );
        if (holder !== undefined) await hold(holder);
        return 'taken';
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        // The client hands back the item of the failure in the wire form.
        return error.Item?.['announced']?.BOOL === true ? 'announced' : 'exhausted';
      }
    },

    announce: async (counter, cap, cause) => {
      const { on, channel, mode } = counter;
      // A stream of one event: whoever comes second finds its version taken, and all is said.
      await journal.commit({
        streamId: `sending#${on}#${counterName(counter)}`,
        expected: noHead,
        entries: [
          {
            fact: {
              type: 'DailyCapReached',
              data: { on, channel, cap, ...(mode === 'live' ? {} : { mode }) },
            },
            effectiveOn: on,
          },
        ],
        cause,
      });
      // Apart, so that no transaction gets in the way of those who count.
      await client.send(
        new UpdateCommand({
          TableName: tableName,
          Key: counterKey(counter),
          UpdateExpression: 'SET announced = :yes',
          ExpressionAttributeValues: { ':yes': true },
        }),
      );
    },
  };
};

/** How many messages of a day are taken, for those who only look. */
export const createDayReader = (
  deps: Omit<Deps, 'journal'>,
): ((counter: DayCounter) => Promise<number>) => {
  return async (counter) => Number((await read(deps, counterKey(counter)))?.['taken'] ?? 0);
};

/** The switch as those see it who may turn it; journalled on the stream `sending#control`. */
export const createControlStore = (deps: Deps): ControlStore => {
  const { tableName, journal } = deps;
  return {
    load: async () => {
      const item = await read(deps, controlKey);
      if (item === undefined) return { state: {}, head: noHead };
      const { version, hash, stop } = item as { version: number; hash: string; stop?: SendingStop };
      return { state: stop === undefined ? {} : { stop }, head: { version, hash } };
    },

    isCarriedOut: async (actId) => (await read(deps, actKey(actId))) !== undefined,

    commit: async ({ stored, fact, actId, state, effectiveOn, cause }) => {
      const outcome = await journal.commit({
        streamId: 'sending#control',
        expected: stored.head,
        entries: [{ fact, effectiveOn }],
        cause,
        marker: { tableName, item: actKey(actId) },
        snapshot: { tableName, item: { ...controlKey, ...state } },
      });
      if (outcome.committed) return 'done';
      return outcome.because === 'duplicate' ? 'duplicate' : 'conflict';
    },
  };
};
