import type { Duration } from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Config } from './config.ts';
import type { HouseQueue } from './constructs/queue.ts';
import type { Grant } from './may.ts';
import type { Buckets, Secrets, Tables } from './stacks/data-stack.ts';

export type Queues = {
  readonly inboundEvents: HouseQueue;
  readonly accountCommands: HouseQueue;
  readonly partyCommands: HouseQueue;
  readonly paymentEvents: HouseQueue;
  readonly creditCommands: HouseQueue;
  readonly creditSignals: HouseQueue;
  readonly caseSignals: HouseQueue;
  readonly steps: HouseQueue;
  readonly sendEvents: HouseQueue;
  readonly alerts: HouseQueue;
  readonly heldAlerts: HouseQueue;
  /** A parking place for people; nothing consumes it. */
  readonly rejectedInputs: Queue;
};

export type Topics = {
  readonly info: Topic;
  readonly warning: Topic;
  readonly critical: Topic;
  /** Alarms about the system itself, for operators; the other three speak of the book. */
  readonly operations: Topic;
};

/** What comes back from text messages. */
export type Texts = {
  /** Of the status of texts that were sent: those that arrived, and those that did not. */
  readonly logs: readonly ILogGroup[];
  /** Texts that people send. */
  readonly inbound: Topic;
};

export type Mail = {
  readonly configurationSetName: string;
  readonly configurationSetArn: string;
  readonly identityArn: string;
  /** The bare address, without the name that may stand before it. */
  readonly sender: string;
};

/** What the functions may refer to: everything that exists before the first of them. */
export type House = {
  readonly config: Config;
  readonly tables: Tables;
  readonly buckets: Buckets;
  readonly secrets: Secrets;
  readonly queues: Queues;
  readonly topics: Topics;
  readonly bus: EventBus;
  readonly key: IKey;
  readonly mail: Mail;
  readonly texts: Texts;
};

/** Method and path of a route that only signed requests of permitted principals pass. */
export type OperatorRoute = `${'GET' | 'POST'} /v1/operator/${string}`;

export type Trigger =
  | {
      readonly kind: 'queue';
      readonly queue: HouseQueue;
      readonly maxConcurrency?: number;
      /** How long messages are gathered, for functions that answer several with one look. */
      readonly batchWindow?: Duration;
    }
  | { readonly kind: 'stream'; readonly timeout: Duration }
  | {
      readonly kind: 'route';
      readonly path: string;
      readonly timeout: Duration;
      /** POST when left out. */
      readonly methods?: readonly ('GET' | 'POST')[];
    }
  /** Routes of the operators' API: only callers that IAM lets in reach the function. */
  | {
      readonly kind: 'operator';
      readonly routes: readonly OperatorRoute[];
      readonly timeout: Duration;
    }
  | {
      readonly kind: 'schedule';
      readonly cron: string;
      readonly timeout: Duration;
      /** False for a schedule that an environment does without. */
      readonly enabled?: boolean;
    }
  /** Lines of log groups, and messages of a topic: both call the function and do not wait for it. */
  | { readonly kind: 'logs'; readonly groups: readonly ILogGroup[]; readonly timeout: Duration }
  | { readonly kind: 'topic'; readonly topic: Topic; readonly timeout: Duration }
  | { readonly kind: 'machine'; readonly timeout: Duration };

/** One line of the function table of docs/architecture.md, with what the line means to IAM. */
export type FunctionPlan = {
  /** `<context>/<verb-noun>` under `functions/`. */
  readonly entry: string;
  readonly does: string;
  readonly on: Trigger;
  readonly env: Readonly<Record<string, string>>;
  readonly may: readonly Grant[];
  /** The harm when it fails; every alarm of the function and of its queue says it. */
  readonly errorImpact: string;
  readonly memoryMb?: number;
};
