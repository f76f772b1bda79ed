import { join } from 'node:path';
import { type FunctionProperties, lambdaFunction } from '../../assembly/compute-schemas.ts';
import { labelOf, type Model, type Resource } from '../../assembly/model.ts';
import { declared } from '../../assembly/supported.ts';
import type { Authorizer } from '../../iam/authorizer.ts';
import { errorOf, UnsupportedError } from '../../kernel/errors.ts';
import type { Random } from '../../kernel/random.ts';
import { createSerial } from '../../kernel/serial.ts';
import type { Meter } from '../../meter.ts';
import type { Gateway } from '../gateway.ts';
import { AwsError } from '../service.ts';
import type { Hosts } from './hosts.ts';
import { type Invocation, invocations } from './invocation.ts';
import { loadModule } from './sandbox.ts';
import { createStopwatch, type InvocationReading } from './stopwatch.ts';

/** What Lambda answers for a function that failed; the JSON of the `Payload`. */
export type FunctionFailure = {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
};

export type Outcome =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly failure: FunctionFailure; readonly crashed: boolean };

export type LogLine = {
  readonly at: number;
  /** Name of the function's construct. */
  readonly functionName: string;
  readonly requestId: string;
  readonly line: string;
};

export type LambdaHost = {
  readonly functions: readonly LambdaFunction[];
  /** @throws AwsError `ResourceNotFoundException` */
  readonly find: (arnOrName: string) => LambdaFunction;
  /** Takes code and configuration from another assembly; the next invocation starts afresh. */
  readonly update: (next: Model) => void;
  /** Runs the function with a copy of `payload`. A failure of the function is an outcome. */
  readonly invoke: (arnOrName: string, payload: unknown) => Promise<Outcome>;
};

export type LambdaFunction = {
  /** Physical name. */
  readonly name: string;
  /** Name of its construct, under which people know it. */
  readonly label: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly timeoutSeconds: number;
  readonly deadLetterArn: string | undefined;
};

type Loaded = (event: unknown, context: unknown) => unknown;

type Slot = {
  readonly info: LambdaFunction;
  readonly resource: Resource;
  properties: FunctionProperties;
  /** Where the code of the function's own assembly lies. */
  assetPath: Model['assetPath'];
  readonly random: Random;
  handler: Loaded | undefined;
  ordinal: number;
};

/** Wall time after which a handler is taken to wait for something that virtual time never brings. */
const STUCK_AFTER_MS = 60_000;
const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_MEMORY_MB = 128;

const failureOf = (error: Error): FunctionFailure => ({
  errorType: error.name,
  errorMessage: error.message,
  trace: (error.stack ?? '').split('\n'),
});

const environmentOf = (
  resource: Resource,
  properties: FunctionProperties,
): Record<string, string> => ({
  AWS_REGION: resource.region,
  AWS_DEFAULT_REGION: resource.region,
  AWS_EXECUTION_ENV: `AWS_Lambda_${properties.Runtime}`,
  AWS_LAMBDA_FUNCTION_NAME: resource.identity.name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(properties.MemorySize ?? DEFAULT_MEMORY_MB),
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${resource.identity.name}`,
  LAMBDA_TASK_ROOT: '/var/task',
  TZ: ':UTC',
  ...properties.Environment?.Variables,
});

export const createLambdaHost = (deps: {
  readonly model: Model;
  readonly gateway: () => Gateway;
  readonly authorizer: Authorizer;
  readonly meter: Meter;
  readonly random: Random;
  readonly now: () => number;
  readonly hosts: Hosts;
  /** By how much a function's clock is wrong, and how to make `Date` show it. */
  readonly skewOf: (functionName: string) => number;
  readonly stray: (ms: number) => void;
  readonly fail: (error: Error) => void;
  readonly onLog: (line: LogLine) => void;
  readonly onInvocation?: ((reading: InvocationReading) => void) | undefined;
}): LambdaHost => {
  const { model, authorizer, meter, now } = deps;
  const slots = new Map<string, Slot>();
  for (const { resource, properties } of declared(model, 'AWS::Lambda::Function', lambdaFunction)) {
    const { name, arn } = resource.identity;
    authorizer.checkTrust(properties.Role, 'lambda.amazonaws.com');
    const slot: Slot = {
      info: {
        name,
        label: labelOf(resource),
        arn,
        roleArn: properties.Role,
        timeoutSeconds: properties.Timeout ?? DEFAULT_TIMEOUT_SECONDS,
        deadLetterArn: properties.DeadLetterConfig?.TargetArn,
      },
      resource,
      properties,
      assetPath: model.assetPath,
      random: deps.random.fork(name),
      handler: undefined,
      ordinal: 0,
    };
    slots.set(name, slot);
    slots.set(arn, slot);
  }

  /** A version or alias runs the same code as its function. */
  const slotOf = (arnOrName: string): Slot => {
    const unqualified = arnOrName.startsWith('arn:')
      ? arnOrName.split(':').slice(0, 7).join(':')
      : arnOrName;
    const slot = slots.get(unqualified);
    if (slot !== undefined) return slot;
    throw new AwsError('ResourceNotFoundException', `Function not found: ${arnOrName}`, {
      status: 404,
    });
  };

  const load = (slot: Slot, requestId: string): Loaded => {
    const { properties, resource, info } = slot;
    if (!properties.Runtime.startsWith('nodejs')) {
      throw new UnsupportedError(
        `${resource.path} runs on ${properties.Runtime}; only Node.js is imitated.`,
      );
    }
    const [file = 'index', exportName = 'handler'] = properties.Handler.split(/\.(?=[^.]+$)/);
    const inline = properties.Code.ZipFile;
    const directory =
      inline === undefined ? slot.assetPath(properties.Code.S3Key ?? '') : '/var/task';
    const loaded = loadModule(
      join(directory, file),
      {
        environment: environmentOf(resource, properties),
        random: () => invocations.getStore()?.random ?? slot.random,
        log: (line) => deps.onLog({ at: now(), functionName: info.label, requestId, line }),
        hosts: deps.hosts,
        fail: deps.fail,
      },
      inline,
    );
    const handler = (loaded as Record<string, unknown> | undefined)?.[exportName];
    if (typeof handler !== 'function') {
      throw Object.assign(new Error(`${properties.Handler} is undefined or not exported`), {
        name: 'Runtime.HandlerNotFound',
      });
    }
    return handler as Loaded;
  };

  const contextOf = (slot: Slot, requestId: string): Record<string, unknown> => ({
    functionName: slot.info.name,
    functionVersion: '$LATEST',
    invokedFunctionArn: slot.info.arn,
    memoryLimitInMB: String(slot.properties.MemorySize ?? DEFAULT_MEMORY_MB),
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${slot.info.name}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    // A call takes no virtual time, so the whole budget always remains.
    getRemainingTimeInMillis: () => slot.info.timeoutSeconds * 1000,
  });

  const runHandler = async (slot: Slot, payload: unknown): Promise<Outcome> => {
    slot.ordinal += 1;
    meter.invocation(slot.info.label);
    const random = slot.random.fork(String(slot.ordinal));
    const requestId = random.uuid();
    const log = (line: string): void =>
      deps.onLog({ at: now(), functionName: slot.info.label, requestId, line });
    const death = Promise.withResolvers<never>();
    death.promise.catch(() => undefined);
    const invocation: Invocation = {
      functionName: slot.info.label,
      functionArn: slot.info.arn,
      ordinal: slot.ordinal,
      principal: { kind: 'role', roleArn: slot.info.roleArn, session: slot.info.name },
      gateway: deps.gateway(),
      random,
      calls: 0,
      open: 0,
      dead: false,
      watch: deps.onInvocation === undefined ? undefined : createStopwatch(),
      die: () => {
        invocation.dead = true;
        death.reject(
          Object.assign(
            new Error(`RequestId: ${requestId} Error: Runtime exited with error: signal: killed`),
            {
              name: 'Runtime.ExitError',
            },
          ),
        );
      },
    };
    const stuck = setTimeout(() => {
      const error = new UnsupportedError(
        `${slot.resource.path} has not answered within ${STUCK_AFTER_MS / 1000} s of real time: handlers must not wait for timers or sockets.`,
      );
      deps.fail(error);
      invocation.dead = true;
      death.reject(error);
    }, STUCK_AFTER_MS);
    const skew = deps.skewOf(slot.info.label);
    if (skew !== 0) deps.stray(skew);
    try {
      const answered = invocations.run(invocation, async () => {
        slot.handler ??= load(slot, requestId);
        return await slot.handler(payload, contextOf(slot, requestId));
      });
      const result = await Promise.race([answered, death.promise]);
      if (invocation.open > 0) {
        throw new UnsupportedError(
          `${slot.resource.path} returned while ${invocation.open} of its SDK calls were unanswered; Lambda would freeze them.`,
        );
      }
      return { ok: true, result: result === undefined ? null : JSON.parse(JSON.stringify(result)) };
    } catch (thrown) {
      const error = errorOf(thrown);
      if (error instanceof UnsupportedError) deps.fail(error);
      // A killed process takes its initialized modules with it.
      if (invocation.dead) slot.handler = undefined;
      invocation.dead = true;
      log(`ERROR Invoke Error ${JSON.stringify(failureOf(error))}`);
      return { ok: false, failure: failureOf(error), crashed: error.name === 'Runtime.ExitError' };
    } finally {
      clearTimeout(stuck);
      if (skew !== 0) deps.stray(0);
      if (invocation.watch !== undefined) {
        deps.onInvocation?.({
          functionName: slot.info.label,
          cpuMicros: invocation.watch.read(),
          isFirst: slot.ordinal === 1,
        });
      }
    }
  };

  const oneAtATime = createSerial();
  return {
    functions: [...new Set(slots.values())].map(({ info }) => info),
    find: (arnOrName) => slotOf(arnOrName).info,
    update: (next) => {
      for (const { resource, properties } of declared(
        next,
        'AWS::Lambda::Function',
        lambdaFunction,
      )) {
        const { assetPath } = next;
        Object.assign(slotOf(resource.identity.arn), { properties, assetPath, handler: undefined });
      }
    },
    invoke: (arnOrName, payload) => {
      const slot = slotOf(arnOrName);
      const copy: unknown = JSON.parse(JSON.stringify(payload ?? null));
      // A function that invokes another waits for it, so the inner one runs within its turn.
      if (invocations.getStore() !== undefined) return runHandler(slot, copy);
      return oneAtATime(() => runHandler(slot, copy));
    },
  };
};
