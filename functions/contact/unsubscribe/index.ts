import { nodeSigning as signing } from '../../../shared/adapters/node/signing.ts';
import { createAwsParties, partyVariables } from '../../../shared/adapters/parties.ts';
import { createSecretsClient } from '../../../shared/adapters/secrets/client.ts';
import { createSecretValues } from '../../../shared/adapters/secrets/secret-values.ts';
import { apiHandler } from '../../../shared/lambda/api.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { createHandler } from './handler.ts';

const e = env(partyVariables.extend({ UNSUBSCRIBE_SECRET_ARN: required }));
const client = createSecretsClient();
const secrets = createSecretValues({ client, secretArn: e.UNSUBSCRIBE_SECRET_ARN, clock });

export const handler = apiHandler(
  createHandler({ ...createAwsParties(e, clock), secrets, signing }),
  { log: createLogger({ function: 'unsubscribe' }) },
);
