import type { Model } from '../assembly/model.ts';
import type { Faults } from '../faults.ts';
import type { Authorizer } from '../iam/authorizer.ts';
import type { Clock } from '../kernel/clock.ts';
import { AssemblyError } from '../kernel/errors.ts';
import type { Random } from '../kernel/random.ts';
import type { Meter } from '../meter.ts';
import type { OutboxMessage, TopicMessage } from '../outbox.ts';
import { interceptSdk } from '../sdk/intercept.ts';
import type { StateEngine } from '../states/port.ts';
import type { DynamoEngine } from './dynamodb/engine.ts';
import { createDynamoDb, type DynamoDb } from './dynamodb/service.ts';
import type { OutsideTable } from './dynamodb/tables.ts';
import { type BusEvent, createEventBridge, type EventBridge } from './events/bus.ts';
import { startScheduledRules, startSchedules } from './events/schedules.ts';
import { createTargets } from './events/targets.ts';
import { createGateway, type Gateway } from './gateway.ts';
import { createHttpApi, type HttpApi } from './http-api.ts';
import { createAsyncInvoker } from './lambda/async.ts';
import { createFailureSink } from './lambda/destinations.ts';
import { createLambdaHost, type LambdaHost, type LogLine } from './lambda/host.ts';
import type { Hosts } from './lambda/hosts.ts';
import { enabledMappings, type Mapping } from './lambda/mapping.ts';
import { startQueueMapping } from './lambda/queue-mapping.ts';
import type { InvocationReading } from './lambda/stopwatch.ts';
import { startStreamMapping } from './lambda/stream-mapping.ts';
import { createLogGroups } from './log-groups.ts';
import { createS3, type S3 } from './s3.ts';
import { createSecrets, type Secrets } from './secrets.ts';
import { createSes } from './ses.ts';
import { createSns, type InvokeAsync } from './sns.ts';
import { createSqs, type Sqs } from './sqs/service.ts';
import { createStates } from './states/service.ts';
import { createTaskInvoker } from './states/tasks.ts';

export type Services = {
  readonly gateway: Gateway;
  readonly dynamodb: DynamoDb;
  readonly sqs: Sqs;
  readonly s3: S3;
  readonly secrets: Secrets;
  readonly events: EventBridge;
  readonly lambda: LambdaHost;
  readonly states: StateEngine;
  /** Takes code, configuration and definitions from another assembly. */
  readonly update: (next: Model) => void;
  readonly http: HttpApi;
  readonly outbox: readonly OutboxMessage[];
  readonly busEvents: readonly BusEvent[];
  readonly topics: readonly TopicMessage[];
  /** Gives the SDK back to the process. */
  readonly stop: () => void;
};

export type Parts = {
  readonly model: Model;
  readonly authorizer: Authorizer;
  readonly meter: Meter;
  readonly random: Random;
  readonly faults: Faults;
  readonly engine: DynamoEngine;
  readonly clock: Clock;
  readonly options: {
    readonly secrets?: Readonly<Record<string, string>>;
    readonly hosts?: Hosts;
    readonly onOutbox?: (message: OutboxMessage) => void;
    readonly onBusEvent?: (event: BusEvent) => void;
    readonly onLog?: (line: LogLine) => void;
    readonly onInvocation?: (reading: InvocationReading) => void;
    readonly keepBusEvents?: boolean;
    readonly tables?: readonly OutsideTable[];
  };
};

/** Something that is wired before it exists: services call each other in a circle. */
const late = <T>(name: string) => {
  let value: T | undefined;
  return {
    set: (made: T): void => {
      value = made;
    },
    get: (): T => {
      if (value === undefined) throw new Error(`${name} is used before it is ready.`);
      return value;
    },
  };
};

const startMappings = (
  parts: Parts,
  services: Pick<Services, 'dynamodb' | 'sqs' | 'lambda' | 'gateway'>,
): void => {
  const { model, clock, meter, faults, random } = parts;
  const { lambda, gateway, sqs, dynamodb } = services;
  const deps = { clock, lambda, gateway, meter, faults };
  const sinkOf = (mapping: Mapping) => {
    const destination = mapping.properties.DestinationConfig?.OnFailure?.Destination;
    if (destination === undefined) return undefined;
    const { roleArn, name } = lambda.find(mapping.properties.FunctionName);
    return createFailureSink({
      destination,
      mappingId: mapping.resource.identity.name,
      principal: { kind: 'role', roleArn, session: name },
      gateway,
      random: random.fork(`sink/${mapping.resource.logicalId}`),
      now: clock.now,
    });
  };
  for (const mapping of enabledMappings(model)) {
    const source = mapping.properties.EventSourceArn;
    const queue = sqs.byArn(source);
    const stream = dynamodb.stream(source);
    if (queue !== undefined) startQueueMapping(mapping, queue, deps);
    else if (stream !== undefined) startStreamMapping(mapping, stream, deps, sinkOf(mapping));
    else throw new AssemblyError(`${mapping.resource.path} reads ${source}, which does not exist.`);
  }
};

/** Builds every service from the model and connects them; nothing runs before the clock does. */
export const assemble = async (parts: Parts): Promise<Services> => {
  const { model, authorizer, meter, random, faults, clock, options } = parts;
  const outbox: OutboxMessage[] = [];
  const busEvents: BusEvent[] = [];
  const topics: TopicMessage[] = [];
  const gateway = late<Gateway>('The gateway');
  const invokeAsync = late<InvokeAsync>('The asynchronous invoker');
  const callAsync: InvokeAsync = (principal, arn, payload) =>
    invokeAsync.get()(principal, arn, payload);
  const deliver = (message: OutboxMessage): void => {
    outbox.push(message);
    options.onOutbox?.(message);
  };

  const lambda = createLambdaHost({
    model,
    gateway: gateway.get,
    authorizer,
    meter,
    random: random.fork('lambda'),
    now: clock.now,
    hosts: options.hosts ?? {},
    skewOf: faults.skewOf,
    stray: clock.stray,
    fail: clock.fail,
    onLog: options.onLog ?? (() => undefined),
    onInvocation: options.onInvocation,
  });
  const dynamodb = await createDynamoDb({
    model,
    engine: parts.engine,
    meter,
    now: clock.now,
    outside: options.tables,
  });
  const sqs = createSqs({ model, now: clock.now, random: random.fork('sqs'), faults });
  const s3 = createS3({ model, now: clock.now });
  const secrets = createSecrets({
    model,
    given: options.secrets ?? {},
    random: random.fork('secrets'),
    now: clock.now,
  });
  const lateTargets = late<ReturnType<typeof createTargets>>('The targets');
  const events = createEventBridge({
    model,
    clock,
    random: random.fork('events'),
    faults,
    meter,
    authorizer,
    gateway: gateway.get,
    targets: {
      deliver: (target, body) => lateTargets.get().deliver(target, body),
      demandOf: (target) => lateTargets.get().demandOf(target),
    },
    onBusEvent: (event) => {
      if (options.keepBusEvents !== false) busEvents.push(event);
      options.onBusEvent?.(event);
    },
  });
  const ses = createSes({
    model,
    clock,
    random: random.fork('ses'),
    deliver,
    emit: events.emitOnDefaultBus,
  });
  const sns = createSns({
    model,
    clock,
    random: random.fork('sns'),
    gateway: gateway.get,
    invokeAsync: callAsync,
    logs: createLogGroups({ model, clock, invokeAsync: callAsync }),
    deliver,
    onTopic: (message) => topics.push(message),
  });
  const lateTasks = late<ReturnType<typeof createTaskInvoker>>('The task invoker');
  const states = createStates({
    model,
    clock,
    random: random.fork('states'),
    meter,
    authorizer,
    invoke: (call) => lateTasks.get()(call),
  });

  const made = createGateway({
    services: [
      dynamodb.service,
      sqs.service,
      s3.service,
      secrets.service,
      events.service,
      ses,
      sns,
      states.service,
    ],
    authorizer,
    meter,
    fail: clock.fail,
  });
  gateway.set(made);
  lateTasks.set(createTaskInvoker({ gateway: made, lambda }));
  invokeAsync.set(
    createAsyncInvoker({ model, clock, lambda, gateway: made, random: random.fork('async') }),
  );
  const targets = createTargets({ gateway: made, invokeAsync: callAsync });
  lateTargets.set(targets);
  events.loadRules();
  const scheduling = { model, clock, meter, authorizer, targets, random: random.fork('schedules') };
  startScheduledRules(scheduling);
  startSchedules(scheduling);
  startMappings(parts, { dynamodb, sqs, lambda, gateway: made });

  return {
    gateway: made,
    dynamodb,
    sqs,
    s3,
    secrets,
    events,
    lambda,
    states: states.engine,
    update: (next) => {
      lambda.update(next);
      states.update(next);
    },
    http: createHttpApi({
      model,
      authorizer,
      lambda,
      meter,
      random: random.fork('http'),
      now: clock.now,
    }),
    outbox,
    busEvents,
    topics,
    stop: interceptSdk(faults),
  };
};
