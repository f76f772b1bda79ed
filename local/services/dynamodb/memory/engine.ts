import type { Input } from '../../service.ts';
import type { DynamoEngine, EngineAnswer } from '../engine.ts';
import { decodeAnswer, encodeRequest } from '../wire.ts';
import { batchGet, batchWrite } from './batches.ts';
import { createBill } from './capacity.ts';
import { tableFrom } from './definition.ts';
import { getItem, putItem, removeItem, updateItem } from './items.ts';
import { invalid, Refusal } from './refusal.ts';
import { query, scan } from './search.ts';
import type { Table, TableOf } from './table.ts';
import { transactGet, transactWrite } from './transactions.ts';

type Operation = (input: Input) => Record<string, unknown>;

/**
 * DynamoDB in this process: what the stack asks of it and nothing more, without a socket between.
 * Everything happens at once and in order, so every read is consistent and no transaction conflicts.
 */
export const createMemoryEngine = (): DynamoEngine => {
  const tables = new Map<string, Table>();
  const tableOf: TableOf = (name) => {
    const table = tables.get(String(name).replace(/^.*:table\//, ''));
    if (table !== undefined) return table;
    throw new Refusal('ResourceNotFoundException', 'Requested resource not found');
  };

  /** Runs an operation on one table and reports what it consumed. */
  const single =
    (
      perform: (
        table: Table,
        input: Input,
        bill: ReturnType<typeof createBill>,
      ) => Record<string, unknown>,
    ): Operation =>
    (input) => {
      const bill = createBill();
      const answer = perform(tableOf(input['TableName']), input, bill);
      const [consumed] = bill.report(input['ReturnConsumedCapacity']) ?? [];
      return consumed === undefined ? answer : { ...answer, ConsumedCapacity: consumed };
    };
  const several =
    (
      perform: (
        tableOf: TableOf,
        input: Input,
        bill: ReturnType<typeof createBill>,
      ) => Record<string, unknown>,
    ): Operation =>
    (input) => {
      const bill = createBill();
      const answer = perform(tableOf, input, bill);
      const consumed = bill.report(input['ReturnConsumedCapacity']);
      return consumed === undefined ? answer : { ...answer, ConsumedCapacity: consumed };
    };

  const operations: Readonly<Record<string, Operation>> = {
    CreateTable: (input) => {
      const table = tableFrom(input);
      if (tables.has(table.name)) {
        throw new Refusal('ResourceInUseException', `Table already exists: ${table.name}`);
      }
      tables.set(table.name, table);
      return { TableDescription: { TableName: table.name, TableStatus: 'ACTIVE' } };
    },
    DeleteTable: (input) => {
      const { name } = tableOf(input['TableName']);
      tables.delete(name);
      return { TableDescription: { TableName: name, TableStatus: 'DELETING' } };
    },
    DescribeTable: (input) => ({
      Table: { TableName: tableOf(input['TableName']).name, TableStatus: 'ACTIVE' },
    }),
    GetItem: single(getItem),
    PutItem: single(putItem),
    UpdateItem: single(updateItem),
    DeleteItem: single(removeItem),
    Query: single(query),
    Scan: single(scan),
    TransactWriteItems: several(transactWrite),
    TransactGetItems: several(transactGet),
    BatchGetItem: several(batchGet),
    BatchWriteItem: several(batchWrite),
  };

  const direct = (operation: string, input: Input): Record<string, unknown> => {
    const perform = operations[operation];
    if (perform === undefined)
      throw invalid(`The operation ${operation} is not supported by this engine`);
    return perform(input);
  };

  return {
    direct: (operation, input) => {
      try {
        return { status: 200, answer: direct(operation, input) };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return {
          status: 400,
          answer: { __type: error.name, message: error.message, ...error.members },
        };
      }
    },
    request: async (operation, body): Promise<EngineAnswer> => {
      try {
        return { status: 200, body: encodeRequest(direct(operation, decodeAnswer(body))) };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const refusal = { __type: error.name, message: error.message, ...error.members };
        return { status: 400, body: encodeRequest(refusal) };
      }
    },
    close: async () => tables.clear(),
  };
};
