import type { Logger } from '../../../shared/lambda/logger.ts';
import type { QueueMessage } from '../../../shared/lambda/queue.ts';
import { horizonNow, type SignalDeps, signalAccount } from './signal.ts';
import { coalesce, readSignal, type Signal } from './signals.ts';

export type Deps = SignalDeps;

/**
 * A batch of signals, one look per account. Answers the ids of the messages to be delivered again.
 */
export const createHandler =
  (deps: Deps) =>
  async (messages: readonly QueueMessage[], log: Logger): Promise<readonly string[]> => {
    const failed: string[] = [];
    const horizon = horizonNow(deps);
    const read: { message: QueueMessage; signal: Signal }[] = [];
    for (const message of messages) {
      try {
        const signal = readSignal(message.body);
        if (signal === undefined) continue;
        // Until the sweep comes to its due date, a new invoice neither opens, wakes nor closes.
        if ((signal.concernsFrom ?? '') <= horizon) read.push({ message, signal });
      } catch (error) {
        log.error('the signal is not understood', { messageId: message.messageId, error });
        failed.push(message.messageId);
      }
    }
    for (const group of coalesce(read)) {
      try {
        await signalAccount(deps, group);
      } catch (error) {
        log.error('the signal failed', { accountId: group.accountId, error });
        failed.push(...group.messageIds);
      }
    }
    return failed;
  };
