import { eventInvokeConfig } from '../../assembly/compute-schemas.ts';
import type { Model } from '../../assembly/model.ts';
import { declared } from '../../assembly/supported.ts';
import type { Principal } from '../../iam/principal.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/random.ts';
import { queueUrlOf, serviceOfArn } from '../arns.ts';
import type { Gateway } from '../gateway.ts';
import type { LambdaFunction, LambdaHost, Outcome } from './host.ts';

/** Pauses before the first and the second retry of an asynchronous invocation. */
const RETRY_PAUSES_MS = [60_000, 120_000];
const DEFAULT_RETRIES = 2;
const DEFAULT_MAX_AGE_SECONDS = 6 * 60 * 60;

type Settings = {
  readonly retries: number;
  readonly maxAgeMs: number;
  readonly destination: string | undefined;
};

type Attempt = { readonly payload: unknown; readonly startedAt: number; readonly count: number };

/** @throws AwsError when the principal may not invoke the function. */
export type InvokeAsync = (principal: Principal, functionArn: string, payload: unknown) => void;

/**
 * Asynchronous invocation: the caller is answered at once, a failure is tried twice more, and what
 * still fails goes to the on-failure destination or the function's dead-letter queue.
 * Source: AWS Lambda Developer Guide, "How Lambda handles errors and retries with asynchronous invocation".
 */
export const createAsyncInvoker = (deps: {
  readonly model: Model;
  readonly clock: Clock;
  readonly lambda: LambdaHost;
  readonly gateway: Gateway;
  readonly random: Random;
}) => {
  const { model, clock, lambda, gateway, random } = deps;
  const settings = new Map<string, Settings>();
  for (const { properties } of declared(
    model,
    'AWS::Lambda::EventInvokeConfig',
    eventInvokeConfig,
  )) {
    settings.set(lambda.find(properties.FunctionName).arn, {
      retries: properties.MaximumRetryAttempts ?? DEFAULT_RETRIES,
      maxAgeMs: (properties.MaximumEventAgeInSeconds ?? DEFAULT_MAX_AGE_SECONDS) * 1000,
      destination: properties.DestinationConfig?.OnFailure?.Destination,
    });
  }
  const settingsOf = (target: LambdaFunction): Settings =>
    settings.get(target.arn) ?? {
      retries: DEFAULT_RETRIES,
      maxAgeMs: DEFAULT_MAX_AGE_SECONDS * 1000,
      destination: undefined,
    };

  const send = async (principal: Principal, arn: string, body: string): Promise<void> => {
    if (serviceOfArn(arn) === 'sns') {
      await gateway.call(principal, 'sns', 'Publish', { TopicArn: arn, Message: body });
    } else {
      await gateway.call(principal, 'sqs', 'SendMessage', {
        QueueUrl: queueUrlOf(arn),
        MessageBody: body,
      });
    }
  };

  const giveUp = async (
    target: LambdaFunction,
    attempt: Attempt,
    outcome: Outcome,
  ): Promise<void> => {
    const principal: Principal = { kind: 'role', roleArn: target.roleArn, session: target.name };
    const { destination } = settingsOf(target);
    if (destination !== undefined) {
      const record = {
        version: '1.0',
        timestamp: new Date(clock.now()).toISOString(),
        requestContext: {
          requestId: random.uuid(),
          functionArn: `${target.arn}:$LATEST`,
          condition: 'RetriesExhausted',
          approximateInvokeCount: attempt.count,
        },
        requestPayload: attempt.payload,
        responseContext: {
          statusCode: 200,
          executedVersion: '$LATEST',
          functionError: 'Unhandled',
        },
        responsePayload: outcome.ok ? outcome.result : outcome.failure,
      };
      await send(principal, destination, JSON.stringify(record));
    }
    if (target.deadLetterArn !== undefined) {
      await send(principal, target.deadLetterArn, JSON.stringify(attempt.payload));
    }
  };

  const run = async (target: LambdaFunction, attempt: Attempt): Promise<void> => {
    const outcome = await lambda.invoke(target.arn, attempt.payload);
    if (outcome.ok) return;
    const { retries, maxAgeMs } = settingsOf(target);
    const pause = RETRY_PAUSES_MS[attempt.count - 1] ?? RETRY_PAUSES_MS.at(-1) ?? 0;
    const isTooOld = clock.now() + pause - attempt.startedAt > maxAgeMs;
    if (attempt.count > retries || isTooOld) {
      await giveUp(target, attempt, outcome);
      return;
    }
    clock.schedule(clock.now() + pause, `retry ${target.name}`, () =>
      run(target, { ...attempt, count: attempt.count + 1 }),
    );
  };

  /** @throws AwsError when the principal may not invoke the function. */
  return (principal: Principal, functionArn: string, payload: unknown): void => {
    const target = lambda.find(functionArn);
    gateway.authorize(principal, { action: 'lambda:InvokeFunction', resource: target.arn });
    clock.schedule(clock.now(), `invoke ${target.name}`, () =>
      run(target, { payload, startedAt: clock.now(), count: 1 }),
    );
  };
};
