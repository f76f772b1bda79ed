import { isNews } from '../../../shared/domain/contact/delivery.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import type { QueueMessage } from '../../../shared/lambda/queue.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { PartyStore } from '../../../shared/ports/contact.ts';
import { recordDelivery } from '../../../shared/services/contact/delivery.ts';
import { readReport } from './report.ts';

/**
 * Records what SES reports about the e-mail of an attempt, in whatever order and however often it
 * does.
 *
 * @throws ZodError for an event that SES does not send; it then ends in the dead-letter queue.
 */
export const createHandler =
  (deps: { readonly store: PartyStore; readonly clock: Clock }) =>
  async ({ body }: QueueMessage, log: Logger): Promise<void> => {
    const { eventId, attemptId, report } = readReport(body);
    if (attemptId === undefined) {
      log.info('the e-mail is no contact of ours', { eventId });
      return;
    }
    const attempt = await deps.store.attempt(attemptId);
    if (attempt === undefined) {
      // Attempts are journalled before they are sent: this one is of another deployment.
      log.warn('the attempt is not known here', { eventId, attemptId });
      return;
    }
    if (!isNews(attempt, report)) return;
    const { accountId, caseId } = attempt;
    const cause = { causationId: `ses:${eventId}`, correlationId: caseId };
    await recordDelivery(deps, attempt, report, cause);
    const outcome = report.delivery?.kind ?? 'sent';
    log.info('an outcome was recorded', { attemptId, accountId, caseId, outcome });
  };
