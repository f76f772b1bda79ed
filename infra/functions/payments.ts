import type { FunctionPlan, House } from '../house.ts';
import { mayAppend, mayFollow, mayRead, mayReadSecret, maySend, mayWrite } from '../may.ts';
import { API_TIMEOUT } from './receivables.ts';

/** What a provider's webhook means, and whose money it is. */
export const payments = ({ tables, queues, secrets, config }: House): FunctionPlan[] => [
  {
    entry: 'payments/receive-webhook',
    does: 'POST /v1/webhooks/{provider}: verifies the raw body, queues it, answers',
    on: { kind: 'route', path: '/v1/webhooks/{provider}', timeout: API_TIMEOUT },
    env: {
      PAYMENT_EVENTS_QUEUE_URL: queues.paymentEvents.queue.queueUrl,
      STRIPE_SECRET_ARN: secrets.stripe.secretArn,
      STANDARD_WEBHOOKS_SECRET_ARN: secrets.standardWebhooks.secretArn,
    },
    may: [
      maySend(queues.paymentEvents.queue),
      mayReadSecret(secrets.stripe, secrets.standardWebhooks),
    ],
    errorImpact: 'Payment providers cannot report payments; paid invoices may be chased.',
  },
  {
    entry: 'payments/route-payments',
    does: 'Finds the account of each payment, refund and dispute, or parks it',
    on: { kind: 'queue', queue: queues.paymentEvents },
    env: {
      RECEIVABLES_TABLE_NAME: tables.receivables.tableName,
      JOURNAL_TABLE_NAME: tables.journal.tableName,
      ACCOUNT_COMMANDS_QUEUE_URL: queues.accountCommands.queue.queueUrl,
      REJECTED_INPUTS_QUEUE_URL: queues.rejectedInputs.queueUrl,
      SETTINGS: JSON.stringify({ bookZone: config.bookZone }),
    },
    may: [
      mayRead(tables.receivables, ['get-together', 'query']),
      // Parking only: a lookup of what is not known yet, never an account's own items.
      mayWrite(tables.receivables, ['write-together'], ['INVOICENO#', 'PAYMENT#']),
      mayAppend(tables.journal, ['payment#', 'input#']),
      mayFollow(tables.journal, ['payment#']),
      maySend(queues.accountCommands.queue, queues.rejectedInputs),
    ],
    errorImpact: 'Payments do not reach their accounts; paid invoices may be chased.',
  },
];
