import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Rule } from 'aws-cdk-lib/aws-events';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { createAlarm, createSilenceAlarm, FIVE_MINUTES } from '../constructs/alarm.ts';
import type { HouseFunction } from '../constructs/function.ts';
import { HouseQueue } from '../constructs/queue.ts';
import type { HouseTable } from '../constructs/table.ts';
import type { House } from '../house.ts';
import { metricsNamespace } from './metrics.ts';

/** Three retries of a message of the slowest consumer pass in this time; then it does not pass by itself. */
const SLOW = Duration.minutes(20);

/** A step is tried for an hour, and hidden for another while nobody knows whether it was sent. */
const STEP_SLOW = Duration.hours(3);

/** A few callers that err are their own affair; when half of all calls err, it is ours. */
const REFUSED_PERCENT = 50;
const FEWEST_CALLS = 10;

const ONE_HOUR = Duration.hours(1);
const ONE_DAY = Duration.days(1);

/** What it means to a user when the oldest message of a queue waits. */
const lateness = {
  inboundEvents: 'Invoices, customers and payments of upstream come in late.',
  accountCommands: 'Invoices and payments are booked late; paid invoices may be chased.',
  partyCommands: 'Customers are contacted at an address, or against a wish, that is out of date.',
  paymentEvents: 'Payments reach their accounts late; paid invoices may be chased.',
  creditCommands: 'Applications for credit are taken up late.',
  applicationSignals: 'Applications begin late, and what was decided about them is late.',
  creditSignals: 'Lines of credit are watched late; orders may pass that should be held.',
  caseSignals: 'Cases open, wake and close late.',
  steps: 'Reminders, demands and tasks that are due happen late.',
  sendEvents: 'Outcomes of messages are recorded late; dead addresses are written to again.',
  alerts: 'Alerts are raised late.',
  heldAlerts: 'Nobody learns that a payment has waited for its invoice too long.',
} as const;

/** How old the oldest message of a queue may grow. */
const slowOf = (name: string, { insight }: House['config']): Duration => {
  if (name === 'steps') return STEP_SLOW;
  if (name !== 'heldAlerts') return SLOW;
  return Duration.minutes(insight.holdUnmatchedHours * 60 + SLOW.toMinutes());
};

/** Alarms on queues that are late, by their names in `lateness`; what is no queue of ours is passed over. */
export const watchQueues = (
  queues: Readonly<Record<string, unknown>>,
  { config, topics }: House,
): void => {
  for (const [name, each] of Object.entries(queues)) {
    if (!(each instanceof HouseQueue)) continue;
    const errorImpact = (lateness as Readonly<Record<string, string>>)[name];
    if (errorImpact === undefined) throw new TypeError(`nobody said whom a late ${name} hurts`);
    createAlarm(each, 'AgeAlarm', {
      metric: each.queue.metricApproximateAgeOfOldestMessage({
        period: FIVE_MINUTES,
        statistic: Stats.MAXIMUM,
      }),
      threshold: slowOf(name, config).toSeconds(),
      errorImpact,
      remedy: 'read the log of the consumer; look for throttling and for a message that returns.',
      notify: topics.operations,
    });
  }
};

const watchTable = (scope: Construct, name: string, table: HouseTable, { topics }: House): void => {
  const metric = (metricName: string) =>
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensionsMap: { TableName: table.tableName },
      statistic: Stats.SUM,
      period: FIVE_MINUTES,
    });
  createAlarm(scope, `${name}ThrottledAlarm`, {
    metric: new MathExpression({
      label: 'Throttled reads and writes',
      expression: 'FILL(reads, 0) + FILL(writes, 0)',
      period: FIVE_MINUTES,
      usingMetrics: { reads: metric('ReadThrottleEvents'), writes: metric('WriteThrottleEvents') },
    }),
    threshold: 1,
    periods: 3,
    errorImpact: 'What is to be booked, chased or recorded there is late, and tried again.',
    remedy: 'look for one hot key; raise the maximum throughput if the account has one set.',
    notify: topics.operations,
  });
};

const watchDoor = (scope: Construct, api: HttpApi, { topics }: House): void => {
  createAlarm(scope, 'HttpFaultsAlarm', {
    metric: api.metricServerError({ period: FIVE_MINUTES, statistic: Stats.SUM }),
    threshold: 1,
    periods: 3,
    errorImpact: 'Callers hand in events and payments in vain, and must call again.',
    remedy: 'find the route in the access log and its function in the logs by the request id.',
    notify: topics.operations,
  });
  createAlarm(scope, 'HttpRefusalsAlarm', {
    metric: new MathExpression({
      label: 'Refused calls, %',
      expression: `IF(calls >= ${FEWEST_CALLS}, 100 * refused / calls, 0)`,
      period: Duration.minutes(15),
      usingMetrics: {
        calls: api.metricCount({ statistic: Stats.SUM }),
        refused: api.metricClientError({ statistic: Stats.SUM }),
      },
    }),
    threshold: REFUSED_PERCENT,
    periods: 2,
    errorImpact:
      'A caller or payment provider is refused throughout: its invoices or payments are missing.',
    remedy: 'see which route refuses in the access log; compare the secret of its door.',
    notify: topics.operations,
  });
};

/** An event that neither a queue nor its dead letters took is nowhere. */
export const watchRules = (rules: readonly Rule[], { topics, bus }: House): void => {
  for (const rule of rules) {
    createAlarm(rule, 'LostAlarm', {
      metric: new Metric({
        namespace: 'AWS/Events',
        metricName: 'InvocationsFailedToBeSentToDlq',
        dimensionsMap: { RuleName: rule.ruleName },
        statistic: Stats.SUM,
        period: FIVE_MINUTES,
      }),
      threshold: 1,
      errorImpact: 'An event is lost: neither its queue nor the dead letters took it.',
      remedy: `mend the policy of the queue, then replay the archive of ${bus.node.id} over that time.`,
      notify: topics.operations,
    });
  }
};

/** Alarms on what a deployed environment runs on, beside those that each construct brings itself. */
export const createServiceAlarms = (
  scope: Construct,
  props: {
    readonly house: House;
    readonly api: HttpApi;
    readonly machine: StateMachine;
    readonly sweep: HouseFunction;
    readonly rules: readonly Rule[];
  },
): void => {
  const { house, api, machine, sweep, rules } = props;
  const { config, tables, topics } = house;
  watchQueues(house.queues, house);
  watchRules(rules, house);
  watchDoor(scope, api, house);
  for (const table of Object.values(tables)) watchTable(scope, table.node.id, table, house);
  createAlarm(scope, 'CollectionEndedAlarm', {
    metric: new MathExpression({
      label: 'Cases aborted or timed out',
      expression: 'FILL(aborted, 0) + FILL(timedOut, 0)',
      period: FIVE_MINUTES,
      usingMetrics: {
        aborted: machine.metricAborted({ statistic: Stats.SUM }),
        timedOut: machine.metricTimedOut({ statistic: Stats.SUM }),
      },
    }),
    threshold: 1,
    errorImpact: 'A case was stopped from outside: its debtor hears nothing more from us.',
    remedy: 'find out who stopped the execution; redrive it, or close the case.',
    notify: topics.operations,
  });
  createSilenceAlarm(scope, 'SweepSilenceAlarm', {
    metric: sweep.function.metricInvocations({ period: ONE_DAY, statistic: Stats.SUM }),
    errorImpact: 'Nothing that comes due opens a case.',
    remedy: 'see whether its schedule is on, and whether its dead letters hold the run; invoke it.',
    notify: topics.operations,
  });
  const { paymentSilenceHours } = config.alarms;
  if (paymentSilenceHours !== undefined) {
    createSilenceAlarm(scope, 'PaymentSilenceAlarm', {
      metric: new Metric({
        namespace: metricsNamespace(config),
        metricName: 'Payments',
        statistic: Stats.SUM,
        period: ONE_HOUR,
      }),
      periods: paymentSilenceHours,
      errorImpact: 'No payment comes in: customers who paid are asked to pay.',
      remedy: 'stop sending (npm run cartera -- sending stop), then find the feed that is stale.',
      notify: topics.operations,
    });
  }
};
