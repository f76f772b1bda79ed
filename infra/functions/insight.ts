import { Duration } from 'aws-cdk-lib';
import type { FunctionPlan, House } from '../house.ts';
import { mayAppend, mayNotify, mayPostpone, mayRead, mayWrite } from '../may.ts';
import { metricsNamespace } from '../parts/metrics.ts';

const DIGEST_TIMEOUT = Duration.minutes(1);
/** The longest that Lambda allows: it reads every account once. */
const MEASURE_TIMEOUT = Duration.minutes(15);

/** What deserves a person's attention, once. */
export const insight = ({ config, tables, queues, topics }: House): FunctionPlan[] => {
  const alerting = {
    JOURNAL_TABLE_NAME: tables.journal.tableName,
    ALERTS_TABLE_NAME: tables.alerts.tableName,
    ALERTS_INFO_TOPIC_ARN: topics.info.topicArn,
    ALERTS_WARNING_TOPIC_ARN: topics.warning.topicArn,
    ALERTS_CRITICAL_TOPIC_ARN: topics.critical.topicArn,
  };
  const mayAlert = [
    mayAppend(tables.journal, ['alert#']),
    mayRead(tables.alerts, ['get']),
    mayWrite(tables.alerts, ['put', 'update']),
    mayNotify(topics.info, topics.warning, topics.critical),
  ];
  return [
    {
      entry: 'insight/raise-alerts',
      does: 'Raises one alert per kind, account and episode, and counts the repeats',
      // Repeats count on one item of their episode: many at once would only refuse each other.
      on: { kind: 'queue', queue: queues.alerts, maxConcurrency: 2 },
      env: alerting,
      may: mayAlert,
      errorImpact: 'Nobody learns of returned payments, rejected inputs or lost messages.',
    },
    {
      entry: 'insight/raise-held-alerts',
      does: 'Raises alerts about payments that waited for their invoice too long',
      on: { kind: 'queue', queue: queues.heldAlerts, maxConcurrency: 2 },
      env: {
        ...alerting,
        RECEIVABLES_TABLE_NAME: tables.receivables.tableName,
        HELD_ALERTS_QUEUE_URL: queues.heldAlerts.queue.queueUrl,
        SETTINGS: JSON.stringify({ holdUnmatchedHours: config.insight.holdUnmatchedHours }),
      },
      may: [
        ...mayAlert,
        mayPostpone(queues.heldAlerts.queue),
        mayRead(tables.receivables, ['get-together', 'query'], ['ACCOUNT#', 'PAYMENT#']),
      ],
      errorImpact: 'Nobody learns that a payment has waited for its invoice too long.',
    },
    {
      entry: 'insight/send-digest',
      does: 'Sends what repeated yesterday',
      on: { kind: 'schedule', cron: '0 6 * * ? *', timeout: DIGEST_TIMEOUT },
      env: {
        ALERTS_TABLE_NAME: tables.alerts.tableName,
        ALERTS_INFO_TOPIC_ARN: topics.info.topicArn,
      },
      may: [mayRead(tables.alerts, ['query'], ['DIGEST#']), mayNotify(topics.info)],
      errorImpact: 'The daily digest does not arrive; single alerts do.',
    },
    {
      entry: 'insight/measure-book',
      does: 'Measures the aging and the days sales outstanding of the book',
      // After the sweep, before anybody looks.
      on: {
        kind: 'schedule',
        cron: '0 5 * * ? *',
        timeout: MEASURE_TIMEOUT,
        enabled: config.insight.measureDaily,
      },
      env: {
        RECEIVABLES_TABLE_NAME: tables.receivables.tableName,
        ALERTS_TABLE_NAME: tables.alerts.tableName,
        METRICS_NAMESPACE: metricsNamespace(config),
        SETTINGS: JSON.stringify({ bookZone: config.bookZone }),
      },
      may: [
        mayRead(tables.receivables, ['get-together', 'query'], ['AGENDA#', 'ACCOUNT#']),
        mayRead(tables.alerts, ['query'], ['MEASURE#']),
        mayWrite(tables.alerts, ['put'], ['MEASURE#']),
      ],
      errorImpact: 'The dashboard of the business shows no aging of today.',
      memoryMb: 1024,
    },
  ];
};
