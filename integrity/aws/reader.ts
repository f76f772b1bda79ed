import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  ListExecutionsCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/lib-dynamodb';
import { executionNameOf } from '../../shared/adapters/stepfunctions/execution-name.ts';
import type { JournalItem } from '../../shared/ports/journal.ts';
import type { BookReader, Item, Key, TableName } from '../reader.ts';

export type Books = {
  readonly documents: DynamoDBDocumentClient;
  readonly machines: SFNClient;
  readonly table: (name: TableName | 'journal') => string;
  readonly machineArn: string;
  /** Of credit approval. */
  readonly approvalArn: string;
};

/** BatchGetItem takes 100 keys. */
const keysPerGet = 100;

type Page = Readonly<Record<string, unknown>>;

async function* paged<T>(
  ask: (from: Page | undefined) => Promise<{
    readonly Items?: Page[] | undefined;
    readonly LastEvaluatedKey?: Page | undefined;
  }>,
): AsyncGenerator<T> {
  let from: Page | undefined;
  do {
    const page = await ask(from);
    for (const item of page.Items ?? []) yield item as T;
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}

/**
 * How many executions of a case may be forgotten: Step Functions keeps one for 90 days after its
 * end, a case continues as new every 300 days, so this is ten years of one unbroken case.
 */
const mostForgotten = 12;

/** ARN of an execution from that of its machine. */
export const executionArnOf = (machineArn: string, name: string): string =>
  `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;

/**
 * The last execution of a case, found by counting: each begins when the one before it hands over,
 * and one that ended 90 days ago is forgotten, so the count goes on over a gap at the beginning.
 */
export const lastExecution = async (
  { machines, machineArn }: Pick<Books, 'machines' | 'machineArn'>,
  caseId: string,
): Promise<{ readonly continuation: number; readonly running: boolean } | undefined> => {
  let last: { continuation: number; running: boolean } | undefined;
  for (let continuation = 0; ; continuation += 1) {
    const name = executionNameOf(caseId, continuation);
    try {
      const { status } = await machines.send(
        new DescribeExecutionCommand({ executionArn: executionArnOf(machineArn, name) }),
      );
      last = { continuation, running: status === 'RUNNING' };
      if (last.running) return last;
    } catch (error) {
      if (!(error instanceof ExecutionDoesNotExist)) throw error;
      if (last !== undefined || continuation >= mostForgotten) return last;
    }
  }
};

async function* runningOf(
  { machines }: Pick<Books, 'machines'>,
  stateMachineArn: string,
): AsyncGenerator<string> {
  let nextToken: string | undefined;
  do {
    const page = await machines.send(
      new ListExecutionsCommand({
        stateMachineArn,
        statusFilter: 'RUNNING',
        maxResults: 1000,
        nextToken,
      }),
    );
    for (const { name } of page.executions ?? []) if (name !== undefined) yield name;
    ({ nextToken } = page);
  } while (nextToken !== undefined);
}

/**
 * Reads an environment through paginated calls with the operator's own credentials. The whole
 * journal and every table are listed once for their keys, and each subject is read by its key, so
 * memory holds ids and one subject at a time.
 */
export const createBookReader = (books: Books): BookReader => {
  const { documents, table, machineArn } = books;
  return {
    streamIds: async function* () {
      const seen = new Set<string>();
      const items = paged<{ readonly streamId: string }>((from) =>
        documents.send(
          new ScanCommand({
            TableName: table('journal'),
            ProjectionExpression: 'streamId',
            ExclusiveStartKey: from,
          }),
        ),
      );
      for await (const { streamId } of items) {
        if (seen.has(streamId)) continue;
        seen.add(streamId);
        yield streamId;
      }
    },
    stream: (streamId) =>
      paged<JournalItem>((from) =>
        documents.send(
          new QueryCommand({
            TableName: table('journal'),
            KeyConditionExpression: 'streamId = :stream',
            ExpressionAttributeValues: { ':stream': streamId },
            ConsistentRead: true,
            ExclusiveStartKey: from,
          }),
        ),
      ),
    keys: (name) =>
      paged<Key>((from) =>
        documents.send(
          new ScanCommand({
            TableName: table(name),
            ProjectionExpression: 'pk, sk',
            ExclusiveStartKey: from,
          }),
        ),
      ),
    partition: async (name, pk) => {
      const items: Item[] = [];
      const found = paged<Item>((from) =>
        documents.send(
          new QueryCommand({
            TableName: table(name),
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': pk },
            ConsistentRead: true,
            ExclusiveStartKey: from,
          }),
        ),
      );
      for await (const item of found) items.push(item);
      return items;
    },
    get: async (name, keys) => {
      const unique = new Map(keys.map(({ pk, sk }) => [`${pk}\n${sk}`, { pk, sk }]));
      const all = [...unique.values()];
      const found: Item[] = [];
      for (let at = 0; at < all.length; at += keysPerGet) {
        let rest: Record<string, unknown>[] = all.slice(at, at + keysPerGet);
        while (rest.length > 0) {
          const { Responses, UnprocessedKeys } = await documents.send(
            new BatchGetCommand({
              RequestItems: { [table(name)]: { Keys: rest, ConsistentRead: true } },
            }),
          );
          found.push(...((Responses?.[table(name)] ?? []) as Item[]));
          rest = UnprocessedKeys?.[table(name)]?.Keys ?? [];
        }
      }
      return found;
    },
    runningExecutions: () => runningOf(books, machineArn),
    runningApprovals: () => runningOf(books, books.approvalArn),
    isRunning: async (caseId) => (await lastExecution(books, caseId))?.running === true,
  };
};
