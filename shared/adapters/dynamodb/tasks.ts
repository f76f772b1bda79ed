import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { shardOf } from '../../domain/account.ts';
import type { OpenTask, TaskChange } from '../../domain/collections/tasks.ts';
import type { CaseTask } from '../../domain/collections/types.ts';
import type { TaskReader } from '../../ports/tasks.ts';
import { createDeskList } from './desk-list.ts';
import type { TransactItem } from './journal.ts';

type Placed = { readonly dueOn: string; readonly taskId: string };

/** The order of a desk's list, and where it continues. */
const placeOf = ({ dueOn, taskId }: Placed): string => `${dueOn}#${taskId}`;

/**
 * The list holds open tasks only, so it stays as short as the work that is left. Its key is the
 * desk, not the status, in as many partitions as the agenda.
 */
const deskKey = (accountId: string, task: Placed & { readonly role: string }) => ({
  pk: `DESK#${task.role}#${shardOf(accountId)}`,
  sk: placeOf(task),
});

const taskKey = (accountId: string, taskId: string) => ({
  pk: `ACCOUNT#${accountId}`,
  sk: `TASK#${taskId}`,
});

const opened = (tableName: string, task: OpenTask): readonly TransactItem[] => [
  {
    Put: {
      TableName: tableName,
      Item: { ...taskKey(task.accountId, task.taskId), status: 'open', ...task },
      // A simulation that began again may open the same task once more.
      ...(task.mode === 'shadow' ? {} : { ConditionExpression: 'attribute_not_exists(pk)' }),
    },
  },
  { Put: { TableName: tableName, Item: { ...deskKey(task.accountId, task), ...task } } },
];

const claimed = (
  TableName: string,
  accountId: string,
  task: CaseTask,
  by: string | undefined,
): readonly TransactItem[] =>
  [taskKey(accountId, task.taskId), deskKey(accountId, task)].map((Key) => ({
    Update: {
      TableName,
      Key,
      ...(by === undefined
        ? { UpdateExpression: 'REMOVE claimedBy' }
        : {
            UpdateExpression: 'SET claimedBy = :by',
            ExpressionAttributeValues: { ':by': by },
          }),
    },
  }));

const ended = (
  TableName: string,
  accountId: string,
  task: CaseTask,
  status: 'done' | 'withdrawn',
): readonly TransactItem[] => [
  {
    Update: {
      TableName,
      Key: taskKey(accountId, task.taskId),
      UpdateExpression: 'SET #status = :status',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':status': status },
    },
  },
  { Delete: { TableName, Key: deskKey(accountId, task) } },
];

/** What a change of a case's tasks writes beside the case: their items and the lists of their desks. */
export const taskWrites =
  (tableName: string, accountId: string) =>
  (change: TaskChange): readonly TransactItem[] => {
    switch (change.change) {
      case 'opened':
        return opened(tableName, change.task);
      case 'claimed':
        return claimed(tableName, accountId, change.task, change.by);
      case 'returned':
        return claimed(tableName, accountId, change.task, undefined);
      case 'done':
      case 'withdrawn':
        return ended(tableName, accountId, change.task, change.change);
    }
  };

/** The lists of the desks, for functions that change none. */
export const createTaskReader = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}): TaskReader => {
  const pageOf = createDeskList<OpenTask>({ ...deps, placeOf });
  return {
    open: async (role, page) => {
      const { entries: tasks, ...more } = await pageOf((shard) => `DESK#${role}#${shard}`, page);
      return { tasks, ...more };
    },
  };
};
