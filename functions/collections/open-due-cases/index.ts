import * as z from 'zod';
import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { createLedgerReader } from '../../../shared/adapters/dynamodb/ledger.ts';
import { createSweepStore } from '../../../shared/adapters/dynamodb/sweeps.ts';
import { createSqsClient } from '../../../shared/adapters/sqs/client.ts';
import { createQueueSender } from '../../../shared/adapters/sqs/queue.ts';
import { collectionSettings } from '../../../shared/domain/collections/settings.ts';
import { contactedAs } from '../../../shared/domain/contact/mode.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { taskHandler } from '../../../shared/lambda/task.ts';
import { strategyOf } from '../../../strategies/catalogue.ts';
import { createHandler } from './handler.ts';

const e = env(
  z.object({
    RECEIVABLES_TABLE_NAME: required,
    COLLECTIONS_TABLE_NAME: required,
    CASE_SIGNALS_QUEUE_URL: required,
    SETTINGS: jsonOf(collectionSettings),
  }),
);
const client = createDocumentClient();

export const handler = taskHandler(
  z.unknown(),
  createHandler({
    sweeps: createSweepStore({ client, tableName: e.COLLECTIONS_TABLE_NAME }),
    ledger: createLedgerReader({ client, receivablesTableName: e.RECEIVABLES_TABLE_NAME }),
    signals: createQueueSender({ client: createSqsClient(), queueUrl: e.CASE_SIGNALS_QUEUE_URL }),
    contactedAs: contactedAs(e.SETTINGS.contact, sha256),
    strategy: strategyOf(e.SETTINGS.strategy.name, e.SETTINGS.strategy.version),
    clock,
  }),
  { log: createLogger({ function: 'open-due-cases' }) },
);
