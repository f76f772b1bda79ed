import * as z from 'zod';
import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import { createJournalReader } from '../../../shared/adapters/dynamodb/journal-reader.ts';
import { createLedgerReader } from '../../../shared/adapters/dynamodb/ledger.ts';
import { createAwsGathering, gatheringVariables } from '../../../shared/adapters/gathering.ts';
import { publishedLateness } from '../../../shared/adapters/lateness-model.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { taskHandler } from '../../../shared/lambda/task.ts';
import { applicationRequest } from '../../../statemachines/credit-approval/io.ts';
import { createHandler, historySettings } from './handler.ts';

const e = env(
  z.object({
    ...gatheringVariables,
    JOURNAL_TABLE_NAME: required,
    RECEIVABLES_TABLE_NAME: required,
    SETTINGS: jsonOf(historySettings),
  }),
);
const client = createDocumentClient();
const { lateness, ...settings } = e.SETTINGS;

export const handler = taskHandler(
  applicationRequest,
  createHandler({
    ...createAwsGathering({ client, variables: e }),
    ledger: createLedgerReader({ client, receivablesTableName: e.RECEIVABLES_TABLE_NAME }),
    journal: createJournalReader({ client, tableName: e.JOURNAL_TABLE_NAME }),
    clock,
    ...settings,
    lateness: lateness && publishedLateness(lateness),
  }),
  { log: createLogger({ function: 'gather-history' }) },
);
