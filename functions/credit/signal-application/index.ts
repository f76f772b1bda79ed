import * as z from 'zod';
import { createApplicationReader } from '../../../shared/adapters/dynamodb/applications.ts';
import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import { createWaitTokens } from '../../../shared/adapters/dynamodb/wait-tokens.ts';
import { createApprovalMachine } from '../../../shared/adapters/stepfunctions/approval-machine.ts';
import { createMachineClient } from '../../../shared/adapters/stepfunctions/client.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { queueHandler } from '../../../shared/lambda/queue.ts';
import { createHandler } from './handler.ts';

const e = env(
  z.object({
    CREDIT_TABLE_NAME: required,
    WAIT_TOKENS_TABLE_NAME: required,
    CREDIT_APPROVAL_MACHINE_ARN: required,
  }),
);
const client = createDocumentClient();
const applications = createApplicationReader({ client, tableName: e.CREDIT_TABLE_NAME });
const tableName = e.WAIT_TOKENS_TABLE_NAME;
const waits = createWaitTokens({ client, tableName, of: 'creditApproval' });
const machineArn = e.CREDIT_APPROVAL_MACHINE_ARN;
const machine = createApprovalMachine({ client: createMachineClient(), machineArn });

export const handler = queueHandler(createHandler({ applications, waits, machine, clock }), {
  log: createLogger({ function: 'signal-application' }),
});
