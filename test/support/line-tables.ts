import { createCreditLines, createRateStore } from '../../shared/adapters/dynamodb/credit-lines.ts';
import { createJournal } from '../../shared/adapters/dynamodb/journal.ts';
import { createLedger } from '../../shared/adapters/dynamodb/ledger.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { createLineDesk } from '../../shared/services/credit/line-desk.ts';
import { lineSettings } from './credit-line.ts';
import { startDynamo } from './dynamodb.ts';

/** Lines of credit, ledger and journal over a DynamoDB engine of its own; days are those of UTC. */
export const startLineTables = async (clock: Clock) => {
  const dynamo = await startDynamo();
  const { client } = dynamo;
  const journalTableName = await dynamo.journal('Journal');
  const receivablesTableName = await dynamo.table('Receivables');
  const tableName = await dynamo.table('Credit');
  const journal = createJournal({ client, tableName: journalTableName, clock });
  const ledger = createLedger({ client, journalTableName, receivablesTableName, clock });
  const lines = createCreditLines({ client, tableName, journal });
  const rates = createRateStore({ client, tableName });
  const deps = { lines, ledger, journal, rates, settings: lineSettings, zone: 'UTC', clock };
  return { dynamo, deps, desk: createLineDesk(deps) };
};

export type LineTables = Awaited<ReturnType<typeof startLineTables>>;
