import { Duration } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  DeduplicationScope,
  FifoThroughputLimit,
  Queue,
  QueueEncryption,
  type QueueProps,
} from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';

/** What stays in a dead-letter queue longer than SQS keeps it is lost: the longest that SQS allows. */
const LONGEST_RETENTION = Duration.days(14);

/** Lambda's recommendation: one function timeout for the work, the rest for throttled retries. */
const VISIBILITY_PER_TIMEOUT = 6;

const DEFAULT_RECEIVES = 5;

export type HouseQueueProps = {
  readonly config: Config;
  readonly key: IKey;
  /** Timeout of the consuming function; the visibility is six times that. */
  readonly consumerTimeout: Duration;
  readonly fifo?: boolean;
  /** Deliveries before a message counts as poison. */
  readonly maxReceives?: number;
};

const sealed = (config: Config, key: IKey): QueueProps => ({
  enforceSSL: true,
  ...(config.data.encryption === 'customer-managed'
    ? { encryption: QueueEncryption.KMS, encryptionMasterKey: key }
    : { encryption: QueueEncryption.SQS_MANAGED }),
});

/** Where messages wait for a person: a dead-letter queue, or the parking place of rejected inputs. */
export const createParkingQueue = (
  scope: Construct,
  id: string,
  props: { readonly config: Config; readonly key: IKey; readonly fifo?: boolean },
): Queue =>
  new Queue(scope, id, {
    ...sealed(props.config, props.key),
    retentionPeriod: LONGEST_RETENTION,
    ...(props.fifo ? { fifo: true } : {}),
  });

/** A queue with its dead-letter queue `<Name>Dlq`, from which SQS can move messages back. */
export class HouseQueue extends Construct {
  readonly queue: Queue;
  readonly dlq: Queue;
  readonly consumerTimeout: Duration;

  constructor(scope: Construct, id: string, props: HouseQueueProps) {
    super(scope, id);
    const { config, key, fifo, consumerTimeout } = props;
    this.consumerTimeout = consumerTimeout;
    this.dlq = createParkingQueue(this, 'Dlq', { config, key, ...(fifo ? { fifo } : {}) });
    this.queue = new Queue(this, 'Queue', {
      ...sealed(config, key),
      retentionPeriod: LONGEST_RETENTION,
      visibilityTimeout: Duration.seconds(consumerTimeout.toSeconds() * VISIBILITY_PER_TIMEOUT),
      deadLetterQueue: { queue: this.dlq, maxReceiveCount: props.maxReceives ?? DEFAULT_RECEIVES },
      ...(fifo
        ? {
            fifo: true,
            // Accounts do not wait for each other: order and deduplication hold within a group.
            deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
            fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
          }
        : {}),
    });
  }
}

/** Lets one rule of EventBridge, and nothing else of that service, put messages into the queue. */
export const letRuleSend = (queue: Queue, ruleArn: string): void => {
  queue.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': ruleArn } },
    }),
  );
};
