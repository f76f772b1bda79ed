import type { Logger } from '../../../shared/lambda/logger.ts';
import type { QueueMessage } from '../../../shared/lambda/queue.ts';
import { createRaise, type RaiseDeps, readEvent } from '../../../shared/services/insight/raise.ts';

/** Raises what deserves attention at once; see the service for what an episode is. */
export const createHandler = (deps: RaiseDeps) => {
  const raise = createRaise(deps);
  return async ({ body }: QueueMessage, log: Logger): Promise<void> => raise(readEvent(body), log);
};
