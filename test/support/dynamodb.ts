import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { CreateTableCommand, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDocumentClient } from '../../shared/adapters/dynamodb/client.ts';

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was assigned');
  return address.port;
};

const binary = (): string => {
  const name = `@dynoxide/${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  return join(dirname(require.resolve(`${name}/package.json`)), 'dynoxide');
};

const answers = async (endpoint: string, engine: ChildProcess): Promise<void> => {
  for (;;) {
    if (engine.exitCode !== null) throw new Error(`the engine ended with ${engine.exitCode}`);
    try {
      await fetch(endpoint);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
};

/** Capacity that the engine reported, by table or index and kind. */
export type Units = { read: number; write: number };

export type TestDynamo = {
  readonly client: DynamoDBDocumentClient;
  /** Calls and capacity units since the last reset, as the engine reports them. */
  readonly meter: { calls: string[]; units: Units; reset: () => void };
  /** A client of its own, for instance with other retry settings. */
  readonly connect: (config?: DynamoDBClientConfig) => DynamoDBDocumentClient;
  /** Tables with `pk` and `sk`; the name is the argument. */
  readonly table: (name: string) => Promise<string>;
  readonly journal: (name: string) => Promise<string>;
  readonly stop: () => Promise<void>;
};

type Consumed = { CapacityUnits?: number; ReadCapacityUnits?: number; WriteCapacityUnits?: number };

/**
 * Starts a DynamoDB engine of its own, in memory, on a free port. Every request asks for the
 * capacity it consumed, so a test can state what a command costs.
 */
export const startDynamo = async (): Promise<TestDynamo> => {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const engine = spawn(binary(), ['--host', '127.0.0.1', '--port', String(port)], {
    stdio: 'ignore',
  });
  await answers(endpoint, engine);
  const connect: TestDynamo['connect'] = (config = {}) =>
    createDocumentClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      ...config,
    });
  const client = connect();
  const meter: TestDynamo['meter'] = {
    calls: [],
    units: { read: 0, write: 0 },
    reset: () => {
      meter.calls = [];
      meter.units = { read: 0, write: 0 };
    },
  };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const input = args.input as Record<string, unknown>;
      const name = (context.commandName ?? '').replace(/Command$/, '');
      const result = await next({
        ...args,
        input: { ...input, ...(name === 'CreateTable' ? {} : { ReturnConsumedCapacity: 'TOTAL' }) },
      });
      meter.calls.push(name);
      const output = result.output as { ConsumedCapacity?: Consumed | Consumed[] };
      for (const one of [output.ConsumedCapacity ?? []].flat()) {
        const units = one.CapacityUnits ?? 0;
        const write = /^(Put|Update|Delete|BatchWrite|TransactWrite)/.test(name);
        meter.units[write ? 'write' : 'read'] += units;
      }
      return result;
    },
    { step: 'initialize', name: 'meter' },
  );
  const create = async (
    TableName: string,
    partition: string,
    sort: string,
    sortType: 'S' | 'N',
  ) => {
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: partition, AttributeType: 'S' },
          { AttributeName: sort, AttributeType: sortType },
        ],
        KeySchema: [
          { AttributeName: partition, KeyType: 'HASH' },
          { AttributeName: sort, KeyType: 'RANGE' },
        ],
      }),
    );
    return TableName;
  };
  return {
    client,
    meter,
    connect,
    table: (name) => create(name, 'pk', 'sk', 'S'),
    journal: (name) => create(name, 'streamId', 'version', 'N'),
    stop: async () => {
      client.destroy();
      const ended = once(engine, 'exit');
      engine.kill();
      await ended;
    },
  };
};
