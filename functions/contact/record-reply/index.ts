import { sha256 as hash } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { createAwsParties, partyVariables } from '../../../shared/adapters/parties.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { topicHandler } from '../../../shared/lambda/topic.ts';
import { createHandler } from './handler.ts';

const parties = createAwsParties(env(partyVariables), clock);

export const handler = topicHandler(createHandler({ ...parties, hash }), {
  log: createLogger({ function: 'record-reply' }),
});
