import { Duration, Stack, type TimeZone } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type EventBus, type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, MetricType, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, type ILogGroup, SubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { mayConsume, mayConsumeStream, mayDiscardTo, mayInvoke, maySend } from '../may.ts';
import { createAlarm, FIVE_MINUTES } from './alarm.ts';
import type { HouseFunction } from './function.ts';
import { type HouseQueue, letRuleSend } from './queue.ts';
import type { HouseTable } from './table.ts';

const BATCH = 10;

/** A record that fails this often fails for its content; it is kept whole in the bucket. */
const STREAM_RETRIES = 10;
const STREAM_BATCH = 25;

/** Retries of one record take some minutes; beyond this the whole partition waits for it. */
const LAG = Duration.minutes(10);

/** As long as EventBridge and Scheduler keep trying by themselves. */
const LONGEST_AGE = Duration.hours(24);
const TARGET_RETRIES = 185;

/** The function takes the queue's messages by ten and names those that failed. */
export const consumeQueue = (
  consumer: HouseFunction,
  source: HouseQueue,
  { maxConcurrency, batchWindow }: { maxConcurrency?: number; batchWindow?: Duration },
): void => {
  consumer.grant(mayConsume(source.queue));
  new EventSourceMapping(consumer, 'Messages', {
    target: consumer.function,
    eventSourceArn: source.queue.queueArn,
    batchSize: BATCH,
    reportBatchItemFailures: true,
    ...(maxConcurrency ? { maxConcurrency } : {}),
    ...(batchWindow ? { maxBatchingWindow: batchWindow } : {}),
  });
};

/** Order within a stream's partition is kept; a batch that fails is halved until the culprit is alone. */
export const consumeStream = (
  consumer: HouseFunction,
  props: {
    readonly table: HouseTable;
    readonly discarded: Bucket;
    readonly errorImpact: string;
    readonly notify: Topic;
  },
): void => {
  const { table, discarded, errorImpact, notify } = props;
  consumer.grant(mayConsumeStream(table));
  consumer.grant(mayDiscardTo(discarded));
  const mapping = new EventSourceMapping(consumer, 'Records', {
    target: consumer.function,
    ...(table.tableStreamArn ? { eventSourceArn: table.tableStreamArn } : {}),
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: STREAM_BATCH,
    bisectBatchOnError: true,
    retryAttempts: STREAM_RETRIES,
    maxRecordAge: LONGEST_AGE,
    reportBatchItemFailures: true,
    supportS3OnFailureDestination: true,
    onFailure: { bind: () => ({ destination: discarded.bucketArn }) },
    metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
  });
  // A batch of which the function returns failures counts as no error of the function.
  createAlarm(consumer, 'LagAlarm', {
    metric: consumer.function.metric('IteratorAge', {
      period: FIVE_MINUTES,
      statistic: Stats.MAXIMUM,
    }),
    threshold: LAG.toMilliseconds(),
    errorImpact,
    remedy: 'read the log of the function: a record fails again and again, or the bus throttles.',
    notify,
  });
  createAlarm(consumer, 'DiscardedAlarm', {
    metric: new Metric({
      namespace: 'AWS/Lambda',
      metricName: 'OnFailureDestinationDeliveredEventCount',
      dimensionsMap: { EventSourceMappingUUID: mapping.eventSourceMappingId },
      statistic: Stats.SUM,
      period: FIVE_MINUTES,
    }),
    threshold: 1,
    errorImpact,
    remedy:
      'read the record in the bucket of failed records, fix the cause, then put its event on the bus again.',
    notify,
  });
};

/** Every line of the log group, in batches as they are written. */
export const consumeLogs = (consumer: HouseFunction, logGroup: ILogGroup): void => {
  new SubscriptionFilter(consumer, `${logGroup.node.id}Filter`, {
    logGroup,
    destination: new LambdaDestination(consumer.function),
    filterPattern: FilterPattern.allEvents(),
  });
};

/** What EventBridge cannot deliver joins the queue's own dead letters: same shape, same redrive. */
export const routeEvents = (
  scope: Construct,
  id: string,
  props: {
    /** Left out for the account's default bus, where AWS services speak. */
    readonly bus?: EventBus;
    readonly description: string;
    readonly pattern: EventPattern;
    readonly to: HouseQueue;
  },
): Rule => {
  const { queue, dlq } = props.to;
  const rule = new Rule(scope, id, {
    description: props.description,
    eventPattern: props.pattern,
    ...(props.bus ? { eventBus: props.bus } : {}),
  });
  rule.addTarget({
    bind: () => ({
      arn: queue.queueArn,
      deadLetterConfig: { arn: dlq.queueArn },
      retryPolicy: {
        maximumEventAgeInSeconds: LONGEST_AGE.toSeconds(),
        maximumRetryAttempts: TARGET_RETRIES,
      },
    }),
  });
  letRuleSend(queue, rule.ruleArn);
  letRuleSend(dlq, rule.ruleArn);
  return rule;
};

/** A schedule in a time zone, with the role that it acts in and a place for what it cannot start. */
export class HouseSchedule extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly description: string;
      /** Six fields, as Scheduler has them. */
      readonly cron: string;
      readonly timeZone: TimeZone;
      readonly enabled: boolean;
      readonly start: HouseFunction;
      readonly deadLetters: Queue;
    },
  ) {
    super(scope, id);
    const { account } = Stack.of(this);
    const role = new Role(this, 'Role', {
      description: `What the schedule ${id} may do`,
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    });
    for (const grant of [mayInvoke(props.start.function), maySend(props.deadLetters)]) {
      for (const statement of grant) role.addToPolicy(statement);
    }
    const schedule = new CfnSchedule(this, 'Resource', {
      description: props.description,
      scheduleExpression: `cron(${props.cron})`,
      scheduleExpressionTimezone: props.timeZone.timezoneName,
      flexibleTimeWindow: { mode: 'OFF' },
      state: props.enabled ? 'ENABLED' : 'DISABLED',
      target: {
        arn: props.start.function.functionArn,
        roleArn: role.roleArn,
        deadLetterConfig: { arn: props.deadLetters.queueArn },
        retryPolicy: {
          maximumEventAgeInSeconds: LONGEST_AGE.toSeconds(),
          maximumRetryAttempts: TARGET_RETRIES,
        },
      },
    });
    schedule.node.addDependency(role);
  }
}
