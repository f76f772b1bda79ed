import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { alarmOnDeadLetters } from '../constructs/alarm.ts';
import { createParkingQueue, HouseQueue, type HouseQueueProps } from '../constructs/queue.ts';
import type { Queues } from '../house.ts';

/** Ten messages, each a read and a transaction. */
const BRISK = Duration.seconds(30);
/** Ten commands of big accounts, each up to a transaction of 100 actions with retries. */
const THOROUGH = Duration.seconds(60);

/**
 * An hour of tries, one each visibility of six minutes, and two more for an attempt whose outcome
 * is unknown: its message is hidden until the hour after which it is given up.
 */
const STEP_RECEIVES = 12;

/** Hidden for eleven hours at a time, a message is received seven times in three days; five may fail. */
const HELD_RECEIVES = 12;

type QueueMaker = (
  id: string,
  errorImpact: string,
  options: Omit<HouseQueueProps, 'config' | 'key'>,
) => HouseQueue;

type QueuePlace = { readonly config: Config; readonly key: IKey; readonly notify: ITopic };

/** Makes queues, each with an alarm on its dead letters. */
const queueMaker =
  (scope: Construct, { config, key, notify }: QueuePlace): QueueMaker =>
  (id, errorImpact, options) => {
    const made = new HouseQueue(scope, id, { config, key, ...options });
    alarmOnDeadLetters(made, 'DeadLettersAlarm', { dlq: made.dlq, errorImpact, notify });
    return made;
  };

/**
 * The queues of docs/architecture.md that the core fills. What moves credit is among them when the
 * core is one of those who fill it; who consumes it may live in another stack.
 */
export const createQueues = (scope: Construct, place: QueuePlace): Queues => {
  const { config, key } = place;
  const queue = queueMaker(scope, place);
  return {
    inboundEvents: queue('InboundEvents', 'An event of an upstream system was not taken in.', {
      consumerTimeout: BRISK,
    }),
    accountCommands: queue('AccountCommands', 'An invoice or payment was not booked.', {
      consumerTimeout: THOROUGH,
      fifo: true,
    }),
    partyCommands: queue('PartyCommands', 'A customer was not registered or updated.', {
      consumerTimeout: BRISK,
      fifo: true,
    }),
    paymentEvents: queue('PaymentEvents', 'A payment did not reach its account.', {
      consumerTimeout: BRISK,
    }),
    creditCommands: queue('CreditCommands', 'An application for credit was not taken up.', {
      consumerTimeout: BRISK,
      fifo: true,
    }),
    creditSignals: queue('CreditSignals', 'A line of credit does not know of what moved it.', {
      consumerTimeout: THOROUGH,
    }),
    caseSignals: queue('CaseSignals', 'A case was not opened, woken or closed.', {
      consumerTimeout: THOROUGH,
    }),
    steps: queue('Steps', 'A reminder, demand or task that was due did not happen.', {
      consumerTimeout: THOROUGH,
      maxReceives: STEP_RECEIVES,
    }),
    sendEvents: queue('SendEvents', 'The outcome of a message was not recorded.', {
      consumerTimeout: BRISK,
    }),
    alerts: queue('Alerts', 'An alert was not raised.', { consumerTimeout: BRISK }),
    heldAlerts: queue('HeldAlerts', 'An alert about a payment was not raised.', {
      consumerTimeout: BRISK,
      maxReceives: HELD_RECEIVES,
    }),
    rejectedInputs: createParkingQueue(scope, 'RejectedInputsQueue', { config, key }),
  };
};

/** The queue that only the credit stack fills and reads. */
export const createApplicationSignals = (scope: Construct, place: QueuePlace): HouseQueue =>
  queueMaker(scope, place)(
    'ApplicationSignals',
    'An application for credit was not begun, or a decision about it not carried on.',
    { consumerTimeout: BRISK },
  );
