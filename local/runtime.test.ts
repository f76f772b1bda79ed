import { afterEach, describe, expect, test } from 'vitest';
import { type HostRequest, openRuntime, type Runtime, type RuntimeOptions } from './runtime.ts';
import {
  arnOf,
  queueMapping,
  queuePolicyFor,
  readQueue,
  readStream,
  ref,
  resource,
  type TestStack,
  table,
  writeAssembly,
} from './testing/assembly.ts';

// Orders arrive on the bus, wait in a queue, are written to a table, and the table's stream says so
// on the bus again.
const store = `
const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, PutCommand } = require('@aws-sdk/lib-dynamodb');
const { randomUUID } = require('node:crypto');
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
exports.handler = async (event, context) => {
  for (const { body } of event.Records) {
    const { detail } = JSON.parse(body);
    await client.send(new PutCommand({
      TableName: process.env.ORDERS_TABLE_NAME,
      Item: { pk: detail.id, sk: 'ORDER', amount: detail.amount, at: new Date().toISOString(),
        token: randomUUID(), lot: Math.floor(Math.random() * 1e9) },
      ConditionExpression: 'attribute_not_exists(pk)',
    }));
  }
};`;

const publish = `
const { EventBridgeClient, PutEventsCommand } = require('@aws-sdk/client-eventbridge');
const { unmarshall } = require('@aws-sdk/util-dynamodb');
const client = new EventBridgeClient({});
exports.handler = async (event) => {
  const Entries = event.Records.map(({ dynamodb }) => ({
    EventBusName: process.env.BUS_NAME, Source: 'shop', DetailType: 'OrderStored',
    Detail: JSON.stringify(unmarshall(dynamodb.NewImage)),
  }));
  await client.send(new PutEventsCommand({ Entries }));
};`;

const shop = (
  overrides: { readonly store?: string; readonly storeActions?: readonly string[] } = {},
): TestStack => ({
  resources: {
    Bus: resource('AWS::Events::EventBus', { Name: 'shop' }),
    Orders: table({ StreamSpecification: { StreamViewType: 'NEW_IMAGE' } }),
    IncomingDlq: resource('AWS::SQS::Queue'),
    Incoming: resource('AWS::SQS::Queue', {
      VisibilityTimeout: 60,
      RedrivePolicy: { deadLetterTargetArn: arnOf('IncomingDlq'), maxReceiveCount: 3 },
    }),
    IncomingPolicy: queuePolicyFor('Incoming', 'events.amazonaws.com'),
    OrderPlaced: resource('AWS::Events::Rule', {
      EventBusName: ref('Bus'),
      EventPattern: { 'detail-type': ['OrderPlaced'] },
      Targets: [{ Id: 'Queue', Arn: arnOf('Incoming') }],
    }),
    StoreMapping: queueMapping('Incoming', 'Store', { BatchSize: 1 }),
    PublishMapping: resource('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: arnOf('Orders', 'StreamArn'),
      FunctionName: ref('Publish'),
      StartingPosition: 'LATEST',
    }),
  },
  functions: {
    Store: {
      code: overrides.store ?? store,
      environment: { ORDERS_TABLE_NAME: ref('Orders') },
      allow: [
        readQueue('Incoming'),
        { actions: overrides.storeActions ?? ['dynamodb:PutItem'], on: arnOf('Orders') },
      ],
    },
    Publish: {
      code: publish,
      environment: { BUS_NAME: ref('Bus') },
      allow: [readStream('Orders'), { actions: ['events:PutEvents'], on: arnOf('Bus') }],
    },
  },
});

let open: { runtime: Runtime; remove: () => void } | undefined;

const start = async (stack: TestStack, options: Partial<RuntimeOptions> = {}): Promise<Runtime> => {
  const { path, remove } = writeAssembly({ Shop: stack });
  const runtime = await openRuntime({
    assembly: path,
    startAt: '2026-01-01T00:00:00Z',
    seed: 7,
    ...options,
  });
  open = { runtime, remove };
  return runtime;
};

afterEach(async () => {
  await open?.runtime.close();
  open?.remove();
  open = undefined;
});

const placeOrders = async (runtime: Runtime, count: number): Promise<void> => {
  for (let order = 1; order <= count; order += 1) {
    runtime.at(Date.parse('2026-01-02T06:00:00Z'), 'order', () =>
      runtime.putEvents([
        {
          source: 'erp',
          detailType: 'OrderPlaced',
          detail: { id: `order-${order}`, amount: order },
        },
      ]),
    );
  }
  await runtime.runUntil('idle');
};

describe('a template', () => {
  test('runs from the bus to the table and back to the bus', async () => {
    const runtime = await start(shop());
    await placeOrders(runtime, 1);
    expect(runtime.busEvents.map(({ detailType }) => detailType)).toEqual([
      'OrderPlaced',
      'OrderStored',
    ]);
    expect(runtime.busEvents[1]?.detail).toMatchObject({
      pk: 'order-1',
      amount: 1,
      at: '2026-01-02T06:00:00.000Z',
    });
    expect(runtime.meter()).toMatchObject({
      dynamodbWriteUnits: 1,
      deliveries: { events: 1, sqs: 1, stream: 1 },
      requests: { 'dynamodb:PutItem': 1, 'events:PutEvents': 2, 'sqs:SendMessage': 1 },
    });
  });

  test('says the same things in the same order for the same seed, other things for another', async () => {
    const run = async (seed: number): Promise<string> => {
      const runtime = await start(shop(), { seed });
      await placeOrders(runtime, 12);
      const said = JSON.stringify(runtime.busEvents);
      await runtime.close();
      open?.remove();
      open = undefined;
      return said;
    };
    const first = await run(1);
    expect(await run(1)).toBe(first);
    expect(await run(2)).not.toBe(first);
  });

  test('refuses a call that the role does not allow, as AWS words it', async () => {
    const runtime = await start(shop({ storeActions: ['dynamodb:GetItem'] }));
    await placeOrders(runtime, 1);
    expect(runtime.denials).toHaveLength(3);
    expect(runtime.denials[0]).toMatchObject({
      action: 'dynamodb:PutItem',
      resource: runtime.model.find('Orders').identity.arn,
    });
    const dead = runtime.queues().find(({ logicalId }) => logicalId === 'IncomingDlq');
    expect(dead).toMatchObject({ isDeadLetterQueue: true, visible: 1 });
    expect(dead?.messages[0]?.body).toContain('order-1');
  });

  test('puts a dead-lettered message back where it came from', async () => {
    const runtime = await start(
      shop({
        store: store.replace(
          'for (const',
          "if (Date.now() < Date.parse('2026-01-03')) throw new Error('not today');\nfor (const",
        ),
      }),
    );
    await placeOrders(runtime, 1);
    await runtime.runUntil(Date.parse('2026-01-03T00:00:00Z'));
    expect(await runtime.redrive('IncomingDlq')).toBe(1);
    await runtime.runUntil('idle');
    expect(runtime.busEvents.map(({ detailType }) => detailType)).toEqual([
      'OrderPlaced',
      'OrderStored',
    ]);
  });

  test('stops the run at an API that is not imitated, even when the function swallows the error', async () => {
    const runtime = await start(
      shop({
        store: `const { SQSClient, ListQueuesCommand } = require('@aws-sdk/client-sqs');
          exports.handler = async () => { try { await new SQSClient({}).send(new ListQueuesCommand({})); } catch {} };`,
      }),
    );
    await expect(placeOrders(runtime, 1)).rejects.toThrow(
      'The API sqs:ListQueues is not supported by the local runtime.',
    );
  });

  test('lets a function reach a host that somebody plays, and nobody else', async () => {
    const seen: HostRequest[] = [];
    const asking = `const say = async (path, init) => {
        try {
          const answer = await fetch('https://bureau.example' + path, init);
          return answer.status + ' ' + (await answer.text());
        } catch (error) { return error.name + ' ' + (error.cause?.code ?? ''); }
      };
      exports.handler = async () => {
        const body = 'asked';
        console.log(JSON.stringify([
          await say('/1?x=y', { method: 'POST', headers: { 'X-Key': 'k' }, body }),
          await say('/gone'),
          await say('/silent', { signal: AbortSignal.timeout(60_000) }),
        ]));
      };`;
    const lines: string[] = [];
    const runtime = await start(shop({ store: asking }), {
      onLog: ({ line }) => lines.push(line),
      hosts: {
        'https://bureau.example': (request) => {
          seen.push(request);
          if (request.path === '/gone') return 'gone';
          return request.path === '/silent' ? 'silent' : { status: 404, body: 'nobody' };
        },
      },
    });
    await placeOrders(runtime, 1);
    expect(lines.join()).toContain('["404 nobody","TypeError ECONNREFUSED","TimeoutError "]');
    expect(seen[0]).toMatchObject({
      method: 'POST',
      path: '/1?x=y',
      headers: { 'x-key': 'k' },
      body: 'asked',
    });
  });

  test.each([
    [
      "await fetch('https://bureau.example/people/1?name=ada')",
      'fetch from https://bureau.example',
    ],
    ["require('node:https')", "require('node:https')"],
  ])('stops the run when a function reaches for the network: %s', async (reach, said) => {
    const runtime = await start(
      shop({ store: `exports.handler = async () => { try { ${reach}; } catch {} };` }),
    );
    await expect(placeOrders(runtime, 1)).rejects.toThrow(
      new RegExp(`^${said.replace(/[().]/g, '\\$&')}: functions do not reach the network here`),
    );
  });
});
