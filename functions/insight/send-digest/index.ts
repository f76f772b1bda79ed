import * as z from 'zod';
import { createAlertReader } from '../../../shared/adapters/dynamodb/alerts.ts';
import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import { createAlertTopics } from '../../../shared/adapters/sns/alert-topics.ts';
import { createTopicClient } from '../../../shared/adapters/sns/client.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { taskHandler } from '../../../shared/lambda/task.ts';
import { createHandler } from './handler.ts';

const e = env(z.object({ ALERTS_TABLE_NAME: required, ALERTS_INFO_TOPIC_ARN: required }));
const client = createDocumentClient();
const store = createAlertReader({ client, tableName: e.ALERTS_TABLE_NAME });
const topicArns = { info: e.ALERTS_INFO_TOPIC_ARN };
const topics = createAlertTopics({ client: createTopicClient(), topicArns });

export const handler = taskHandler(z.unknown(), createHandler({ store, topics, clock }), {
  log: createLogger({ function: 'send-digest' }),
});
