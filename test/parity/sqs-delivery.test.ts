import { afterEach, describe, expect, test } from 'vitest';
import { arnOf, queueMapping, readQueue, resource } from '../../local/testing/assembly.ts';
import { createBench, MINUTE, START } from '../../local/testing/running.ts';

const bench = createBench();
afterEach(bench.close);

const listening = () => {
  const said: string[] = [];
  return {
    said,
    onLog: ({ line }: { line: string }) => {
      if (line.startsWith('got ')) said.push(line.slice(4));
    },
  };
};

const consumer = (code = '') => ({
  Work: {
    code: `exports.handler = async ({ Records }) => { console.log('got ' + Math.round((Date.now() - ${START}) / 1000) + ' ' + Records.map(({ body, attributes }) => body + ' #' + attributes.ApproximateReceiveCount).join()); ${code} };`,
    allow: [readQueue('Jobs')],
  },
});

describe('SQS as an event source', () => {
  // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
  // "If your function returns an error ... messages become visible again after the visibility timeout"
  test('a failed batch comes back after the visibility timeout, with its receive count', async () => {
    const { said, onLog } = listening();
    const runtime = await bench.start(
      {
        resources: {
          Jobs: resource('AWS::SQS::Queue', { VisibilityTimeout: 90 }),
          Mapping: queueMapping('Jobs', 'Work'),
        },
        functions: consumer(`if (Date.now() < ${START + 2 * MINUTE}) throw new Error('no');`),
      },
      { onLog },
    );
    await runtime.send('Jobs', 'a');
    await runtime.runUntil('idle');
    expect(said).toEqual(['0 a #1', '90 a #2', '180 a #3']);
  });

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html
  // A repeat within the five-minute deduplication interval is accepted and not delivered.
  test('a FIFO queue accepts a repeated deduplication id and delivers the message once', async () => {
    const { said, onLog } = listening();
    const runtime = await bench.start(
      {
        resources: {
          Jobs: resource('AWS::SQS::Queue', { FifoQueue: true }),
          Mapping: queueMapping('Jobs', 'Work'),
        },
        functions: consumer(),
      },
      { onLog },
    );
    for (const at of [0, 4, 5.1]) {
      runtime.at(START + at * MINUTE, 'send', () =>
        runtime.send('Jobs', 'a', { group: 'g', deduplicationId: 'same' }),
      );
    }
    await runtime.runUntil('idle');
    expect(said).toEqual(['0 a #1', '306 a #1']);
  });

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
  // The message moves when its receive count exceeds maxReceiveCount; a standard queue keeps the
  // original enqueue timestamp, so that its retention goes on from there.
  test('a message moves to the dead-letter queue with its first sent timestamp', async () => {
    const runtime = await bench.start({
      resources: {
        Dead: resource('AWS::SQS::Queue'),
        Jobs: resource('AWS::SQS::Queue', {
          VisibilityTimeout: 60,
          RedrivePolicy: { deadLetterTargetArn: arnOf('Dead'), maxReceiveCount: 3 },
        }),
        Mapping: queueMapping('Jobs', 'Work'),
      },
      functions: consumer(`throw new Error('never');`),
    });
    await runtime.send('Jobs', 'a');
    await runtime.runUntil('idle');
    expect(runtime.meter().invocations).toEqual({ Work: 3 });
    const [dead] = runtime.queues();
    expect(dead?.messages).toMatchObject([
      { body: 'a', attributes: { SentTimestamp: String(START) } },
    ]);
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html, "Success and
  // failure conditions": an empty list, null or no list is success; a bad identifier fails them all.
  test.each<[string, string, number]>([
    ['an empty list', 'return { batchItemFailures: [] };', 1],
    ['null', 'return { batchItemFailures: null };', 1],
    ['nothing', 'return undefined;', 1],
    ['an unknown identifier', "return { batchItemFailures: [{ itemIdentifier: 'x' }] };", 2],
    ['an empty identifier', "return { batchItemFailures: [{ itemIdentifier: '' }] };", 2],
    ['a list that is none', "return { batchItemFailures: 'x' };", 2],
  ])('%s is read as Lambda reads it', async (_, code, invocations) => {
    const runtime = await bench.start({
      resources: {
        Jobs: resource('AWS::SQS::Queue', { VisibilityTimeout: 60, MessageRetentionPeriod: 100 }),
        Mapping: queueMapping('Jobs', 'Work', {
          FunctionResponseTypes: ['ReportBatchItemFailures'],
        }),
      },
      functions: consumer(code),
    });
    await runtime.send('Jobs', 'a');
    await runtime.runUntil('idle');
    expect(runtime.meter().invocations).toEqual({ Work: invocations });
  });
});
