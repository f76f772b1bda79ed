import { createHmac } from 'node:crypto';
import { epochMs, type Instant } from '../../shared/domain/calendar.ts';

const seconds = (at: Instant): string => String(Math.floor(epochMs(at) / 1000));

/** Headers of a Stripe webhook. Source: docs.stripe.com/webhooks, "Verify webhook signatures manually". */
export const stripeHeaders = (
  secret: string,
  body: string,
  at: Instant,
): Record<string, string> => {
  const signature = createHmac('sha256', secret)
    .update(`${seconds(at)}.${body}`)
    .digest('hex');
  return {
    'content-type': 'application/json',
    'stripe-signature': `t=${seconds(at)},v1=${signature}`,
  };
};

/** Headers of a Standard Webhooks message. Source: github.com/standard-webhooks, spec/standard-webhooks.md, "Signature scheme". */
export const standardHeaders = (
  secret: string,
  body: string,
  at: Instant,
  messageId: string,
): Record<string, string> => {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key)
    .update(`${messageId}.${seconds(at)}.${body}`)
    .digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': messageId,
    'webhook-timestamp': seconds(at),
    'webhook-signature': `v1,${signature}`,
  };
};
