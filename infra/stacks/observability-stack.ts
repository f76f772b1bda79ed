import { Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, MathExpression, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { createQuotaAlarms } from '../parts/quota-alarms.ts';
import type { CoreStack } from './core-stack.ts';
import { HouseStack } from './house-stack.ts';

const HALF = 12;
const FULL = 24;

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
    title: 'Function duration (ms)',
    search: '{AWS/Lambda,FunctionName} MetricName="Duration"',
    statistic: 'p95',
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
];

/**
 * What an operator looks at. Graphs search by the names that CloudFormation derives from the core
 * stack's, so a new function or queue shows up by itself, and no export ties the stacks together.
 */
export class ObservabilityStack extends HouseStack {
  constructor(scope: Construct, props: { readonly config: Config; readonly core: CoreStack }) {
    const { config, core } = props;
    super(scope, 'observability', config, { description: 'Cartera: dashboard and quota alarms' });
    createQuotaAlarms(this, config, core.topics.operations);

    // Search terms are words: each must occur, in any order.
    const ours = core.stackName.split('-').join(' ');
    const dashboard = new Dashboard(this, 'Dashboard', { defaultInterval: Duration.days(1) });
    dashboard.addWidgets(
      new TextWidget({
        width: FULL,
        height: 2,
        markdown: `# Cartera ${config.environment}\nEvery alarm says whom it hurts and what to do first. Dead letters wait 14 days.`,
      }),
    );
    for (const { title, search, statistic } of GRAPHS) {
      dashboard.addWidgets(
        new GraphWidget({
          title,
          width: HALF,
          left: [
            new MathExpression({
              expression: `SEARCH('${search} ${ours}', '${statistic}', 300)`,
              label: '',
              usingMetrics: {},
            }),
          ],
        }),
      );
    }
  }
}
