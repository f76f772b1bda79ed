import { parseDefinition } from './definition.ts';
import {
  type Counters,
  createCounters,
  type Execution,
  type Revision,
  record,
  toCoverage,
  toSummary,
} from './execution.ts';
import { StateFailure, TIMEOUT } from './failure.ts';
import { startFiber } from './fiber.ts';
import { runFlow } from './interpret.ts';
import { type Json, PAYLOAD_LIMIT_BYTES } from './json.ts';
import { createCompiler } from './jsonata.ts';
import {
  type StartRequest,
  type StateEngine,
  StateEngineError,
  type StateEngineHost,
  type StateEngineOptions,
} from './port.ts';
import { createScope } from './scope.ts';
import { createTokens } from './tokens.ts';

/** A standard execution may run for one year. */
const YEAR_SECONDS = 365 * 24 * 3600;
/** The name of a closed execution can be used again after 90 days. */
const NAME_HELD_MS = 90 * 24 * 3600 * 1000;

/** No white space, brackets, wildcards, control or special characters: StartExecution, `name`. */
const EXECUTION_NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;

type MachineEntry = {
  revision: Revision;
  readonly counters: Counters;
  readonly byName: Map<string, Execution>;
};

type ClosedStatus = 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** A Step Functions service for standard machines whose query language is JSONata. */
export function createStateEngine(
  host: StateEngineHost,
  { keepHistory = 30 }: StateEngineOptions = {},
): StateEngine {
  const compiler = createCompiler(host);
  const machines = new Map<string, MachineEntry>();
  const executions = new Map<string, Execution>();
  const yearTimers = new Map<Execution, () => void>();
  const tokens = createTokens(
    () => host.uuid(),
    (arn) => executions.get(arn)?.tokensIssued,
  );

  const machineOf = (arn: string): MachineEntry => {
    const entry = machines.get(arn);
    if (entry !== undefined) return entry;
    throw new StateEngineError(
      'StateMachineDoesNotExist',
      `State Machine Does Not Exist: '${arn}'`,
    );
  };
  const executionOf = (arn: string): Execution => {
    const execution = executions.get(arn);
    if (execution !== undefined) return execution;
    throw new StateEngineError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  };

  const close = (
    execution: Execution,
    status: ClosedStatus,
    result: { readonly output?: Json; readonly error?: string; readonly cause?: string },
  ): void => {
    if (execution.status !== 'RUNNING') return;
    execution.status = status;
    execution.stoppedAt = host.now();
    execution.output = result.output === undefined ? undefined : JSON.stringify(result.output);
    execution.error = result.error;
    execution.cause = result.cause;
    const [type, details] = CLOSING[status](result);
    record(execution, host.now(), type, undefined, details);
    yearTimers.get(execution)?.();
    yearTimers.delete(execution);
    execution.root?.kill();
    execution.root = undefined;
    execution.current.clear();
  };

  const run = (execution: Execution): void => {
    const { machine } = execution.revision;
    execution.root = startFiber(host, `${execution.name} start`, async (fiber) => {
      const scope = createScope();
      const line = { host, tokens, execution, fiber, scope, map: undefined };
      try {
        close(execution, 'SUCCEEDED', { output: await runFlow(line, machine, execution.input) });
      } catch (thrown) {
        if (!(thrown instanceof StateFailure)) throw thrown;
        const { error, cause } = thrown;
        close(execution, 'FAILED', {
          ...(error === '' ? {} : { error }),
          ...(cause === undefined ? {} : { cause }),
        });
      }
    });
    const limit = Math.min(machine.timeoutSeconds ?? YEAR_SECONDS, YEAR_SECONDS);
    const timeOut = async (): Promise<void> => close(execution, 'TIMED_OUT', {});
    const at = execution.startedAt + limit * 1000;
    yearTimers.set(execution, host.schedule(at, `${execution.name} time limit`, timeOut));
  };

  return {
    define({ arn, name, roleArn, definition }) {
      const revision = { arn, name, roleArn, machine: parseDefinition(compiler, definition) };
      const known = machines.get(arn);
      if (known === undefined) {
        machines.set(arn, { revision, counters: createCounters(), byName: new Map() });
      } else known.revision = revision;
    },

    start(request) {
      const entry = machineOf(request.machineArn);
      const name = request.name ?? host.uuid();
      const { input, inputText } = readStart(request, name);
      const earlier = entry.byName.get(name);
      if (earlier !== undefined) {
        if (earlier.status === 'RUNNING' && earlier.inputText === inputText) {
          return { executionArn: earlier.arn, startDate: earlier.startedAt };
        }
        const heldUntil = (earlier.stoppedAt ?? Number.POSITIVE_INFINITY) + NAME_HELD_MS;
        if (host.now() < heldUntil) {
          throw new StateEngineError(
            'ExecutionAlreadyExists',
            `Execution Already Exists: '${earlier.arn}'`,
          );
        }
      }
      const { revision } = entry;
      const arn = `${revision.arn.replace(':stateMachine:', ':execution:')}:${name}`;
      const execution: Execution = {
        arn,
        name,
        revision,
        startedAt: host.now(),
        inputText,
        input,
        status: 'RUNNING',
        stoppedAt: undefined,
        output: undefined,
        error: undefined,
        cause: undefined,
        tokensIssued: 0,
        historyLength: 0,
        firstEvents: [],
        lastEvents: [],
        keepHistory,
        counters: [createCounters(), entry.counters],
        current: new Map(),
        root: undefined,
      };
      executions.set(arn, execution);
      entry.byName.set(name, execution);
      host.meter.executionStarted(revision.name);
      record(execution, host.now(), 'ExecutionStarted', undefined, { input });
      run(execution);
      return { executionArn: arn, startDate: execution.startedAt };
    },

    sendTaskSuccess(token, output) {
      checkLength('output', output, PAYLOAD_LIMIT_BYTES);
      const holder = tokens.holder(token);
      holder.succeed(parseJson(output, 'InvalidOutput', 'Invalid Output'));
    },
    sendTaskFailure(token, error, cause) {
      checkLength('error', error ?? '', 256);
      checkLength('cause', cause ?? '', 32_768);
      tokens.holder(token).fail(new StateFailure(error ?? '', cause));
    },
    sendTaskHeartbeat(token) {
      tokens.holder(token).heartbeat();
    },

    stop(executionArn, error, cause) {
      const execution = executionOf(executionArn);
      close(execution, 'ABORTED', {
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
      });
      return { stopDate: execution.stoppedAt ?? host.now() };
    },
    describe: (executionArn) => toSummary(executionOf(executionArn)),
    *executions(machineArn) {
      for (const execution of executions.values()) {
        if (machineArn === undefined || execution.revision.arn === machineArn) {
          yield toSummary(execution);
        }
      }
    },
    coverage: (machineArn) => toCoverage(machineOf(machineArn).counters),
    machines: () => [...machines.keys()],
  };
}

/** The last event of an execution. A timed-out one names its error in the event only. */
const CLOSING: Readonly<
  Record<
    ClosedStatus,
    (result: { output?: Json; error?: string; cause?: string }) => [string, unknown]
  >
> = {
  SUCCEEDED: ({ output }) => ['ExecutionSucceeded', { output }],
  FAILED: ({ error, cause }) => ['ExecutionFailed', { error, cause }],
  ABORTED: ({ error, cause }) => ['ExecutionAborted', { error, cause }],
  TIMED_OUT: () => ['ExecutionTimedOut', { error: TIMEOUT }],
};

function readStart(request: StartRequest, name: string): { input: Json; inputText: string } {
  if (!EXECUTION_NAME.test(name)) {
    throw new StateEngineError('InvalidName', `Invalid Name: '${name}'`);
  }
  const inputText = request.input ?? '{}';
  checkLength('input', inputText, PAYLOAD_LIMIT_BYTES);
  const input = parseJson(
    inputText,
    'InvalidExecutionInput',
    'Invalid State Machine Execution Input',
  );
  return { input, inputText };
}

function checkLength(member: string, text: string, limit: number): void {
  if (text.length <= limit && Buffer.byteLength(text) <= limit) return;
  throw new StateEngineError(
    'ValidationException',
    `Value at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${limit}`,
  );
}

function parseJson(text: string, error: string, message: string): Json {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new StateEngineError(error, `${message}: '${String(thrown)}'`);
  }
}
