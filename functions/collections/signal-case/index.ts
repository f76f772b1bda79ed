import * as z from 'zod';
import { createAwsCollections } from '../../../shared/adapters/collections.ts';
import { createLineReader } from '../../../shared/adapters/dynamodb/credit-lines.ts';
import { createWaitTokens } from '../../../shared/adapters/dynamodb/wait-tokens.ts';
import { createMachineClient } from '../../../shared/adapters/stepfunctions/client.ts';
import { createCollectionMachine } from '../../../shared/adapters/stepfunctions/collection-machine.ts';
import { openingSettings, surveyTables } from '../../../shared/domain/collections/settings.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { queueBatchHandler } from '../../../shared/lambda/queue.ts';
import { caseSettled as settledError } from '../../../statemachines/collection/io.ts';
import { createHandler } from './handler.ts';

const e = env(
  z.object({
    ...surveyTables,
    JOURNAL_TABLE_NAME: required,
    WAIT_TOKENS_TABLE_NAME: required,
    CREDIT_TABLE_NAME: required,
    COLLECTION_MACHINE_ARN: required,
    SETTINGS: jsonOf(openingSettings),
  }),
);
const { client, cases, survey } = createAwsCollections(e, e.SETTINGS, clock);
const machineArn = e.COLLECTION_MACHINE_ARN;

export const handler = queueBatchHandler(
  createHandler({
    ...survey,
    cases,
    waits: createWaitTokens({ client, tableName: e.WAIT_TOKENS_TABLE_NAME, of: 'collection' }),
    creditLines: createLineReader({ client, tableName: e.CREDIT_TABLE_NAME }),
    machine: createCollectionMachine({ client: createMachineClient(), machineArn, settledError }),
    settings: e.SETTINGS,
    clock,
  }),
  { log: createLogger({ function: 'signal-case' }) },
);
