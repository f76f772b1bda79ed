import * as z from 'zod';
import { applicationId } from '../../../events/credit-parts.ts';
import { addSeconds } from '../../../shared/domain/calendar.ts';
import { isFinal } from '../../../shared/domain/credit/application/facts.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import type { QueueMessage } from '../../../shared/lambda/queue.ts';
import type { ApplicationStore, ApprovalMachine } from '../../../shared/ports/applications.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { WaitTokens } from '../../../shared/ports/collections.ts';

export type Deps = {
  readonly applications: Pick<ApplicationStore, 'load'>;
  readonly waits: Pick<WaitTokens, 'signal'>;
  readonly machine: ApprovalMachine;
  readonly clock: Clock;
};

const signal = z.object({
  'detail-type': z.string(),
  detail: z.object({
    meta: z.object({ streamId: z.string(), version: z.int().positive() }),
    data: z.object({ applicationId }),
  }),
});

/** After these nothing waits for the application any more. */
const ends: ReadonlySet<string> = new Set([
  'AdverseNoticeSent',
  'CreditApplicationActivated',
  'CreditApplicationExpired',
  'CreditApplicationWithdrawn',
  'CreditOfferExpired',
  'CreditOfferRefused',
  'CreditReviewConcluded',
]);

/** Redrives come late; the trace of a wait outlives them all. */
const keepWaitDays = 400;

/**
 * Tells the machine of an application what the journal recorded: starts it with the first event,
 * and ends its wait when that was planned on less. Whatever comes twice, late or in another order
 * changes nothing: an older version wakes nobody, and a newer one refuses the next wait.
 *
 * @throws ZodError for what is no event of an application; it ends in the dead-letter queue.
 */
export const createHandler =
  ({ applications, waits, machine, clock }: Deps) =>
  async ({ body }: QueueMessage, log: Logger): Promise<void> => {
    const { 'detail-type': type, detail } = signal.parse(JSON.parse(body));
    const { applicationId: id } = detail.data;
    const { version } = detail.meta;
    if (type === 'CreditApplicationReceived') {
      // One that ended as it began, because another is open, needs nobody to carry it.
      const state = (await applications.load(id))?.state;
      if (state !== undefined && isFinal(state.status) && !state.noticeOwed) return;
      await machine.start(id);
      return;
    }
    const forgetAt = ends.has(type) ? addSeconds(clock.now(), keepWaitDays * 86_400) : undefined;
    const { token, armedVersion } = await waits.signal(id, version, forgetAt);
    if (token === undefined || (armedVersion ?? 0) >= version) return;
    await machine.wake(token);
    log.info('the machine was woken', { applicationId: id, type, version });
  };
