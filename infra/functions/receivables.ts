import { Duration } from 'aws-cdk-lib';
import type { FunctionPlan, House } from '../house.ts';
import { mayAppend, mayPublishEvents, mayRead, mayReadSecret, maySend, mayWrite } from '../may.ts';
import { metricsNamespace } from '../parts/metrics.ts';

/** API Gateway gives up after 29 s; the caller should hear of our failure, not of its timeout. */
export const API_TIMEOUT = Duration.seconds(20);

/** 25 records go out in three calls; the rest is for retries inside the SDK. */
const STREAM_TIMEOUT = Duration.seconds(30);

/** Invoices, cash and what they add up to; and the journal's way to the bus. */
export const receivables = ({ tables, queues, secrets, bus, config }: House): FunctionPlan[] => [
  {
    entry: 'receivables/admit-events',
    does: 'Checks inbound events and hands each to the queue of its aggregate',
    on: { kind: 'queue', queue: queues.inboundEvents },
    env: {
      ACCOUNT_COMMANDS_QUEUE_URL: queues.accountCommands.queue.queueUrl,
      PARTY_COMMANDS_QUEUE_URL: queues.partyCommands.queue.queueUrl,
      PAYMENT_EVENTS_QUEUE_URL: queues.paymentEvents.queue.queueUrl,
      CREDIT_COMMANDS_QUEUE_URL: queues.creditCommands.queue.queueUrl,
      CREDIT_SIGNALS_QUEUE_URL: queues.creditSignals.queue.queueUrl,
      REJECTED_INPUTS_QUEUE_URL: queues.rejectedInputs.queueUrl,
      JOURNAL_TABLE_NAME: tables.journal.tableName,
      SETTINGS: JSON.stringify({ openingBalance: config.openingBalance }),
    },
    may: [
      maySend(
        queues.accountCommands.queue,
        queues.partyCommands.queue,
        queues.paymentEvents.queue,
        queues.creditCommands.queue,
        queues.creditSignals.queue,
        queues.rejectedInputs,
      ),
      mayAppend(tables.journal, ['input#']),
    ],
    errorImpact:
      'What upstream sends is not taken in: invoices, customers, payments, applications.',
  },
  {
    entry: 'receivables/receive-events',
    does: 'POST /v1/events: checks the bearer key and each item, puts them on the bus',
    on: { kind: 'route', path: '/v1/events', timeout: API_TIMEOUT },
    env: {
      BUS_NAME: bus.eventBusName,
      EVENTS_API_SECRET_ARN: secrets.eventsApi.secretArn,
    },
    may: [mayPublishEvents(bus), mayReadSecret(secrets.eventsApi)],
    errorImpact: 'Systems outside AWS cannot hand in their events.',
  },
  {
    entry: 'receivables/post-entries',
    does: 'Decides each account command against its ledger and commits the entries',
    on: { kind: 'queue', queue: queues.accountCommands },
    env: {
      JOURNAL_TABLE_NAME: tables.journal.tableName,
      RECEIVABLES_TABLE_NAME: tables.receivables.tableName,
      ACCOUNT_COMMANDS_QUEUE_URL: queues.accountCommands.queue.queueUrl,
      REJECTED_INPUTS_QUEUE_URL: queues.rejectedInputs.queueUrl,
    },
    may: [
      mayAppend(tables.journal, ['account#', 'input#']),
      mayRead(tables.receivables, ['get-together', 'query']),
      mayWrite(tables.receivables, ['put', 'delete', 'write-together']),
      maySend(queues.accountCommands.queue, queues.rejectedInputs),
    ],
    errorImpact: 'Invoices and payments are not booked; paid invoices may be chased.',
  },
  {
    entry: 'receivables/act-on-account',
    does: 'Carries out what a person decided about an account',
    on: {
      kind: 'operator',
      // Approvals have a route of their own, so that IAM can tell who may decide from who may ask.
      routes: [
        'POST /v1/operator/accounts/{accountId}/acts',
        'POST /v1/operator/accounts/{accountId}/approvals',
      ],
      timeout: API_TIMEOUT,
    },
    env: {
      JOURNAL_TABLE_NAME: tables.journal.tableName,
      RECEIVABLES_TABLE_NAME: tables.receivables.tableName,
      ACCOUNT_COMMANDS_QUEUE_URL: queues.accountCommands.queue.queueUrl,
      SETTINGS: JSON.stringify({ bookZone: config.bookZone, ...config.approval }),
    },
    may: [
      mayAppend(tables.journal, ['account#']),
      mayRead(tables.receivables, ['get-together', 'query']),
      mayWrite(tables.receivables, ['put', 'delete', 'write-together']),
      maySend(queues.accountCommands.queue),
    ],
    errorImpact: 'People cannot mend an account: disputes, wrong payments and losses stay.',
  },
  {
    entry: 'journal/publish-journal',
    does: 'Publishes what the journal recorded to the bus',
    on: { kind: 'stream', timeout: STREAM_TIMEOUT },
    env: { BUS_NAME: bus.eventBusName, METRICS_NAMESPACE: metricsNamespace(config) },
    may: [mayPublishEvents(bus)],
    errorImpact: 'Collection, alerts and other systems do not hear what was booked.',
  },
];
