import * as z from 'zod';
import { createAwsSurvey } from '../../../shared/adapters/collections.ts';
import { createCaseReader } from '../../../shared/adapters/dynamodb/cases.ts';
import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import { createJournalReader } from '../../../shared/adapters/dynamodb/journal-reader.ts';
import { createLedgerReader } from '../../../shared/adapters/dynamodb/ledger.ts';
import { createStopReader } from '../../../shared/adapters/dynamodb/sending.ts';
import { surveyTables } from '../../../shared/domain/collections/settings.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { operatorHandler } from '../../../shared/lambda/operator.ts';
import { createHandler, settings } from './handler.ts';

const e = env(
  z.object({ ...surveyTables, JOURNAL_TABLE_NAME: required, SETTINGS: jsonOf(settings) }),
);
const client = createDocumentClient();

export const handler = operatorHandler(
  createHandler({
    ...createAwsSurvey({ client, tables: e, settings: e.SETTINGS }),
    writeOffs: createLedgerReader({ client, receivablesTableName: e.RECEIVABLES_TABLE_NAME }),
    cases: createCaseReader({ client, tableName: e.COLLECTIONS_TABLE_NAME }),
    journal: createJournalReader({ client, tableName: e.JOURNAL_TABLE_NAME }),
    stops: createStopReader({ client, tableName: e.CONTACT_TABLE_NAME }),
    clock,
    strategy: e.SETTINGS.strategy,
    bookZone: e.SETTINGS.bookZone,
  }),
  { log: createLogger({ function: 'show-account' }) },
);
