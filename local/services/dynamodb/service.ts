import type { Model } from '../../assembly/model.ts';
import { createSerial } from '../../kernel/serial.ts';
import type { Meter } from '../../meter.ts';
import {
  AwsError,
  type Input,
  type Operation,
  type Output,
  optionalText,
  type Service,
} from '../service.ts';
import { demandsByOperation } from './demands.ts';
import type { DirectAnswer, DynamoEngine } from './engine.ts';
import { createIdempotency } from './idempotency.ts';
import { type Change, createStreamLog, type StreamLog } from './stream.ts';
import { createTables, type OutsideTable, type Table } from './tables.ts';
import { decodeAnswer, encodeRequest, type Item } from './wire.ts';
import { type Write, writesOf } from './writes.ts';

export type DynamoDb = {
  readonly service: Service;
  readonly tables: readonly Table[];
  /** Change stream of the table with this stream ARN. */
  readonly stream: (streamArn: string) => StreamLog | undefined;
  /** Calls the engine without authorization, metering or streams: for reports and tests. */
  readonly inspect: (operation: string, input: Input) => Promise<Output>;
};

const READS = new Set(['GetItem', 'Query', 'Scan', 'BatchGetItem', 'TransactGetItems']);

const errorFrom = (status: number, answer: Readonly<Record<string, unknown>>): AwsError => {
  const { __type: type, message: _, Message: __, ...members } = answer;
  const name = typeof type === 'string' ? type.replace(/^.*#/, '') : 'InternalServerError';
  const message = optionalText(answer, 'message') ?? optionalText(answer, 'Message') ?? name;
  return new AwsError(name, message, {
    status,
    fault: status >= 500 ? 'server' : 'client',
    members,
  });
};

/** Sum of the units of a `ConsumedCapacity`, which is one record or a list of them. */
const unitsOf = (capacity: unknown): number => {
  if (Array.isArray(capacity)) return capacity.reduce<number>((sum, one) => sum + unitsOf(one), 0);
  if (typeof capacity !== 'object' || capacity === null) return 0;
  const { CapacityUnits: units } = capacity as { CapacityUnits?: unknown };
  return typeof units === 'number' ? units : 0;
};

export const createDynamoDb = async (deps: {
  readonly model: Model;
  readonly engine: DynamoEngine;
  readonly meter: Meter;
  readonly now: () => number;
  readonly outside?: readonly OutsideTable[] | undefined;
}): Promise<DynamoDb> => {
  const { model, engine, meter, now } = deps;
  const tables = await createTables(model, engine, deps.outside);
  const byName = new Map<string, Table>();
  const streams = new Map<string, StreamLog>();
  for (const table of tables) {
    byName.set(table.name, table);
    byName.set(table.arn, table);
    if (table.stream !== undefined) streams.set(table.stream.arn, createStreamLog(table, now));
  }
  const tableOf = (name: string): Table => {
    const table = byName.get(name);
    if (table !== undefined) return table;
    throw new AwsError(
      'ResourceNotFoundException',
      `Requested resource not found: Table: ${name} not found`,
    );
  };
  const streamedKeys = (name: string): readonly string[] | undefined => {
    const table = byName.get(name);
    return table?.stream === undefined ? undefined : table.keys;
  };

  const ask = async (operation: string, input: Input): Promise<DirectAnswer> => {
    if (engine.direct !== undefined) return engine.direct(operation, input);
    const { status, body } = await engine.request(operation, encodeRequest(input));
    return { status, answer: decodeAnswer(body) };
  };

  const send = async (operation: string, input: Input): Promise<Record<string, unknown>> => {
    const { status, answer } = await ask(operation, input);
    if (status !== 200) throw errorFrom(status, answer);
    return answer;
  };

  /** Asks what the request consumes, whether or not the caller wants to know. */
  const perform = async (operation: string, input: Input): Promise<Output> => {
    const asked = input['ReturnConsumedCapacity'];
    const wanted = asked === 'INDEXES' ? 'INDEXES' : 'TOTAL';
    const answer = await send(operation, { ...input, ReturnConsumedCapacity: wanted });
    const units = unitsOf(answer['ConsumedCapacity']);
    if (READS.has(operation)) meter.readUnits(units);
    else meter.writeUnits(units);
    if (asked !== 'INDEXES' && asked !== 'TOTAL') delete answer['ConsumedCapacity'];
    return answer;
  };

  const readItem = async (write: Write): Promise<Item | undefined> => {
    const answer = await send('GetItem', {
      TableName: write.table,
      Key: write.key,
      ConsistentRead: true,
    });
    return answer['Item'] as Item | undefined;
  };

  const capture = createSerial();

  /** Reads the images around a write of a streamed table; writes wait for each other meanwhile. */
  const performCaptured = (operation: string, input: Input, writes: readonly Write[]) =>
    capture(async () => {
      const before: (Item | undefined)[] = [];
      for (const write of writes)
        before.push(write.knownAbsent ? undefined : await readItem(write));
      const answer = await perform(operation, input);
      for (const [position, write] of writes.entries()) {
        const after =
          write.kind === 'delete'
            ? undefined
            : write.kind === 'put'
              ? write.item
              : await readItem(write);
        const change: Change = { key: write.key, before: before[position], after };
        streams.get(tableOf(write.table).stream?.arn ?? '')?.append(change);
      }
      return answer;
    });

  const idempotency = createIdempotency(now);
  const write = (operation: string, input: Input): Promise<Output> => {
    const writes = writesOf(operation, input, streamedKeys);
    return writes.length === 0
      ? perform(operation, input)
      : performCaptured(operation, input, writes);
  };

  const demands = demandsByOperation(tableOf);
  const operations: Record<string, Operation> = {};
  for (const [operation, demandsOf] of Object.entries(demands)) {
    operations[operation] = {
      demands: demandsOf,
      run: (input) => {
        if (operation === 'DescribeTable') return send(operation, input);
        if (READS.has(operation)) return perform(operation, input);
        if (operation !== 'TransactWriteItems') return write(operation, input);
        return idempotency(input, (rest) => write(operation, rest));
      },
    };
  }

  return {
    service: { name: 'dynamodb', namespace: 'com.amazonaws.dynamodb', operations },
    tables,
    stream: (arn) => streams.get(arn),
    inspect: send,
  };
};
