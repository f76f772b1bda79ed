import { createRequire } from 'node:module';
import type { CallFault, Faults } from '../faults.ts';
import { errorOf } from '../kernel/errors.ts';
import { type Invocation, invocations } from '../services/lambda/invocation.ts';
import { AwsError, type Input, type Output } from '../services/service.ts';
import {
  type KeyNodes,
  marshallInput,
  type TranslateConfig,
  unmarshallOutput,
} from './document.ts';

type Command = {
  readonly input: unknown;
  readonly schema?: readonly unknown[];
  readonly clientCommand?: Command;
  readonly inputKeyNodes?: KeyNodes;
  readonly outputKeyNodes?: KeyNodes;
};

type SdkClient = {
  readonly config: {
    readonly translateConfig?: TranslateConfig;
    readonly maxAttempts?: number | (() => Promise<number>);
  };
};

type Send = (this: SdkClient, command: Command, optionsOrDone?: unknown, done?: unknown) => unknown;

// Bundles load the CommonJS build of the SDK, whose `Client` is another object than the one that an
// import statement would give us.
const require = createRequire(import.meta.url);
const { Client, ServiceException } = require('@smithy/core/client') as {
  Client: { prototype: { send: Send } };
  ServiceException: new (options: {
    name: string;
    message: string;
    $fault: 'client' | 'server';
    $metadata: object;
  }) => Error;
};

/** Attempts of the SDK's standard retry mode. */
const DEFAULT_ATTEMPTS = 3;

/** A new one each time: one that all shared would keep every dead invocation in memory. */
const never = (): Promise<never> => new Promise<never>(() => undefined);

/** Throttled answers carry the hint by which `isThrottlingError` and retry middleware know them. */
const throttled = (): AwsError => new AwsError('ThrottlingException', 'Rate exceeded');

const answerLost = (): Error =>
  Object.assign(new Error('Connection timed out after the request was sent'), {
    name: 'TimeoutError',
  });

const metadata = (status: number, requestId: string, attempts: number): object => ({
  httpStatusCode: status,
  requestId,
  attempts,
  totalRetryDelay: 0,
});

const sdkError = (error: AwsError, requestId: string, attempts: number): Error =>
  Object.assign(
    new ServiceException({
      name: error.name,
      message: error.message,
      $fault: error.fault,
      $metadata: metadata(error.status, requestId, attempts),
    }),
    error.members,
  );

const attemptsOf = async (client: SdkClient): Promise<number> => {
  const { maxAttempts } = client.config;
  return (
    (typeof maxAttempts === 'function' ? await maxAttempts() : maxAttempts) ?? DEFAULT_ATTEMPTS
  );
};

const nameOf = (command: Command): { namespace: string; operation: string } => {
  const [, namespace, operation] = command.schema ?? [];
  if (typeof namespace !== 'string' || typeof operation !== 'string') {
    throw new Error(
      'An SDK command without a schema cannot be recognised; use SDK 3.900 or later.',
    );
  }
  return { namespace, operation };
};

const isRetryable = (fault: CallFault | undefined): boolean =>
  fault === 'throttle' || fault === 'lose-answer';

/**
 * Performs one SDK call of an invocation with the fault that the plan draws for it. Throttles and
 * lost answers are tried again as often as the client would, without its pauses.
 */
const perform = async (
  invocation: Invocation,
  client: SdkClient,
  faults: Faults,
  call: { readonly service: string; readonly operation: string; readonly input: Input },
): Promise<{ output: Output; attempts: number }> => {
  const { gateway, principal } = invocation;
  const take = (): Promise<Output> =>
    gateway.call(principal, call.service, call.operation, call.input);
  let limit = 1;
  for (let attempt = 1; ; attempt += 1) {
    invocation.calls += attempt === 1 ? 1 : 0;
    const fault = faults.ofCall({
      functionName: invocation.functionName,
      invocation: invocation.ordinal,
      call: invocation.calls,
      ...call,
    });
    if (fault === undefined) return { output: await take(), attempts: attempt };
    if (fault === 'crash-before' || fault === 'crash-after') {
      if (fault === 'crash-after') await take().catch(() => undefined);
      invocation.die();
      return never();
    }
    if (fault === 'refuse') {
      throw new AwsError('MessageRejected', 'Message was refused by the fault plan.');
    }
    if (fault === 'lose-answer') await take();
    if (attempt === 1) limit = isRetryable(fault) ? await attemptsOf(client) : 1;
    if (attempt >= limit) throw fault === 'throttle' ? throttled() : answerLost();
  }
};

const dispatch = async (
  invocation: Invocation,
  client: SdkClient,
  command: Command,
  faults: Faults,
): Promise<unknown> => {
  const inner = command.clientCommand ?? command;
  const { namespace, operation } = nameOf(inner);
  const service = invocation.gateway.serviceOf(namespace);
  const config = client.config.translateConfig ?? {};
  const isDocument = command.clientCommand !== undefined;
  const input = (
    isDocument
      ? marshallInput(command.input, command.inputKeyNodes ?? {}, config)
      : (command.input ?? {})
  ) as Input;
  const { output, attempts } = await perform(invocation, client, faults, {
    service,
    operation,
    input,
  });
  const answer = isDocument
    ? (unmarshallOutput(output, command.outputKeyNodes ?? {}, config) as Output)
    : output;
  return { ...answer, $metadata: metadata(200, invocation.random.uuid(), attempts) };
};

/** Sends a call of a living invocation; a dead one waits for ever, as its process is gone. */
const sendFor = async (
  invocation: Invocation,
  client: SdkClient,
  command: Command,
  faults: Faults,
): Promise<unknown> => {
  if (invocation.dead) return never();
  if (invocation.open === 0) invocation.watch?.pause();
  invocation.open += 1;
  try {
    const answer = await dispatch(invocation, client, command, faults);
    if (invocation.dead) return await never();
    return answer;
  } catch (thrown) {
    if (invocation.dead) return await never();
    const error = errorOf(thrown);
    throw error instanceof AwsError ? sdkError(error, invocation.random.uuid(), 1) : error;
  } finally {
    invocation.open -= 1;
    if (invocation.open === 0) invocation.watch?.resume();
  }
};

/**
 * Replaces `send` of every SDK v3 client of this process. Calls made outside an invocation still go
 * where they went before. Answers with a function that takes the replacement away.
 */
export const interceptSdk = (faults: Faults): (() => void) => {
  const original = Client.prototype.send;
  const replacement: Send = function send(command, optionsOrDone, done) {
    const invocation = invocations.getStore();
    if (invocation === undefined) return original.call(this, command, optionsOrDone, done);
    const callback = typeof optionsOrDone === 'function' ? optionsOrDone : done;
    const answer = sendFor(invocation, this, command, faults);
    if (typeof callback !== 'function') return answer;
    answer.then(
      (output) => callback(null, output),
      (error) => callback(error),
    );
    return undefined;
  };
  Client.prototype.send = replacement;
  return () => {
    if (Client.prototype.send === replacement) Client.prototype.send = original;
  };
};
