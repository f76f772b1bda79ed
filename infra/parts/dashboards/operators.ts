import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  AlarmStatusWidgetSortBy,
  Dashboard,
  GraphWidget,
  type IAlarm,
  MathExpression,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Config } from '../../config.ts';

export const HALF = 12;
export const FULL = 24;

type Graph = {
  readonly title: string;
  /** `{namespace,dimensions} MetricName="name"` of a CloudWatch search. */
  readonly search: string;
  readonly statistic: 'Sum' | 'Maximum' | 'p95';
};

const GRAPHS: readonly Graph[] = [
  {
    title: 'Messages waiting, dead letters included',
    search: '{AWS/SQS,QueueName} MetricName="ApproximateNumberOfMessagesVisible"',
    statistic: 'Maximum',
  },
  {
    title: 'Age of the oldest message (s)',
    search: '{AWS/SQS,QueueName} MetricName="ApproximateAgeOfOldestMessage"',
    statistic: 'Maximum',
  },
  {
    title: 'Function errors',
    search: '{AWS/Lambda,FunctionName} MetricName="Errors"',
    statistic: 'Sum',
  },
  {
    title: 'Function throttles',
    search: '{AWS/Lambda,FunctionName} MetricName="Throttles"',
    statistic: 'Sum',
  },
  {
    title: 'Function duration (ms)',
    search: '{AWS/Lambda,FunctionName} MetricName="Duration"',
    statistic: 'p95',
  },
  {
    title: 'Functions at once',
    search: '{AWS/Lambda,FunctionName} MetricName="ConcurrentExecutions"',
    statistic: 'Maximum',
  },
  {
    title: 'Cases started',
    search: '{AWS/States,StateMachineArn} MetricName="ExecutionsStarted"',
    statistic: 'Sum',
  },
  {
    title: 'Cases failed',
    search: '{AWS/States,StateMachineArn} MetricName="ExecutionsFailed"',
    statistic: 'Sum',
  },
  {
    title: 'Journal to bus, age of records (ms)',
    search: '{AWS/Lambda,FunctionName} MetricName="IteratorAge"',
    statistic: 'Maximum',
  },
  {
    title: 'Deliveries that EventBridge gave up',
    search: '{AWS/Events,EventBusName,RuleName} MetricName="FailedInvocations"',
    statistic: 'Sum',
  },
  {
    title: 'Throttled writes by table',
    search: '{AWS/DynamoDB,TableName} MetricName="WriteThrottleEvents"',
    statistic: 'Sum',
  },
  {
    title: 'Latency of tables (ms)',
    search: '{AWS/DynamoDB,TableName,Operation} MetricName="SuccessfulRequestLatency"',
    statistic: 'p95',
  },
];

/**
 * What an operator looks at. Graphs search by the names that CloudFormation derives from the
 * stacks', so a new function or queue shows up by itself, and no export ties the stacks together.
 *
 * @param words search terms of CloudWatch: each must occur in a name, in any order.
 */
export const createOperatorsDashboard = (
  scope: Construct,
  props: {
    readonly config: Config;
    readonly words: string;
    readonly quotaAlarms: readonly IAlarm[];
  },
): void => {
  const { config, words, quotaAlarms } = props;
  const dashboard = new Dashboard(scope, 'Dashboard', { defaultInterval: Duration.days(1) });
  dashboard.addWidgets(
    new TextWidget({
      width: FULL,
      height: 2,
      markdown: [
        `# Cartera ${config.environment}`,
        'Every alarm says whom it hurts and what to do first. Dead letters wait 14 days. Saved queries follow one id through the logs; X-Ray shows where a call spent its time.',
      ].join('\n'),
    }),
    new AlarmStatusWidget({
      title: 'Quotas of the account',
      width: FULL,
      height: 3,
      alarms: [...quotaAlarms],
      sortBy: AlarmStatusWidgetSortBy.STATE_UPDATED_TIMESTAMP,
    }),
  );
  dashboard.addWidgets(
    ...GRAPHS.map(
      ({ title, search, statistic }) =>
        new GraphWidget({
          title,
          width: HALF,
          left: [
            new MathExpression({
              expression: `SEARCH('${search} ${words}', '${statistic}', 300)`,
              label: '',
              usingMetrics: {},
            }),
          ],
        }),
    ),
  );
};
