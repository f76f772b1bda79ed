import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type CreateAlarmOptions,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export type AlarmProps = {
  readonly metric: IMetric;
  readonly threshold: number;
  /** Periods of the metric in a row, for what may pass by itself. */
  readonly periods?: number;
  /** The harm to a user, for whoever is woken by it. */
  readonly errorImpact: string;
  /** What to do first. */
  readonly remedy: string;
  readonly notify: ITopic;
};

export const FIVE_MINUTES = Duration.minutes(5);

type Breach = Pick<
  CreateAlarmOptions,
  'threshold' | 'evaluationPeriods' | 'comparisonOperator' | 'treatMissingData'
>;

const createWith = (
  scope: Construct,
  id: string,
  { metric, errorImpact, remedy, notify }: Omit<AlarmProps, 'threshold' | 'periods'>,
  breach: Breach,
): Alarm => {
  const alarm = new Alarm(scope, id, {
    metric,
    ...breach,
    alarmDescription: `Impact: ${errorImpact} Remedy: ${remedy}`,
  });
  alarm.addAlarmAction(new SnsAction(notify));
  alarm.addOkAction(new SnsAction(notify));
  return alarm;
};

/** An alarm that says whom it hurts. Silence is health here: nothing that we measure must happen. */
export const createAlarm = (scope: Construct, id: string, props: AlarmProps): Alarm =>
  createWith(scope, id, props, {
    threshold: props.threshold,
    evaluationPeriods: props.periods ?? 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });

/** The other way round: something must happen at least once within the periods. */
export const createSilenceAlarm = (
  scope: Construct,
  id: string,
  props: Omit<AlarmProps, 'threshold'>,
): Alarm =>
  createWith(scope, id, props, {
    threshold: 1,
    evaluationPeriods: props.periods ?? 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.BREACHING,
  });

/** One message in a dead-letter queue is one fact that the system has not taken in. */
export const alarmOnDeadLetters = (
  scope: Construct,
  id: string,
  props: { readonly dlq: Queue; readonly errorImpact: string; readonly notify: ITopic },
): Alarm =>
  createAlarm(scope, id, {
    metric: props.dlq.metricApproximateNumberOfMessagesVisible({
      period: FIVE_MINUTES,
      statistic: 'Maximum',
    }),
    threshold: 1,
    errorImpact: props.errorImpact,
    remedy: 'read the message and the consumer log, fix the cause, then start a redrive.',
    notify: props.notify,
  });
