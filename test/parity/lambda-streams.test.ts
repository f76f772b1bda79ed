import { afterEach, describe, expect, test } from 'vitest';
import { arnOf, readStream, ref, resource, table } from '../../local/testing/assembly.ts';
import { createBench } from '../../local/testing/running.ts';

const bench = createBench();
afterEach(bench.close);

const stream = async (mapping: Record<string, unknown>, listener: string): Promise<string[]> => {
  const said: string[] = [];
  const runtime = await bench.start(
    {
      resources: {
        Items: table({ StreamSpecification: { StreamViewType: 'NEW_IMAGE' } }),
        Mapping: resource('AWS::Lambda::EventSourceMapping', {
          EventSourceArn: arnOf('Items', 'StreamArn'),
          FunctionName: ref('Listen'),
          StartingPosition: 'LATEST',
          BatchSize: 4,
          ...mapping,
        }),
      },
      functions: {
        Listen: {
          code: `exports.handler = async ({ Records }) => { const keys = Records.map(({ dynamodb }) => dynamodb.Keys.sk.S); console.log('got ' + keys.join('')); ${listener} };`,
          allow: [readStream('Items')],
        },
        Write: {
          code: `const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb'); const client = new DynamoDBClient({});
            exports.handler = async () => { for (const sk of 'abcd') await client.send(new PutItemCommand({ TableName: process.env.TABLE, Item: { pk: { S: 'p' }, sk: { S: sk } } })); };`,
          environment: { TABLE: ref('Items') },
          allow: [{ actions: ['dynamodb:PutItem'], on: arnOf('Items') }],
        },
      },
    },
    {
      onLog: ({ line }) => {
        if (line.startsWith('got ')) said.push(line.slice(4));
      },
    },
  );
  await runtime.invoke('Write', {});
  await runtime.runUntil('idle');
  return said;
};

describe('DynamoDB streams as an event source', () => {
  // https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
  // "Splitting a batch does not count toward the retry quota."
  test('a poison record is isolated by halving, which uses up no retries', async () => {
    const said = await stream(
      { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1 },
      "if (keys.includes('c')) throw new Error('poison');",
    );
    expect(said).toEqual(['abcd', 'ab', 'cd', 'c', 'c', 'd']);
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
  // "Lambda uses the lowest sequence number as the checkpoint, and retries all records from it."
  test('the lowest reported sequence number is the checkpoint', async () => {
    const said = await stream(
      { FunctionResponseTypes: ['ReportBatchItemFailures'], MaximumRetryAttempts: 5 },
      `if (globalThis.__reported !== true) { globalThis.__reported = true;
         return { batchItemFailures: ['d', 'b'].map((key) => ({ itemIdentifier: Records[keys.indexOf(key)].dynamodb.SequenceNumber })) }; }
       delete globalThis.__reported;`,
    );
    expect(said).toEqual(['abcd', 'bcd']);
  });

  // Same page: an answer without a list is success.
  test('without a failure the batch is done', async () => {
    expect(
      await stream({ FunctionResponseTypes: ['ReportBatchItemFailures'] }, 'return {};'),
    ).toEqual(['abcd']);
  });
});
