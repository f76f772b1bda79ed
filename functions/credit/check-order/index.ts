import * as z from 'zod';
import { createAwsLines, lineSettings } from '../../../shared/adapters/credit-lines.ts';
import { nodeSigning as signing } from '../../../shared/adapters/node/signing.ts';
import { createSecretsClient } from '../../../shared/adapters/secrets/client.ts';
import { createSecretValues } from '../../../shared/adapters/secrets/secret-values.ts';
import { apiHandler } from '../../../shared/lambda/api.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { createHandler } from './handler.ts';

const e = env(
  z.object({
    JOURNAL_TABLE_NAME: required,
    CREDIT_TABLE_NAME: required,
    RECEIVABLES_TABLE_NAME: required,
    EVENTS_API_SECRET_ARN: required,
    SETTINGS: jsonOf(lineSettings),
  }),
);
const { desk } = createAwsLines(e, e.SETTINGS, clock);
const client = createSecretsClient();
const keys = createSecretValues({ client, secretArn: e.EVENTS_API_SECRET_ARN, clock });

export const handler = apiHandler(createHandler({ desk, keys, signing }), {
  log: createLogger({ function: 'check-order' }),
});
