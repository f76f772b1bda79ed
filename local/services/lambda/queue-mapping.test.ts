import { afterEach, describe, expect, test } from 'vitest';
import type { Runtime, RuntimeOptions } from '../../runtime.ts';
import {
  arnOf,
  queueMapping,
  readQueue,
  resource,
  type TestStack,
} from '../../testing/assembly.ts';
import { createBench, SECOND, START } from '../../testing/running.ts';

const bench = createBench();
afterEach(bench.close);

/** Logs one line an invocation: when, and the keys or bodies of its batch. */
const SAY = `
const { DynamoDBClient, PutItemCommand, UpdateItemCommand, DeleteItemCommand, TransactWriteItemsCommand } = require('@aws-sdk/client-dynamodb');
const say = (what) => console.log(JSON.stringify([(Date.now() - ${START}) / 1000, what]));
`;

type Said = [number, unknown];

const listening = (): { said: Said[]; options: Partial<RuntimeOptions> } => {
  const said: Said[] = [];
  return {
    said,
    options: {
      onLog: ({ line }) => {
        if (line.startsWith('[')) said.push(JSON.parse(line) as Said);
      },
    },
  };
};

describe('a queue mapping', () => {
  const stack = (
    code: string,
    mapping: Record<string, unknown> = {},
    queue: Record<string, unknown> = {},
  ): TestStack => ({
    resources: {
      JobsDlq: resource('AWS::SQS::Queue', queue['FifoQueue'] === true ? { FifoQueue: true } : {}),
      Jobs: resource('AWS::SQS::Queue', {
        VisibilityTimeout: 60,
        RedrivePolicy: { deadLetterTargetArn: arnOf('JobsDlq'), maxReceiveCount: 2 },
        ...queue,
      }),
      Mapping: queueMapping('Jobs', 'Work', mapping),
    },
    functions: {
      Work: {
        code: `${SAY}exports.handler = async ({ Records }) => { const bodies = Records.map(({ body }) => body); say(bodies.slice().sort()); ${code} };`,
        allow: [readQueue('Jobs')],
      },
    },
  });
  const sendAll = async (runtime: Runtime, ...messages: readonly string[]): Promise<void> => {
    for (const body of messages) await runtime.send('Jobs', body);
  };

  test('gathers up to the batch size, at once without a window', async () => {
    const { said, options } = listening();
    const runtime = await bench.start(stack('', { BatchSize: 2 }), options);
    await sendAll(runtime, 'a', 'b', 'c');
    await runtime.runUntil('idle');
    expect(said.map(([at, batch]) => [at, (batch as string[]).length])).toEqual([
      [0, 2],
      [0, 1],
    ]);
    expect(runtime.queues().map(({ visible, inFlight }) => visible + inFlight)).toEqual([0, 0]);
  });

  test('waits for its window unless the batch is full', async () => {
    const { said, options } = listening();
    const runtime = await bench.start(
      stack('', { BatchSize: 3, MaximumBatchingWindowInSeconds: 20 }),
      options,
    );
    await sendAll(runtime, 'a');
    runtime.at(START + 5 * SECOND, 'second', () => sendAll(runtime, 'b'));
    runtime.at(START + 60 * SECOND, 'full', () => sendAll(runtime, 'c', 'd', 'e'));
    await runtime.runUntil('idle');
    expect(said).toEqual([
      [20, ['a', 'b']],
      [60, ['c', 'd', 'e']],
    ]);
  });

  test('leaves a failed batch hidden until its visibility timeout, then gives it up', async () => {
    const { said, options } = listening();
    const runtime = await bench.start(stack("throw new Error('no');"), options);
    await sendAll(runtime, 'a');
    await runtime.runUntil('idle');
    expect(said).toEqual([
      [0, ['a']],
      [60, ['a']],
    ]);
    const dead = runtime.queues().find(({ logicalId }) => logicalId === 'JobsDlq');
    expect(dead?.messages.map(({ body }) => body)).toEqual(['a']);
  });

  test('keeps only the items that the function reports', async () => {
    const { said, options } = listening();
    const report =
      'return { batchItemFailures: Records.filter(({ body }) => body === "b").map(({ messageId }) => ({ itemIdentifier: messageId })) };';
    const runtime = await bench.start(
      stack(report, { FunctionResponseTypes: ['ReportBatchItemFailures'] }),
      options,
    );
    await sendAll(runtime, 'a', 'b', 'c');
    await runtime.runUntil('idle');
    expect(said).toEqual([
      [0, ['a', 'b', 'c']],
      [60, ['b']],
    ]);
  });

  test('keeps the order of a group through failures', async () => {
    const { said, options } = listening();
    const code = `if (bodies[0] === "a1" && Date.now() < ${START + 30_000}) throw new Error("later");`;
    const runtime = await bench.start(
      stack(
        code,
        { BatchSize: 1 },
        {
          FifoQueue: true,
          RedrivePolicy: { deadLetterTargetArn: arnOf('JobsDlq'), maxReceiveCount: 5 },
        },
      ),
      options,
    );
    for (const body of ['a1', 'a2', 'b1']) {
      await runtime.send('Jobs', body, { group: body.charAt(0) });
    }
    await runtime.runUntil('idle');
    expect(said).toEqual([
      [0, ['a1']],
      [0, ['b1']],
      [60, ['a1']],
      [60, ['a2']],
    ]);
  });

  test('delivers twice what the fault plan duplicates', async () => {
    const { said, options } = listening();
    const runtime = await bench.start(stack(''), { ...options, faults: { duplicates: 1 } });
    await sendAll(runtime, 'a');
    await runtime.runUntil('idle');
    expect(said.flatMap(([, batch]) => batch)).toEqual(['a', 'a']);
  });

  test('is refused when the function may not read the queue', async () => {
    const made = stack('');
    const work = { code: 'exports.handler = async () => {};' };
    await expect(bench.start({ ...made, functions: { Work: work } })).rejects.toThrow(
      'not authorized to perform: sqs:ReceiveMessage',
    );
  });
});
