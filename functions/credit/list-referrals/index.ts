import * as z from 'zod';
import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import { createReferralReader } from '../../../shared/adapters/dynamodb/referrals.ts';
import { env, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { operatorHandler } from '../../../shared/lambda/operator.ts';
import { createHandler } from './handler.ts';

const e = env(z.object({ CREDIT_TABLE_NAME: required }));
const client = createDocumentClient();
const referrals = createReferralReader({ client, tableName: e.CREDIT_TABLE_NAME });

export const handler = operatorHandler(createHandler({ referrals }), {
  log: createLogger({ function: 'list-referrals' }),
});
