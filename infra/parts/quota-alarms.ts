import { Duration } from 'aws-cdk-lib';
import { type Alarm, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { createAlarm, FIVE_MINUTES } from '../constructs/alarm.ts';

/** Of a quota: early enough to ask AWS for more before anything is refused. */
const PERCENT_OF_QUOTA = 70;

/**
 * AWS reviews an account at 5 % bounces or 0.1 % complaints, and pauses it above that. See "Using
 * sender reputation metrics" in the SES developer guide.
 */
const BOUNCE_REVIEW = 0.05;
const COMPLAINT_REVIEW = 0.001;

const ONE_MINUTE = Duration.minutes(1);

const states = (metricName: string, statistic: string, dimensionsMap?: Record<string, string>) =>
  new Metric({
    namespace: 'AWS/States',
    metricName,
    statistic,
    period: ONE_MINUTE,
    ...(dimensionsMap ? { dimensionsMap } : {}),
  });

/** Step Functions fills a token bucket for each API; what was taken of it, against its refill. */
const bucketUse = (dimensions: Record<string, string>, label: string): MathExpression =>
  new MathExpression({
    label,
    expression: '100 * taken / (60 * refill)',
    period: ONE_MINUTE,
    usingMetrics: {
      taken: states('ConsumedCapacity', Stats.SUM, dimensions),
      refill: states('ProvisionedRefillRate', Stats.MINIMUM, dimensions),
    },
  });

const reputation = (metricName: string): Metric =>
  new Metric({
    namespace: 'AWS/SES',
    metricName,
    statistic: Stats.AVERAGE,
    period: Duration.hours(1),
  });

/** Quotas of the account that bind this system, shared with whatever else runs there. */
export const createQuotaAlarms = (scope: Construct, config: Config, notify: Topic): Alarm[] => [
  createAlarm(scope, 'OpenExecutionsAlarm', {
    metric: new MathExpression({
      label: 'Open executions, % of quota',
      expression: '100 * open / quota',
      period: ONE_MINUTE,
      usingMetrics: {
        open: states('OpenExecutionCount', Stats.MAXIMUM),
        quota: states('OpenExecutionLimit', Stats.MINIMUM),
      },
    }),
    threshold: PERCENT_OF_QUOTA,
    periods: 5,
    errorImpact: 'At the quota no new case can start: late accounts are not chased.',
    remedy: 'ask for a higher quota of open executions; look for cases that do not close.',
    notify,
  }),
  createAlarm(scope, 'StartExecutionAlarm', {
    metric: bucketUse({ APIName: 'StartExecution' }, 'StartExecution, % of quota'),
    threshold: PERCENT_OF_QUOTA,
    periods: 5,
    errorImpact: 'Beyond the quota cases start late.',
    remedy: 'ask for a higher StartExecution rate.',
    notify,
  }),
  createAlarm(scope, 'StateTransitionsAlarm', {
    metric: bucketUse({ ServiceMetric: 'StateTransition' }, 'State transitions, % of quota'),
    threshold: PERCENT_OF_QUOTA,
    periods: 5,
    errorImpact: 'Beyond the quota reminders go out late.',
    remedy: 'ask for a higher rate of state transitions.',
    notify,
  }),
  createAlarm(scope, 'PutEventsThrottledAlarm', {
    metric: new Metric({
      namespace: 'AWS/Events',
      metricName: 'PutEventsApproximateThrottledCount',
      statistic: Stats.SUM,
      period: FIVE_MINUTES,
    }),
    threshold: 1,
    periods: 3,
    errorImpact: 'Events are published late: cases and alerts lag behind the ledger.',
    remedy: 'ask for a higher PutEvents rate.',
    notify,
  }),
  createAlarm(scope, 'BouncesAlarm', {
    metric: reputation('Reputation.BounceRate'),
    threshold: (BOUNCE_REVIEW * PERCENT_OF_QUOTA) / 100,
    errorImpact: 'SES may stop all our e-mail.',
    remedy: 'find the source of the bad addresses; stop sending to them.',
    notify,
  }),
  createAlarm(scope, 'ComplaintsAlarm', {
    metric: reputation('Reputation.ComplaintRate'),
    threshold: (COMPLAINT_REVIEW * PERCENT_OF_QUOTA) / 100,
    errorImpact: 'SES may stop all our e-mail.',
    remedy: 'read the complaints; check opt-outs and the frequency of messages.',
    notify,
  }),
  createAlarm(scope, 'SmsSpendAlarm', {
    metric: new Metric({
      namespace: 'AWS/SNS',
      metricName: 'SMSMonthToDateSpentUSD',
      statistic: Stats.MAXIMUM,
      period: Duration.hours(1),
    }),
    threshold: (config.contact.smsMonthlyBudgetUsd * PERCENT_OF_QUOTA) / 100,
    errorImpact: 'At the spend limit SNS drops our text messages without an error.',
    remedy: 'raise the SMS spend limit of the account, or the budget in config.',
    notify,
  }),
];
