import * as z from 'zod';
import { plainItem } from '../../../shared/adapters/dynamodb/stream.ts';
import { createBusPublisher } from '../../../shared/adapters/eventbridge/bus.ts';
import { createEventBridgeClient } from '../../../shared/adapters/eventbridge/client.ts';
import { env, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { createMetrics } from '../../../shared/lambda/metrics.ts';
import { streamHandler } from '../../../shared/lambda/stream.ts';
import { createHandler } from './handler.ts';

const e = env(z.object({ BUS_NAME: required, METRICS_NAMESPACE: required }));
const bus = createBusPublisher({ client: createEventBridgeClient(), busName: e.BUS_NAME });
const metrics = createMetrics(e.METRICS_NAMESPACE);

export const handler = streamHandler(createHandler({ bus, plainItem, metrics }), {
  log: createLogger({ function: 'publish-journal' }),
});
