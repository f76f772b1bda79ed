import * as z from 'zod';
import { lineSettings } from '../../../shared/adapters/credit-lines.ts';
import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import {
  createLineReader,
  createRateStore,
} from '../../../shared/adapters/dynamodb/credit-lines.ts';
import { createJournal } from '../../../shared/adapters/dynamodb/journal.ts';
import { createLedgerReader } from '../../../shared/adapters/dynamodb/ledger.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { operatorHandler } from '../../../shared/lambda/operator.ts';
import { lookAt } from '../../../shared/services/credit/line-view.ts';
import { createHandler } from './handler.ts';

const e = env(
  z.object({
    JOURNAL_TABLE_NAME: required,
    CREDIT_TABLE_NAME: required,
    RECEIVABLES_TABLE_NAME: required,
    SETTINGS: jsonOf(lineSettings),
  }),
);
const client = createDocumentClient();
const table = { client, tableName: e.CREDIT_TABLE_NAME };
const lines = createLineReader(table);
const { creditLine: settings, bookZone: zone } = e.SETTINGS;
const view = {
  lines,
  ledger: createLedgerReader({ client, receivablesTableName: e.RECEIVABLES_TABLE_NAME }),
  journal: createJournal({ client, tableName: e.JOURNAL_TABLE_NAME, clock }),
  rates: createRateStore(table),
  settings,
  zone,
  clock,
};

export const handler = operatorHandler(
  createHandler({ look: (lineId) => lookAt(view, lineId), lines }),
  { log: createLogger({ function: 'show-line' }) },
);
