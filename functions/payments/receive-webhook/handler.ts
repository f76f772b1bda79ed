import { deliveryIdOf } from '../../../shared/domain/payments/delivery.ts';
import {
  type PaymentMessage,
  type WebhookProvider,
  webhookProviders,
} from '../../../shared/domain/payments/message.ts';
import type { CheckSignature } from '../../../shared/domain/payments/signature.ts';
import { jsonOf, jsonText } from '../../../shared/domain/queue-text.ts';
import type { ApiRequest, ApiResponse } from '../../../shared/lambda/api.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { QueueSender } from '../../../shared/ports/queues.ts';
import type { SecretValues, Signing } from '../../../shared/ports/signing.ts';

/**
 * A message holds 256 KiB. Inside JSON each byte of the body may take two (a quote becomes \"),
 * and the headers and the envelope fit into the 16 KiB that are left: 2 * 120 + 16 = 256.
 */
export const maxBodyBytes = 120 * 1024;

/** Headers worth keeping beside the body: which delivery this was, in the provider's words. */
const keptHeaders = ['webhook-id', 'webhook-timestamp', 'content-type', 'user-agent'] as const;
const longestHeader = 1024;

export type Provider = { readonly check: CheckSignature; readonly secrets: SecretValues };

const nameOf = (name: string | undefined): WebhookProvider | undefined =>
  webhookProviders.find((provider) => provider === name);

const refused = (status: number, error: string): ApiResponse => ({ status, body: { error } });

/**
 * Verifies first, understands later: a signed body is queued whole and acknowledged, whatever it
 * says. Callers whose signature does not hold learn a code and nothing else.
 */
export const createHandler =
  (deps: {
    readonly providers: Readonly<Record<WebhookProvider, Provider>>;
    readonly signing: Signing;
    readonly queue: QueueSender;
    readonly clock: Clock;
  }) =>
  async ({ params, headers, rawBody }: ApiRequest, log: Logger): Promise<ApiResponse> => {
    const provider = nameOf(params['provider']);
    if (provider === undefined) return refused(404, 'unknown-provider');
    if (rawBody.length > maxBodyBytes) return refused(413, 'body-too-large');
    const { check, secrets } = deps.providers[provider];
    const now = deps.clock.now();
    const request = { headers, rawBody, now, secrets: await secrets.valid() };
    const verdict = check(request, deps.signing);
    if (!verdict.ok) {
      log.warn('a webhook was refused', { provider, code: verdict.code });
      return refused(400, verdict.code);
    }
    const body = textOf(rawBody);
    if (body === undefined) return refused(400, 'body-not-utf8');
    const message: PaymentMessage = {
      door: 'webhook',
      provider,
      receivedAt: now,
      headers: Object.fromEntries(
        keptHeaders.flatMap((name) => {
          const value = headers[name];
          return value === undefined ? [] : [[name, value.slice(0, longestHeader)]];
        }),
      ),
      body,
    };
    await deps.queue.send({ body: jsonText(message) });
    const correlationId = deliveryIdOf(headers, jsonOf(body));
    log.info('a webhook was taken in', { provider, correlationId });
    return { status: 200, body: { received: true } };
  };

/** Undefined when the bytes are no UTF-8: what was signed must reach the queue unchanged. */
const textOf = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
};
