import * as z from 'zod';
import { createBusPublisher } from '../../../shared/adapters/eventbridge/bus.ts';
import { createEventBridgeClient } from '../../../shared/adapters/eventbridge/client.ts';
import { nodeSigning as signing } from '../../../shared/adapters/node/signing.ts';
import { createSecretsClient } from '../../../shared/adapters/secrets/client.ts';
import { createSecretValues } from '../../../shared/adapters/secrets/secret-values.ts';
import { apiHandler } from '../../../shared/lambda/api.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { createHandler } from './handler.ts';

const e = env(z.object({ BUS_NAME: required, EVENTS_API_SECRET_ARN: required }));
const client = createSecretsClient();
const keys = createSecretValues({ client, secretArn: e.EVENTS_API_SECRET_ARN, clock });
const bus = createBusPublisher({ client: createEventBridgeClient(), busName: e.BUS_NAME });

export const handler = apiHandler(createHandler({ keys, signing, bus }), {
  log: createLogger({ function: 'receive-events' }),
});
