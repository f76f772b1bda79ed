import * as z from 'zod';
import type { Logger } from '../../../shared/lambda/logger.ts';
import type { QueueMessage } from '../../../shared/lambda/queue.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { PartyStore } from '../../../shared/ports/contact.ts';
import { settle } from '../../../shared/services/contact/outcome.ts';

/**
 * What we need of an EventBridge event with source `aws.ses` and detail-type `Email Sent`.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
const sendEvent = z.object({
  id: z.string().min(1),
  source: z.literal('aws.ses'),
  detail: z.object({
    eventType: z.literal('Send'),
    mail: z.object({
      messageId: z.string().min(1),
      tags: z.object({ attemptId: z.array(z.string()).optional() }),
    }),
  }),
});

/**
 * Settles the attempt that a Send event names as sent. An event told twice, or after the sender
 * recorded the same, changes nothing.
 *
 * @throws ZodError for another kind of event, which then ends in the dead-letter queue.
 */
export const createHandler =
  (deps: { readonly store: PartyStore; readonly clock: Clock }) =>
  async ({ body }: QueueMessage, log: Logger): Promise<void> => {
    const { id, detail } = sendEvent.parse(JSON.parse(body));
    const attemptId = detail.mail.tags.attemptId?.[0];
    if (attemptId === undefined) {
      log.info('an e-mail that is no contact of ours was sent', { eventId: id });
      return;
    }
    const attempt = await deps.store.attempt(attemptId);
    if (attempt === undefined) {
      // Attempts are journalled before they are sent: this one is of another deployment.
      log.warn('the attempt is not known here', { eventId: id, attemptId });
      return;
    }
    if (attempt.outcome.kind === 'sent') return;
    await settle(
      deps.store,
      attempt,
      { kind: 'sent', providerMessageId: detail.mail.messageId },
      { causationId: `ses:${id}`, correlationId: attempt.caseId },
      deps.clock.now(),
    );
  };
