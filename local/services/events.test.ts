import { afterEach, describe, expect, test } from 'vitest';
import {
  arnOf,
  queuePolicyFor,
  ref,
  resource,
  role,
  type TestFunction,
  type TestStack,
} from '../testing/assembly.ts';
import { createBench, DAY, HOUR, MINUTE, START } from '../testing/running.ts';

const bench = createBench();
afterEach(bench.close);

const invokable = (functionId: string, principal: string): Record<string, unknown> =>
  resource('AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: arnOf(functionId),
    Principal: principal,
  });

const say = (what: string, extra: Partial<TestFunction> = {}): TestFunction => ({
  code: `exports.handler = async (event) => { console.log('[' + Math.round((Date.now() - ${START}) / 1000) + ',' + JSON.stringify(${what}) + ']'); };`,
  ...extra,
});

const listening = () => {
  const said: [number, unknown][] = [];
  return {
    said,
    onLog: ({ line }: { line: string }) => {
      if (line.startsWith('[')) said.push(JSON.parse(line) as [number, unknown]);
    },
  };
};

describe('rules', () => {
  const stack = (target: Record<string, unknown>, more: TestStack = {}): TestStack => ({
    ...more,
    resources: {
      Bus: resource('AWS::Events::EventBus', { Name: 'shop' }),
      Jobs: resource('AWS::SQS::Queue'),
      JobsPolicy: queuePolicyFor('Jobs', 'events.amazonaws.com'),
      Rule: resource('AWS::Events::Rule', {
        EventBusName: ref('Bus'),
        EventPattern: { source: ['till'], detail: { total: [{ numeric: ['>', 10] }] } },
        Targets: [{ Id: 'one', ...target }],
      }),
      ...more.resources,
    },
  });
  const sale = (total: number) => ({ source: 'till', detailType: 'Sale', detail: { total } });

  test('match the pattern and transform the input', async () => {
    const runtime = await bench.start(
      stack({
        Arn: arnOf('Jobs'),
        InputTransformer: {
          InputPathsMap: { total: '$.detail.total' },
          InputTemplate: '{"sum": <total>}',
        },
      }),
    );
    await runtime.putEvents([sale(5), sale(50), { ...sale(60), source: 'desk' }]);
    await runtime.runUntil('idle');
    const [jobs] = runtime.queues();
    expect(jobs?.messages.map(({ body }) => JSON.parse(body) as unknown)).toEqual([{ sum: 50 }]);
    expect(runtime.meter()).toMatchObject({ events: 3, deliveries: { events: 1 } });
  });

  test('give a function the whole event, twice more when it fails, then its dead-letter queue', async () => {
    const { said, onLog } = listening();
    const runtime = await bench.start(
      stack(
        { Arn: arnOf('Work') },
        {
          resources: { Permission: invokable('Work', 'events.amazonaws.com') },
          functions: {
            Work: {
              code: `${say('event.detail').code}; const inner = exports.handler; exports.handler = async (event) => { await inner(event); throw new Error('no'); };`,
              properties: { DeadLetterConfig: { TargetArn: arnOf('Jobs') } },
              allow: [{ actions: ['sqs:SendMessage'], on: arnOf('Jobs') }],
            },
          },
        },
      ),
      { onLog },
    );
    await runtime.putEvents([sale(50)]);
    await runtime.runUntil('idle');
    expect(said).toEqual([
      [0, { total: 50 }],
      [60, { total: 50 }],
      [180, { total: 50 }],
    ]);
    const [jobs] = runtime.queues();
    expect(JSON.parse(jobs?.messages[0]?.body ?? '')).toMatchObject({
      version: '0',
      'detail-type': 'Sale',
      source: 'till',
      account: '000000000000',
      region: 'us-east-1',
      time: '2026-01-01T00:00:00Z',
      detail: { total: 50 },
    });
  });

  test('are refused at the start when nothing lets them reach their target', async () => {
    await expect(
      bench.start(
        stack(
          { Arn: arnOf('Jobs') },
          { resources: { JobsPolicy: resource('AWS::CDK::Metadata') } },
        ),
      ),
    ).rejects.toThrow(/The rule .* may not sqs:SendMessage on arn:aws:sqs:/);
  });

  test('are refused at the start when a condition of the queue names another rule', async () => {
    const policy = resource('AWS::SQS::QueuePolicy', {
      Queues: [ref('Jobs')],
      PolicyDocument: {
        Statement: {
          Effect: 'Allow',
          Action: 'sqs:SendMessage',
          Principal: { Service: 'events.amazonaws.com' },
          Resource: arnOf('Jobs'),
          Condition: {
            ArnEquals: { 'aws:SourceArn': 'arn:aws:events:us-east-1:000000000000:rule/shop/other' },
          },
        },
      },
    });
    await expect(
      bench.start(stack({ Arn: arnOf('Jobs') }, { resources: { JobsPolicy: policy } })),
    ).rejects.toThrow('may not sqs:SendMessage');
  });

  test('deliver in an order that the seed decides', async () => {
    const order = async (seed: number): Promise<string> => {
      const { said, onLog } = listening();
      const runtime = await bench.start(
        stack(
          { Arn: arnOf('Work') },
          {
            resources: { Permission: invokable('Work', 'events.amazonaws.com') },
            functions: { Work: say('event.detail.total') },
          },
        ),
        { seed, onLog },
      );
      await runtime.putEvents([11, 12, 13, 14, 15, 16].map(sale));
      await runtime.runUntil('idle');
      await bench.close();
      return said.map(([, total]) => total).join();
    };
    const first = await order(1);
    expect(await order(1)).toBe(first);
    expect(new Set([first, await order(2), await order(3)]).size).toBeGreaterThan(1);
  });

  test('refuse an event whose detail is not an object, entry by entry', async () => {
    const runtime = await bench.start(stack({ Arn: arnOf('Jobs') }));
    await expect(
      runtime.putEvents([{ source: 'till', detailType: 'Sale', detail: 'text' }]),
    ).rejects.toThrow('MalformedDetail');
  });
});

describe('schedules', () => {
  test('of a rule run in UTC, again and again, and do not keep a run busy', async () => {
    const { said, onLog } = listening();
    const runtime = await bench.start(
      {
        resources: {
          Daily: resource('AWS::Events::Rule', {
            ScheduleExpression: 'cron(30 6 * * ? *)',
            Targets: [{ Id: 'one', Arn: arnOf('Work'), Input: '{"kind":"sweep"}' }],
          }),
          Permission: invokable('Work', 'events.amazonaws.com'),
        },
        functions: { Work: say('event') },
      },
      { onLog },
    );
    await runtime.runUntil('idle');
    expect(said).toEqual([]);
    await runtime.runUntil(START + 2 * DAY);
    expect(said).toEqual([
      [6.5 * 3600, { kind: 'sweep' }],
      [30.5 * 3600, { kind: 'sweep' }],
    ]);
  });

  test('of the Scheduler run in their own zone, with their own role', async () => {
    const { said, onLog } = listening();
    const scheduled = (allowed: string): TestStack => ({
      resources: {
        SchedulerRole: role('scheduler.amazonaws.com', [{ actions: [allowed], on: arnOf('Work') }]),
        Morning: resource('AWS::Scheduler::Schedule', {
          ScheduleExpression: 'cron(0 9 * * ? *)',
          ScheduleExpressionTimezone: 'America/Santiago',
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: {
            Arn: arnOf('Work'),
            RoleArn: arnOf('SchedulerRole'),
            Input: '{"at":"<aws.scheduler.scheduled-time>"}',
          },
        }),
      },
      functions: { Work: say('event') },
    });
    const runtime = await bench.start(scheduled('lambda:InvokeFunction'), { onLog });
    await runtime.runUntil(START + DAY);
    // Santiago is three hours behind UTC in January.
    expect(said).toEqual([[12 * 3600, { at: '2026-01-01T12:00:00Z' }]]);
    await bench.close();
    await expect(bench.start(scheduled('lambda:GetFunction'))).rejects.toThrow(
      'may not lambda:InvokeFunction',
    );
  });
});

test('lateness under the plan is bounded by a minute', async () => {
  const { said, onLog } = listening();
  const runtime = await bench.start(
    {
      resources: {
        Bus: resource('AWS::Events::EventBus', { Name: 'shop' }),
        Rule: resource('AWS::Events::Rule', {
          EventBusName: ref('Bus'),
          EventPattern: { source: ['till'] },
          Targets: [{ Id: 'one', Arn: arnOf('Work') }],
        }),
        Permission: invokable('Work', 'events.amazonaws.com'),
      },
      functions: { Work: say('event.detail.n') },
    },
    { onLog, faults: { reorder: true, duplicates: 0.5 } },
  );
  await runtime.putEvents(
    Array.from({ length: 30 }, (_, n) => ({ source: 'till', detailType: 'Sale', detail: { n } })),
  );
  await runtime.runUntil(START + HOUR);
  expect(new Set(said.map(([, n]) => n)).size).toBe(30);
  expect(said.length).toBeGreaterThan(30);
  expect(Math.max(...said.map(([at]) => at)) * 1000).toBeLessThanOrEqual(MINUTE);
  expect(said.map(([, n]) => n)).not.toEqual(
    said.map(([, n]) => n).sort((a, b) => Number(a) - Number(b)),
  );
});
