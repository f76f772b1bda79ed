import type { DynamoEngine } from '../../local/services/dynamodb/engine.ts';

/** One database process for many runs: closing it drops its tables, so that each run finds none. */
export const reusable = (engine: DynamoEngine) => (): Promise<DynamoEngine> => {
  const tables = new Set<string>();
  return Promise.resolve({
    request: (operation, body) => {
      if (operation === 'CreateTable') {
        tables.add((JSON.parse(body) as { TableName: string }).TableName);
      }
      return engine.request(operation, body);
    },
    close: async () => {
      for (const TableName of tables) {
        await engine.request('DeleteTable', JSON.stringify({ TableName }));
      }
      tables.clear();
    },
  });
};
