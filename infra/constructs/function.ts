import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type CfnFunction,
  Code,
  Function as LambdaFunction,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { type Grant, maySend } from '../may.ts';
import { createAlarm, FIVE_MINUTES } from './alarm.ts';

export type HouseFunctionProps = {
  readonly config: Config;
  /** `<context>/<verb-noun>`, the folder under `functions/` and under the bundles. */
  readonly entry: string;
  readonly bundles: string;
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly may: readonly Grant[];
  readonly timeout: Duration;
  readonly memoryMb?: number;
  /** Where an asynchronous invocation goes that failed for good; needless for polled functions. */
  readonly deadLetters?: Queue;
  /** The harm when it fails, and where to say so. */
  readonly errorImpact: string;
  readonly notify: ITopic;
};

/** A quarter of a core is enough for JSON and a few calls, and cold starts stay under a second. */
const DEFAULT_MEMORY_MB = 512;

const pascal = (verbNoun: string): string =>
  verbNoun.replace(/(^|-)([a-z])/g, (_, _dash, letter: string) => letter.toUpperCase());

/** `receivables/post-entries` is `PostEntries` in the tree. */
export const functionId = (entry: string): string => pascal(entry.split('/').at(-1) ?? entry);

/**
 * A function with its own role, log group, tracing and alarm. The role has what `may` says, its
 * own log group and traces, and nothing else: no managed policy, no wildcard action.
 *
 * @throws Error when the bundle is missing.
 */
export class HouseFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: HouseFunctionProps) {
    super(scope, id);
    const bundle = join(props.bundles, props.entry);
    if (!existsSync(join(bundle, 'index.js'))) {
      throw new Error(`functions/${props.entry} has no bundle: is its index.ts there?`);
    }
    const logGroup = new LogGroup(this, 'Logs', { retention: props.config.logRetentionDays });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What functions/${props.entry} may do`,
    });
    this.grant([
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    ]);
    for (const grant of props.may) this.grant(grant);
    if (props.deadLetters) this.grant(maySend(props.deadLetters));
    this.function = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(bundle),
      memorySize: props.memoryMb ?? DEFAULT_MEMORY_MB,
      timeout: props.timeout,
      role: this.role,
      logGroup,
      tracing: Tracing.ACTIVE,
      environment: { ...props.environment },
    });
    if (props.deadLetters) {
      const { queueArn: targetArn } = props.deadLetters;
      const resource = this.function.node.defaultChild as CfnFunction;
      resource.deadLetterConfig = { targetArn };
    }
    createAlarm(this, 'ErrorsAlarm', {
      metric: this.function.metricErrors({ period: FIVE_MINUTES }),
      threshold: 1,
      // A single failure is retried; three periods in a row mean that it does not pass by itself.
      periods: 3,
      errorImpact: props.errorImpact,
      remedy: `look for ERROR lines and traces of functions/${props.entry}.`,
      notify: props.notify,
    });
  }

  grant(grant: Grant): void {
    for (const statement of grant) this.role.addToPolicy(statement);
  }
}
