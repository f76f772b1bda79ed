import * as z from 'zod';
import { plainItem } from '../../../shared/adapters/dynamodb/stream.ts';
import { createBusPublisher } from '../../../shared/adapters/eventbridge/bus.ts';
import { createEventBridgeClient } from '../../../shared/adapters/eventbridge/client.ts';
import { env, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { streamHandler } from '../../../shared/lambda/stream.ts';
import { createHandler } from './handler.ts';

const { BUS_NAME } = env(z.object({ BUS_NAME: required }));
const bus = createBusPublisher({ client: createEventBridgeClient(), busName: BUS_NAME });

export const handler = streamHandler(createHandler({ bus, plainItem }), {
  log: createLogger({ function: 'publish-journal' }),
});
