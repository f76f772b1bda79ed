import * as z from 'zod';
import { inboundMeta, instant } from '../../../events/envelope.ts';
import { paymentReported } from '../../../events/payment-reported.v1.ts';

/** Providers whose webhooks have a door. */
export const webhookProviders = ['stripe', 'standard-webhooks'] as const;
export type WebhookProvider = (typeof webhookProviders)[number];

/** A webhook whose signature held, with its body as it was signed. */
const webhookMessage = z.object({
  door: z.literal('webhook'),
  provider: z.enum(webhookProviders),
  receivedAt: instant,
  /** The few headers that say which delivery this was; none that opens anything. */
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});

/** A `PaymentReported` that the bus brought and the contract fits. */
const reportedMessage = z.object({
  door: z.literal('bus'),
  source: z.string(),
  meta: inboundMeta,
  data: paymentReported.data,
});

/** What travels on the PaymentEvents queue. */
export const paymentMessage = z.discriminatedUnion('door', [webhookMessage, reportedMessage]);
export type PaymentMessage = z.infer<typeof paymentMessage>;
