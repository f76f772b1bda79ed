import { createAwsAlerts, topicVariables } from '../../../shared/adapters/alerts.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { queueHandler } from '../../../shared/lambda/queue.ts';
import { createHandler } from './handler.ts';

const { store, topics } = createAwsAlerts(env(topicVariables), clock);

export const handler = queueHandler(createHandler({ store, topics, clock }), {
  log: createLogger({ function: 'raise-alerts' }),
});
