import * as z from 'zod';
import type { DomainFact } from '../../../events/catalogue.ts';
import { addSeconds, epochMs, instant } from '../../../shared/domain/calendar.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import type { QueueMessage } from '../../../shared/lambda/queue.ts';
import type { StepQueue } from '../../../shared/ports/collections.ts';
import type { LedgerReader } from '../../../shared/ports/ledger.ts';
import { createRaise, type RaiseDeps, readEvent } from '../../../shared/services/insight/raise.ts';

/** How long a payment may wait for what it names before anybody is told. */
export const settings = z.object({ holdUnmatchedHours: z.int().min(0).max(72) });

export type Deps = RaiseDeps & {
  readonly ledger: Pick<LedgerReader, 'accountOfPayment' | 'position'>;
  readonly queue: StepQueue;
  readonly settings: z.infer<typeof settings>;
};

/** SQS hides a message for twelve hours at most, counted from when it was received. */
const longestHideSeconds = 11 * 3600;

/** Whether what the payment waited for has come: it is the cash of an account that owes, or owed. */
const isMatched = async ({ ledger }: Deps, paymentId: string): Promise<boolean> => {
  const accountId = await ledger.accountOfPayment(paymentId);
  if (accountId === undefined) return false;
  const { totals } = await ledger.position(accountId, { limit: 1 });
  return totals.issuedMinor > 0;
};

/** Only what may settle itself is worth waiting for. */
const waitingPayment = (fact: DomainFact): string | undefined =>
  fact.type === 'PaymentUnmatched' && fact.data.waits === true ? fact.data.paymentId : undefined;

/**
 * Raises alerts about what may settle itself, and only when it has not done so in its time. Until
 * then the message stays on the queue, hidden. Answers the ids of messages to be delivered again.
 */
export const createHandler = (deps: Deps) => {
  const raise = createRaise(deps);

  /** Seconds for which it is too early; undefined when it was dealt with. */
  const dealWith = async (body: string, log: Logger): Promise<number | undefined> => {
    const event = readEvent(body);
    const paymentId = waitingPayment(event.fact);
    if (paymentId !== undefined) {
      if (await isMatched(deps, paymentId)) {
        log.info('a payment was matched in time', { paymentId });
        return undefined;
      }
      const since = instant(event.meta.recordedAt);
      const until = addSeconds(since, deps.settings.holdUnmatchedHours * 3600);
      const waitMs = epochMs(until) - epochMs(deps.clock.now());
      if (waitMs > 0) return Math.min(longestHideSeconds, Math.ceil(waitMs / 1000));
    }
    await raise(event, log);
    return undefined;
  };

  return async (messages: readonly QueueMessage[], log: Logger): Promise<readonly string[]> => {
    const again: string[] = [];
    for (const { messageId, body, receiptHandle, deliveries } of messages) {
      try {
        const seconds = await dealWith(body, log);
        if (seconds === undefined) continue;
        again.push(messageId);
        await deps.queue.hide(receiptHandle, seconds);
      } catch (error) {
        log.error('the message failed', { messageId, deliveries, error });
        if (!again.includes(messageId)) again.push(messageId);
      }
    }
    return again;
  };
};
