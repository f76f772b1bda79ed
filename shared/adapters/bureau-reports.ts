import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { instant } from '../domain/calendar.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import { bureauReportSchema } from '../domain/credit/inputs.ts';
import type { CreditFiles } from '../ports/applications.ts';
import type { BureauReports, Kept, KeptAnswer } from '../ports/gathering.ts';
import { sha256 } from './dynamodb/hash-chain.ts';

const keptAnswer = z.object({
  bureau: z.string(),
  requestId: z.string(),
  receivedAt: z.string().transform((text) => instant(text)),
  currency: z.string(),
  status: z.enum(['found', 'no-record', 'invalid']),
  report: bureauReportSchema.optional(),
  problems: z.array(z.string()).optional(),
  raw: z.string(),
});

/** Where an answer is kept; the item itself says nothing about anybody. */
const pointer = z.object({ key: z.string(), sha256: z.string() });
type Pointer = z.infer<typeof pointer>;

const partition = (bureau: string, fingerprint: string): string =>
  `REPORT#${bureau}#${fingerprint}`;
/** Sorts after every moment, so that the newest report is the last item before these. */
const askedPrefix = 'ASKED#';
const asked = (requestId: string): string => `${askedPrefix}${requestId}`;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * Answers of bureaus: whole in the CreditFilesBucket, found through items of the Credit table. The
 * first answer that is kept for a question is the answer; another one stays in the bucket and
 * counts for nothing.
 */
export const createBureauReports = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly files: CreditFiles;
}): BureauReports => {
  const { client, tableName, files } = deps;

  const open = async (item: unknown): Promise<Kept | undefined> => {
    const { data } = pointer.safeParse(item);
    const bytes = data && (await files.get(data.key));
    if (bytes === undefined) return undefined;
    const text = Buffer.from(bytes).toString('utf8');
    // What was changed afterwards is not what the bureau said.
    if (sha256(text) !== data?.sha256) return undefined;
    const answer = keptAnswer.safeParse(parsed(text));
    return answer.success ? { answer: answer.data, sha256: data.sha256 } : undefined;
  };

  const answered = async (bureau: string, fingerprint: string, requestId: string) => {
    const { Item } = await client.send(
      new GetCommand({
        TableName: tableName,
        Key: { pk: partition(bureau, fingerprint), sk: asked(requestId) },
        ConsistentRead: true,
      }),
    );
    return open(Item);
  };

  const point = async (fingerprint: string, answer: KeptAnswer, to: Pointer) => {
    const { bureau, requestId, status, receivedAt } = answer;
    const pk = partition(bureau, fingerprint);
    const item = { pk, ...to, status, receivedAt };
    const marker = {
      TableName: tableName,
      Item: { ...item, sk: asked(requestId) },
      ConditionExpression: 'attribute_not_exists(pk)',
    };
    const report = { TableName: tableName, Item: { ...item, sk: receivedAt } };
    const TransactItems = [{ Put: marker }, ...(status === 'found' ? [{ Put: report }] : [])];
    try {
      await client.send(new TransactWriteCommand({ TransactItems }));
      return true;
    } catch (error) {
      const refused =
        error instanceof TransactionCanceledException &&
        error.CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed';
      if (!refused) throw error;
      return false;
    }
  };

  return {
    answered,
    newest: async (bureau, fingerprint, after) => {
      const { Items } = await client.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :after AND :asked',
          ExpressionAttributeValues: {
            ':pk': partition(bureau, fingerprint),
            // Sorts after every moment of that day.
            ':after': `${after}~`,
            ':asked': askedPrefix,
          },
          ConsistentRead: true,
          ScanIndexForward: false,
          Limit: 1,
        }),
      );
      return open(Items?.[0]);
    },
    keep: async (fingerprint, answer) => {
      const text = canonicalJson(answer);
      const digest = sha256(text);
      const { bureau, receivedAt, requestId } = answer;
      const key = `reports/${bureau}/${fingerprint}/${receivedAt}-${digest.slice(0, 16)}.json`;
      await files.put(key, Buffer.from(text), 'application/json');
      if (await point(fingerprint, answer, { key, sha256: digest }))
        return { answer, sha256: digest };
      return (await answered(bureau, fingerprint, requestId)) ?? { answer, sha256: digest };
    },
  };
};
