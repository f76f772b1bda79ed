import * as z from 'zod';
import { nodeSigning } from '../../../shared/adapters/node/signing.ts';
import { createSecretsClient } from '../../../shared/adapters/secrets/client.ts';
import { createSecretValues } from '../../../shared/adapters/secrets/secret-values.ts';
import { createSqsClient } from '../../../shared/adapters/sqs/client.ts';
import { createQueueSender } from '../../../shared/adapters/sqs/queue.ts';
import { checkStandardSignature } from '../../../shared/domain/payments/standard-signature.ts';
import { checkStripeSignature } from '../../../shared/domain/payments/stripe-signature.ts';
import { apiHandler } from '../../../shared/lambda/api.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { createHandler } from './handler.ts';

const secretArns = z.object({
  STRIPE_SECRET_ARN: required,
  STANDARD_WEBHOOKS_SECRET_ARN: required,
});
const e = env(secretArns.extend({ PAYMENT_EVENTS_QUEUE_URL: required }));
const client = createSecretsClient();
const secrets = (secretArn: string) => createSecretValues({ client, secretArn, clock });
const stripe = { check: checkStripeSignature, secrets: secrets(e.STRIPE_SECRET_ARN) };
const standard = {
  check: checkStandardSignature,
  secrets: secrets(e.STANDARD_WEBHOOKS_SECRET_ARN),
};
const providers = { stripe, 'standard-webhooks': standard };
const queue = createQueueSender({
  client: createSqsClient(),
  queueUrl: e.PAYMENT_EVENTS_QUEUE_URL,
});

export const handler = apiHandler(
  createHandler({ providers, signing: nodeSigning, queue, clock }),
  { log: createLogger({ function: 'receive-webhook' }) },
);
