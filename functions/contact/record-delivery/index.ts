import { createAwsParties, partyVariables } from '../../../shared/adapters/parties.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { queueHandler } from '../../../shared/lambda/queue.ts';
import { createHandler } from './handler.ts';

export const handler = queueHandler(createHandler(createAwsParties(env(partyVariables), clock)), {
  log: createLogger({ function: 'record-delivery' }),
});
