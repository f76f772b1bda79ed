import { isNews } from '../../../shared/domain/contact/delivery.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import type { LogEntry } from '../../../shared/lambda/logs.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { PartyStore } from '../../../shared/ports/contact.ts';
import { recordDelivery } from '../../../shared/services/contact/delivery.ts';
import { readStatus } from './status.ts';

/**
 * Records what the carrier reports about a text.
 *
 * @throws ZodError for a line that is no delivery status.
 */
export const createHandler =
  (deps: { readonly store: PartyStore; readonly clock: Clock }) =>
  async (entry: LogEntry, log: Logger): Promise<void> => {
    const report = readStatus(entry);
    const { providerMessageId } = report;
    const attempt = await deps.store.attemptOfText(providerMessageId);
    if (attempt === undefined) {
      // The log group belongs to the account: others may send texts, too.
      log.info('the text is not known here', { providerMessageId });
      return;
    }
    if (!isNews(attempt, report)) return;
    const { attemptId, accountId, caseId } = attempt;
    const cause = { causationId: `text:${providerMessageId}`, correlationId: caseId };
    await recordDelivery(deps, attempt, report, cause);
    const outcome = report.delivery?.kind ?? 'opted-out';
    log.info('an outcome was recorded', { attemptId, accountId, caseId, outcome });
  };
