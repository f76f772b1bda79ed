import { createHmac } from 'node:crypto';

export type Provider = 'stripe' | 'standard-webhooks';

export const isProvider = (name: string): name is Provider =>
  name === 'stripe' || name === 'standard-webhooks';

/**
 * The headers with which the provider would deliver this body at that moment.
 * Sources: Stripe's `t.body` scheme; the Standard Webhooks specification.
 */
export const signedHeaders = (
  provider: Provider,
  body: Buffer,
  secret: string,
  epochMs: number,
): Record<string, string> => {
  const seconds = Math.floor(epochMs / 1000);
  if (provider === 'stripe') {
    const signature = createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex');
    return { 'stripe-signature': `t=${seconds},v1=${signature}` };
  }
  const id = `msg_${createHmac('sha256', 'message').update(body).digest('hex').slice(0, 24)}`;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key)
    .update(`${id}.${seconds}.`)
    .update(body)
    .digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${signature}`,
  };
};
