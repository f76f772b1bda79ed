import { createRequire } from 'node:module';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeRequest } from '../services/dynamodb/wire.ts';
import { type KeyNodes, marshallInput, unmarshallOutput } from './document.ts';

const { HttpResponse } = createRequire(import.meta.url)('@smithy/core/protocols') as {
  HttpResponse: new (options: object) => unknown;
};

/** A real document client whose HTTP layer hands back what it was given. */
const capture = () => {
  let request = '';
  let answer = '{}';
  const base = new DynamoDBClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: {
      handle: async ({ body }: { body: string | Uint8Array }) => {
        request = typeof body === 'string' ? body : new TextDecoder().decode(body);
        const bytes = Buffer.from(answer);
        return {
          response: new HttpResponse({
            statusCode: 200,
            headers: { 'content-type': 'application/x-amz-json-1.0' },
            body: bytes,
          }),
        };
      },
    },
  });
  const translation = { marshallOptions: { removeUndefinedValues: true } };
  const client = DynamoDBDocumentClient.from(base, translation);
  return {
    translation,
    /** Bodies that the real client sends and that we would send for a command. */
    both: async (command: object): Promise<{ real: unknown; ours: unknown }> => {
      const { input, inputKeyNodes } = command as { input: unknown; inputKeyNodes: KeyNodes };
      const ours: unknown = JSON.parse(
        encodeRequest(marshallInput(input, inputKeyNodes, translation)),
      );
      await client.send(command as GetCommand);
      return { real: JSON.parse(request) as unknown, ours };
    },
    answers: async (command: object, body: object): Promise<{ real: unknown; ours: unknown }> => {
      answer = JSON.stringify(body);
      const { outputKeyNodes } = command as { outputKeyNodes: KeyNodes };
      const { $metadata: _, ...real } = await client.send(command as GetCommand);
      return { real, ours: unmarshallOutput(body, outputKeyNodes, translation) };
    },
  };
};

const value = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ minLength: 1, maxLength: 8 }),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), tie('any'), { maxKeys: 3 }),
  ),
})).any;

const item = fc
  .dictionary(fc.stringMatching(/^[a-z]{1,6}$/), value, { maxKeys: 4 })
  .map((rest): Record<string, unknown> => ({ ...rest, pk: 'p' }));

describe('the document client', () => {
  test('sends what we dispatch, for any item and every command that we meet', async () => {
    const { both } = capture();
    await fc.assert(
      fc.asyncProperty(item, item, async (one, two) => {
        const commands = [
          new PutCommand({
            TableName: 't',
            Item: one,
            ConditionExpression: 'a = :a',
            ExpressionAttributeValues: { ':a': two },
          }),
          new GetCommand({ TableName: 't', Key: { pk: 'p' }, ConsistentRead: true }),
          new UpdateCommand({
            TableName: 't',
            Key: { pk: 'p' },
            UpdateExpression: 'SET #n = :v, x = :x',
            ExpressionAttributeNames: { '#n': 'name' },
            ExpressionAttributeValues: { ':v': one, ':x': undefined },
          }),
          new QueryCommand({
            TableName: 't',
            ExpressionAttributeValues: { ':p': 'p' },
            ExclusiveStartKey: { pk: 'p' },
          }),
          new BatchGetCommand({ RequestItems: { t: { Keys: [{ pk: 'p' }, { pk: 'q' }] } } }),
          new BatchWriteCommand({
            RequestItems: {
              t: [{ PutRequest: { Item: one } }, { DeleteRequest: { Key: { pk: 'p' } } }],
            },
          }),
          new TransactWriteCommand({
            ClientRequestToken: 'token',
            TransactItems: [
              { Put: { TableName: 't', Item: one } },
              {
                Update: {
                  TableName: 't',
                  Key: { pk: 'p' },
                  UpdateExpression: 'SET a = :a',
                  ExpressionAttributeValues: { ':a': two },
                },
              },
              {
                ConditionCheck: {
                  TableName: 't',
                  Key: { pk: 'p' },
                  ConditionExpression: 'attribute_exists(pk)',
                },
              },
              { Delete: { TableName: 't', Key: { pk: 'p' } } },
            ],
          }),
        ];
        for (const command of commands) {
          const { real, ours } = await both(command);
          expect(ours).toEqual(real);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('reads answers as we read them', async () => {
    const { answers } = capture();
    const wire = {
      pk: { S: 'p' },
      n: { N: '12.5' },
      l: { L: [{ BOOL: true }, { NULL: true }] },
      m: { M: { s: { SS: ['a'] } } },
    };
    for (const [command, body] of [
      [new GetCommand({ TableName: 't', Key: { pk: 'p' } }), { Item: wire }],
      [
        new QueryCommand({ TableName: 't' }),
        { Items: [wire, wire], Count: 2, LastEvaluatedKey: { pk: { S: 'p' } } },
      ],
      [
        new BatchGetCommand({ RequestItems: {} }),
        { Responses: { t: [wire] }, UnprocessedKeys: {} },
      ],
    ] as const) {
      const { real, ours } = await answers(command, body);
      expect(ours).toEqual(real);
    }
  });
});
