import * as z from 'zod';
import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import { createLedgerReader } from '../../../shared/adapters/dynamodb/ledger.ts';
import { createMeasureStore } from '../../../shared/adapters/dynamodb/measures.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { createMetrics } from '../../../shared/lambda/metrics.ts';
import { taskHandler } from '../../../shared/lambda/task.ts';
import { createHandler } from './handler.ts';

const e = env(
  z.object({
    RECEIVABLES_TABLE_NAME: required,
    ALERTS_TABLE_NAME: required,
    METRICS_NAMESPACE: required,
    SETTINGS: jsonOf(z.object({ bookZone: required })),
  }),
);
const client = createDocumentClient();

export const handler = taskHandler(
  z.unknown(),
  createHandler({
    ledger: createLedgerReader({ client, receivablesTableName: e.RECEIVABLES_TABLE_NAME }),
    measures: createMeasureStore({ client, tableName: e.ALERTS_TABLE_NAME }),
    metrics: createMetrics(e.METRICS_NAMESPACE),
    zone: e.SETTINGS.bookZone,
    clock,
  }),
  { log: createLogger({ function: 'measure-book' }) },
);
