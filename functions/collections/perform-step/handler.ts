import { epochMs } from '../../../shared/domain/calendar.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import type { QueueMessage } from '../../../shared/lambda/queue.ts';
import { traceIn } from '../../../shared/lambda/trace.ts';
import type { CollectionMachine, StepQueue } from '../../../shared/ports/collections.ts';
import { stepMessage } from '../../../statemachines/collection/io.ts';
import { type PerformDeps, performDue } from './perform.ts';

export type Deps = PerformDeps & {
  readonly machine: Pick<CollectionMachine, 'answer'>;
  readonly queue: StepQueue;
};

/** SQS hides a message for twelve hours at most, counted from when it was received. */
const longestHideSeconds = 11 * 3600;

/**
 * Performs the queued steps one by one and answers to their tokens. A step whose message may or
 * may not have left is hidden until its outcome can be known, and stays on the queue.
 * Answers the ids of the messages to be delivered again.
 */
export const createHandler =
  (deps: Deps) =>
  async (messages: readonly QueueMessage[], log: Logger): Promise<readonly string[]> => {
    const again: string[] = [];
    for (const { messageId, body, receiptHandle, deliveries } of messages) {
      try {
        const step = stepMessage.parse(JSON.parse(body));
        const performance = await performDue(deps, step, deliveries);
        if (performance.done) {
          const { outcome, message } = performance;
          log.info('a step was performed', { messageId, ...traceIn(step), outcome, ...message });
          await deps.machine.answer(step.taskToken, { outcome: performance.outcome });
          continue;
        }
        again.push(messageId);
        const waitMs = epochMs(performance.lookAgainAt) - epochMs(deps.clock.now());
        const seconds = Math.min(longestHideSeconds, Math.max(1, Math.ceil(waitMs / 1000)));
        await deps.queue.hide(receiptHandle, seconds);
      } catch (error) {
        log.error('the step failed', { messageId, deliveries, error });
        if (!again.includes(messageId)) again.push(messageId);
      }
    }
    return again;
  };
