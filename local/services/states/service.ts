import { readFileSync } from 'node:fs';
import { labelOf, type Model, type Resource } from '../../assembly/model.ts';
import { stateMachine } from '../../assembly/schemas.ts';
import { declared } from '../../assembly/supported.ts';
import type { Authorizer } from '../../iam/authorizer.ts';
import type { Demand } from '../../iam/principal.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AssemblyError } from '../../kernel/errors.ts';
import type { Random } from '../../kernel/random.ts';
import type { Meter } from '../../meter.ts';
import { createStateEngine } from '../../states/engine.ts';
import { type StateEngine, StateEngineError, type TaskCall } from '../../states/port.ts';
import { machineOfToken } from '../../states/tokens.ts';
import {
  AwsError,
  type Input,
  type Operation,
  type Output,
  optionalNumber,
  optionalText,
  type Service,
  textOf,
} from '../service.ts';

/** Executions in one answer of ListExecutions when the caller does not say. */
const LIST_PAGE = 100;

export type States = {
  readonly service: Service;
  readonly engine: StateEngine;
  /** Takes definitions from another assembly; executions that run keep the one they began with. */
  readonly update: (next: Model) => void;
};

const substitute = (
  text: string,
  values: Readonly<Record<string, string | number | boolean>>,
): string =>
  text.replace(/\$\{([^}]+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : String(value);
  });

const definitionOf = (
  model: Model,
  resource: Resource,
  properties: ReturnType<typeof stateMachine.parse>,
): unknown => {
  const { Definition, DefinitionString, DefinitionS3Location } = properties;
  const text =
    DefinitionString ??
    (DefinitionS3Location === undefined
      ? JSON.stringify(Definition ?? {})
      : readFileSync(model.assetPath(DefinitionS3Location.Key), 'utf8'));
  try {
    return JSON.parse(substitute(text, properties.DefinitionSubstitutions ?? {}));
  } catch (error) {
    throw new AssemblyError(`The definition of ${resource.path} is not JSON.`, { cause: error });
  }
};

/** Errors of the engine carry AWS's names and become answers of the service. */
const asService = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    if (error instanceof StateEngineError) throw new AwsError(error.name, error.message);
    throw error;
  }
};

const onMachine =
  (action: string) =>
  (input: Input): Demand[] => [
    { action: `states:${action}`, resource: textOf(input, 'stateMachineArn') },
  ];
const onExecution =
  (action: string) =>
  (input: Input): Demand[] => [
    { action: `states:${action}`, resource: textOf(input, 'executionArn') },
  ];

/** Step Functions: the machines of the template on the interpreter, and the API that reaches them. */
export const createStates = (deps: {
  readonly model: Model;
  readonly clock: Clock;
  readonly random: Random;
  readonly meter: Meter;
  readonly authorizer: Authorizer;
  readonly invoke: (call: TaskCall) => Promise<unknown>;
}): States => {
  const { model, clock, random, meter } = deps;
  const labels = new Map(
    model
      .ofType('AWS::StepFunctions::StateMachine')
      .map((resource) => [resource.identity.name, labelOf(resource)]),
  );
  const known = (machine: string): string => labels.get(machine) ?? machine;
  const engine = createStateEngine({
    now: clock.now,
    schedule: (at, label, fn) => clock.schedule(at, label, fn),
    invoke: deps.invoke,
    random: random.next,
    uuid: random.uuid,
    meter: {
      stateEntered: (machine) => meter.transition(known(machine)),
      retried: (machine) => meter.transition(known(machine)),
      executionStarted: (machine) => meter.execution(known(machine)),
    },
  });
  const define = (from: Model): string[] =>
    declared(from, 'AWS::StepFunctions::StateMachine', stateMachine).map(
      ({ resource, properties }) => {
        const { arn, name } = resource.identity;
        deps.authorizer.checkTrust(properties.RoleArn, 'states.amazonaws.com');
        const definition = definitionOf(from, resource, properties);
        engine.define({ arn, name, roleArn: properties.RoleArn, definition });
        return arn;
      },
    );
  const arns = define(model);

  /**
   * An answer is allowed on the machine that waits for it: `statemachine` is the resource type of
   * SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat in the Service Authorization Reference.
   * What is no token is refused for that afterwards.
   */
  const onToken =
    (action: string) =>
    (input: Input): Demand[] => {
      const resource = machineOfToken(textOf(input, 'taskToken')) ?? arns[0];
      return resource === undefined ? [] : [{ action: `states:${action}`, resource }];
    };

  const answer = (action: string, run: (input: Input) => void): Operation => ({
    demands: onToken(action),
    run: (input) => {
      asService(() => run(input));
      return {};
    },
  });

  const describe = (input: Input): Output => {
    const {
      executionArn,
      machineArn,
      name,
      status,
      startedAt,
      stoppedAt,
      input: given,
      output,
      error,
      cause,
    } = asService(() => engine.describe(textOf(input, 'executionArn')));
    return {
      executionArn,
      stateMachineArn: machineArn,
      name,
      status,
      startDate: new Date(startedAt),
      ...(stoppedAt === undefined ? {} : { stopDate: new Date(stoppedAt) }),
      input: given,
      ...(output === undefined ? {} : { output }),
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    };
  };

  /** The token is the place at which the next page begins. */
  const list = (input: Input): Output => {
    const machineArn = textOf(input, 'stateMachineArn');
    const wanted = optionalText(input, 'statusFilter');
    const from = Number(optionalText(input, 'nextToken') ?? '0');
    const size = optionalNumber(input, 'maxResults') || LIST_PAGE;
    const found = [...engine.executions(machineArn)].filter(
      ({ status }) => wanted === undefined || status === wanted,
    );
    return {
      executions: found
        .slice(from, from + size)
        .map(({ executionArn, name, status, startedAt }) => ({
          executionArn,
          stateMachineArn: machineArn,
          name,
          status,
          startDate: new Date(startedAt),
        })),
      ...(from + size < found.length ? { nextToken: String(from + size) } : {}),
    };
  };

  const operations: Record<string, Operation> = {
    ListExecutions: { demands: onMachine('ListExecutions'), run: list },
    StartExecution: {
      demands: onMachine('StartExecution'),
      run: (input) => {
        const name = optionalText(input, 'name');
        const given = optionalText(input, 'input');
        const started = asService(() =>
          engine.start({
            machineArn: textOf(input, 'stateMachineArn'),
            ...(name === undefined ? {} : { name }),
            ...(given === undefined ? {} : { input: given }),
          }),
        );
        return { executionArn: started.executionArn, startDate: new Date(started.startDate) };
      },
    },
    StopExecution: {
      demands: onExecution('StopExecution'),
      run: (input) => {
        const { stopDate } = asService(() =>
          engine.stop(
            textOf(input, 'executionArn'),
            optionalText(input, 'error'),
            optionalText(input, 'cause'),
          ),
        );
        return { stopDate: new Date(stopDate) };
      },
    },
    DescribeExecution: { demands: onExecution('DescribeExecution'), run: describe },
    SendTaskSuccess: answer('SendTaskSuccess', (input) =>
      engine.sendTaskSuccess(textOf(input, 'taskToken'), textOf(input, 'output')),
    ),
    SendTaskFailure: answer('SendTaskFailure', (input) =>
      engine.sendTaskFailure(
        textOf(input, 'taskToken'),
        optionalText(input, 'error'),
        optionalText(input, 'cause'),
      ),
    ),
    SendTaskHeartbeat: answer('SendTaskHeartbeat', (input) =>
      engine.sendTaskHeartbeat(textOf(input, 'taskToken')),
    ),
  };
  return {
    service: { name: 'states', namespace: 'com.amazonaws.sfn', operations },
    engine,
    update: (next) => void define(next),
  };
};
