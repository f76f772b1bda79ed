import { attemptOfToken } from '../../../shared/domain/contact/unsubscribe.ts';
import { optOut } from '../../../shared/domain/contact/wishes.ts';
import type { ApiRequest, ApiResponse } from '../../../shared/lambda/api.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { PartyStore } from '../../../shared/ports/contact.ts';
import type { SecretValues, Signing } from '../../../shared/ports/signing.ts';
import { recordWish } from '../../../shared/services/contact/delivery.ts';
import { askPage, donePage } from './pages.ts';

const unknown: ApiResponse = { status: 404, body: { error: 'unknown-token' } };

/**
 * Ends courtesies to the party of a message, on its channel. A mail program posts; a person who
 * opens the link gets a page that asks, because scanners of mail open every link, too.
 */
export const createHandler =
  (deps: {
    readonly store: PartyStore;
    readonly clock: Clock;
    readonly secrets: SecretValues;
    readonly signing: Signing;
  }) =>
  async ({ method, params, headers }: ApiRequest, log: Logger): Promise<ApiResponse> => {
    const secrets = await deps.secrets.valid();
    const attemptId = attemptOfToken(params['token'] ?? '', secrets, deps.signing);
    const attempt = attemptId === undefined ? undefined : await deps.store.attempt(attemptId);
    if (attempt === undefined) {
      log.warn('a link to unsubscribe is not ours');
      return unknown;
    }
    const isPerson = headers['accept']?.includes('text/html') === true;
    if (method === 'GET') return { status: 200, html: askPage };
    const { partyId, channel } = attempt;
    const isNew = await recordWish(
      deps,
      partyId,
      (state) => optOut(partyId, state, { channel, scope: 'courtesy' }, 'unsubscribe-link'),
      { causationId: `unsubscribe:${attempt.attemptId}`, correlationId: attempt.caseId },
    );
    log.info('a party ended courtesies', { attemptId: attempt.attemptId, isNew });
    return isPerson ? { status: 200, html: donePage } : { status: 200, body: { done: true } };
  };
