import { schemaByType } from './assembly/compute-schemas.ts';
import { isRecord } from './assembly/json.ts';
import { buildModel, type Model } from './assembly/model.ts';
import { readAssembly } from './assembly/read.ts';
import { refuseUnsupported } from './assembly/supported.ts';
import { createFaults, type FaultPlan } from './faults.ts';
import { createAuthorizer, type Denial } from './iam/authorizer.ts';
import { type Clock, createClock, type RunWatch, type Task } from './kernel/clock.ts';
import { AssemblyError } from './kernel/errors.ts';
import { createRandom } from './kernel/random.ts';
import { createMeter, type MeterReading } from './meter.ts';
import type { OutboxMessage, TopicMessage } from './outbox.ts';
import { refuseOtherChanges } from './redeploy.ts';
import { assemble, type Services } from './services/assemble.ts';
import type { DynamoEngine } from './services/dynamodb/engine.ts';
import { createMemoryEngine } from './services/dynamodb/memory/engine.ts';
import type { OutsideTable } from './services/dynamodb/tables.ts';
import type { BusEvent, FailedDelivery } from './services/events/bus.ts';
import type { HttpAnswer, HttpRequest } from './services/http-api.ts';
import type { LogLine } from './services/lambda/host.ts';
import type { Hosts } from './services/lambda/hosts.ts';
import type { InvocationReading } from './services/lambda/stopwatch.ts';
import type { StoredObject } from './services/s3.ts';
import type { Input, Output } from './services/service.ts';
import { systemAttributes } from './services/sqs/message.ts';
import type { Coverage, ExecutionSummary } from './states/port.ts';

export type { FaultPlan } from './faults.ts';
export type { MeterReading } from './meter.ts';
export type { OutboxMessage, TopicMessage } from './outbox.ts';
export type { BusEvent } from './services/events/bus.ts';
export type { HttpAnswer, HttpRequest } from './services/http-api.ts';
export type { LogLine } from './services/lambda/host.ts';
export type { Host, HostAnswer, HostRequest, Hosts } from './services/lambda/hosts.ts';

export type RuntimeOptions = {
  /** Folder of the cloud assembly. */
  readonly assembly: string;
  /** ISO instant at which virtual time begins. */
  readonly startAt: string;
  readonly seed: number;
  readonly faults?: FaultPlan;
  /** Values of secrets by logical id, construct name, physical name or export name. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Other machines that functions may reach, by origin; without one, reaching it ends the run. */
  readonly hosts?: Hosts;
  readonly onOutbox?: (message: OutboxMessage) => void;
  readonly onBusEvent?: (event: BusEvent) => void;
  readonly onLog?: (line: LogLine) => void;
  /** Measures the CPU time of each invocation, which costs some itself. */
  readonly onInvocation?: (reading: InvocationReading) => void;
  /** True unless a test wants to know what a run would do without its policies. */
  readonly enforceIam?: boolean;
  /** False lets go of bus events after `onBusEvent`, for runs of millions. */
  readonly keepBusEvents?: boolean;
  /** Tables that are there although the template does not make them, with what they hold. */
  readonly tables?: readonly OutsideTable[];
  /** The database engine; the one in this process when left out, `startDynoxide` for another. */
  readonly engine?: () => Promise<DynamoEngine>;
};

/** An event that an upstream system puts on the template's own bus. */
export type UpstreamEvent = {
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
};

/** What a FIFO queue needs to know of a message. */
export type QueueOrder = { readonly group: string; readonly deduplicationId?: string };

export type QueueReading = {
  readonly name: string;
  readonly path: string;
  readonly logicalId: string;
  readonly isDeadLetterQueue: boolean;
  readonly visible: number;
  readonly inFlight: number;
  readonly messages: readonly {
    readonly id: string;
    readonly body: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly messageAttributes: Readonly<Record<string, string>>;
  }[];
};

export type Runtime = {
  /** Virtual epoch milliseconds. */
  readonly now: () => number;
  /** When the next task is due, recurring schedules included. */
  readonly nextDue: () => number | undefined;
  /** Runs `work` at a virtual instant; answers with a function that cancels it. */
  readonly at: (instantMs: number, label: string, work: Task) => () => void;
  /** Puts events on the only bus that the template creates. @throws Error for an event it refuses. */
  readonly putEvents: (events: readonly UpstreamEvent[]) => Promise<void>;
  readonly http: (request: HttpRequest) => Promise<HttpAnswer>;
  /**
   * Does what is due up to the instant and leaves the clock there; `'idle'` goes on until only
   * recurring schedules are left.
   */
  readonly runUntil: (until: number | 'idle', watch?: RunWatch) => Promise<void>;
  readonly outbox: readonly OutboxMessage[];
  readonly busEvents: readonly BusEvent[];
  /** What was published to topics. */
  readonly topics: readonly TopicMessage[];
  readonly meter: () => MeterReading;
  readonly executions: (machine?: string) => IterableIterator<ExecutionSummary>;
  /** States, choices, retries and catches used by a machine so far. */
  readonly coverage: (machine: string) => Coverage;
  readonly queues: () => readonly QueueReading[];
  /** Sends a message to a queue, as an operator would. */
  readonly send: (queue: string, body: string, order?: QueueOrder) => Promise<void>;
  /** Moves every message of a dead-letter queue back to where it came from. Answers how many. */
  readonly redrive: (deadLetterQueue: string) => Promise<number>;
  /** Publishes to a topic as that service does, e.g. a text that came in (`sms-voice.amazonaws.com`). */
  readonly publish: (topic: string, service: string, message: unknown) => Promise<void>;
  /** Invokes a function directly, as an operator would; its failure is thrown. */
  readonly invoke: (functionHandle: string, payload: unknown) => Promise<unknown>;
  /**
   * An API call as the administrator of the account makes it, whom no policy of the template limits.
   * @throws AwsError for what the service refuses.
   */
  readonly administer: (service: string, operation: string, input: Input) => Promise<Output>;
  /**
   * Deploys another assembly of the same stacks over this one: functions run its code with its
   * environment from now on; executions that run keep the definition with which they began.
   * @throws UnsupportedError when anything else differs.
   */
  readonly redeploy: (assembly: string) => Promise<void>;
  readonly dynamo: {
    /** A read in the API's own terms; `TableName` may be any handle of the table. */
    readonly read: (operation: 'GetItem' | 'Query' | 'Scan', input: Input) => Promise<Output>;
    /** Every item of a table, in wire form, page by page. */
    readonly items: (table: string) => AsyncIterable<Readonly<Record<string, unknown>>>;
  };
  readonly objects: (bucket: string) => ReadonlyMap<string, StoredObject>;
  readonly secrets: Services['secrets'];
  readonly denials: readonly Denial[];
  readonly failedDeliveries: readonly FailedDelivery[];
  readonly physicalName: (handle: string) => string;
  readonly model: Model;
  readonly close: () => Promise<void>;
};

const TABLES = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'] as const;

const queueReadings = (services: Services, model: Model): QueueReading[] => {
  const targets = new Set(
    model.ofType('AWS::SQS::Queue').flatMap((resource) => {
      const redrive = resource.properties()['RedrivePolicy'];
      const target = isRecord(redrive) ? redrive['deadLetterTargetArn'] : undefined;
      return typeof target === 'string' ? [target] : [];
    }),
  );
  return services.sqs.queues.map((queue) => {
    const resource = model.byArn(queue.arn);
    return {
      name: queue.name,
      path: resource?.path ?? '',
      logicalId: resource?.logicalId ?? '',
      isDeadLetterQueue: targets.has(queue.arn),
      visible: queue.visibleCount(),
      inFlight: queue.inFlightCount(),
      messages: queue.messages().map((message) => ({
        id: message.id,
        body: message.body,
        attributes: systemAttributes(message),
        messageAttributes: Object.fromEntries(
          Object.entries(message.attributes).map(([name, value]) => [
            name,
            value.StringValue ?? '',
          ]),
        ),
      })),
    };
  });
};

const createRuntime = (
  services: Services,
  parts: {
    readonly model: Model;
    readonly clock: Clock;
    readonly meter: () => MeterReading;
    readonly denials: readonly Denial[];
    readonly tables: readonly OutsideTable[];
    readonly close: () => Promise<void>;
  },
): Runtime => {
  const { model, clock } = parts;
  const outside = { kind: 'outside' } as const;
  const outsideTables = new Set(parts.tables.map(({ name }) => name));
  const tableName = (handle: unknown): string =>
    outsideTables.has(String(handle))
      ? String(handle)
      : model.find(String(handle), ...TABLES).identity.name;
  const queueOf = (handle: string) => {
    const { arn } = model.find(handle, 'AWS::SQS::Queue').identity;
    const queue = services.sqs.byArn(arn);
    if (queue === undefined) throw new AssemblyError(`There is no queue ${handle}.`);
    return queue;
  };
  const machineArn = (handle: string): string =>
    model.find(handle, 'AWS::StepFunctions::StateMachine').identity.arn;

  return {
    now: clock.now,
    nextDue: clock.nextDue,
    at: (instant, label, work) => clock.schedule(instant, label, work),
    putEvents: (events) =>
      clock.exclusive(async () => {
        const [bus, ...others] = services.events.buses;
        if (bus === undefined || others.length > 0) {
          throw new AssemblyError(
            `Expected one bus in the template, found ${services.events.buses.length}.`,
          );
        }
        for (const { source, detailType, detail } of events) {
          const answer = await services.gateway.call(outside, 'events', 'PutEvents', {
            Entries: [
              {
                Source: source,
                DetailType: detailType,
                Detail: JSON.stringify(detail),
                EventBusName: bus,
              },
            ],
          });
          if (answer['FailedEntryCount'] !== 0) {
            throw new Error(`The bus refused ${detailType}: ${JSON.stringify(answer['Entries'])}`);
          }
        }
      }),
    http: (request) => clock.exclusive(() => services.http(request)),
    runUntil: clock.runUntil,
    outbox: services.outbox,
    busEvents: services.busEvents,
    topics: services.topics,
    meter: parts.meter,
    executions: (machine) =>
      services.states.executions(machine === undefined ? undefined : machineArn(machine)),
    coverage: (machine) => services.states.coverage(machineArn(machine)),
    queues: () => queueReadings(services, model),
    send: (queue, body, order) =>
      clock.exclusive(async () => {
        await services.gateway.call(outside, 'sqs', 'SendMessage', {
          QueueUrl: queueOf(queue).url,
          MessageBody: body,
          ...(order === undefined
            ? {}
            : {
                MessageGroupId: order.group,
                MessageDeduplicationId: order.deduplicationId ?? body,
              }),
        });
      }),
    redrive: (handle) =>
      clock.exclusive(async () => {
        const dead = queueOf(handle);
        const messages = dead.messages();
        for (const message of messages) {
          const source = services.sqs.byArn(message.movedFrom ?? '');
          if (source === undefined)
            throw new AssemblyError(`${dead.name} holds what no queue gave up.`);
          source.adopt(message, '');
        }
        dead.purge();
        return messages.length;
      }),
    publish: (handle, service, message) =>
      clock.exclusive(async () => {
        const { arn } = model.find(handle, 'AWS::SNS::Topic').identity;
        const account = arn.split(':')[4] ?? '';
        const sourceArn = `arn:aws:${service.split('.')[0]}:us-east-1:${account}:phone-number/local`;
        await services.gateway.call({ kind: 'service', service, sourceArn }, 'sns', 'Publish', {
          TopicArn: arn,
          Message: JSON.stringify(message),
        });
      }),
    invoke: (handle, payload) =>
      clock.exclusive(async () => {
        const { arn } = model.find(handle, 'AWS::Lambda::Function').identity;
        const outcome = await services.lambda.invoke(arn, payload);
        if (outcome.ok) return outcome.result;
        throw Object.assign(new Error(outcome.failure.errorMessage), {
          name: outcome.failure.errorType,
        });
      }),
    administer: (service, operation, input) =>
      clock.exclusive(() => services.gateway.call(outside, service, operation, input)),
    redeploy: (assembly) =>
      clock.exclusive(async () => {
        const next = buildModel(readAssembly(assembly));
        refuseOtherChanges(model, next);
        services.update(next);
      }),
    dynamo: {
      read: (operation, input) =>
        services.dynamodb.inspect(operation, {
          ...input,
          TableName: tableName(input['TableName']),
        }),
      items: async function* (table) {
        let start: unknown;
        do {
          const page = await services.dynamodb.inspect('Scan', {
            TableName: tableName(table),
            ...(start === undefined ? {} : { ExclusiveStartKey: start }),
          });
          yield* page['Items'] as Readonly<Record<string, unknown>>[];
          start = page['LastEvaluatedKey'];
        } while (start !== undefined);
      },
    },
    objects: (bucket) => services.s3.objects(model.find(bucket, 'AWS::S3::Bucket').identity.name),
    secrets: services.secrets,
    denials: parts.denials,
    failedDeliveries: services.events.failedDeliveries,
    physicalName: (handle) => model.find(handle).identity.name,
    model,
    close: parts.close,
  };
};

/**
 * Loads a cloud assembly and makes it run. One runtime at a time in a process, because `Date` and
 * the SDK's `send` belong to the process.
 * @throws UnsupportedError listing every resource, property and policy that is not imitated.
 * @throws AssemblyError for a template that contradicts itself or lacks a permission it needs.
 */
export const openRuntime = async (options: RuntimeOptions): Promise<Runtime> => {
  const startAt = Date.parse(options.startAt);
  if (Number.isNaN(startAt)) throw new RangeError(`startAt is not an instant: ${options.startAt}`);
  const model = buildModel(readAssembly(options.assembly));
  refuseUnsupported(model, schemaByType);
  const authorizer = createAuthorizer(model, { enforce: options.enforceIam !== false });
  const meter = createMeter();
  const random = createRandom(options.seed);
  const plan = options.faults ?? {};
  const faults = createFaults(plan, createRandom(plan.seed ?? options.seed, 'faults'), meter);

  const engine = await (options.engine?.() ?? createMemoryEngine());
  let clock: Clock | undefined;
  try {
    clock = createClock(startAt);
    const services = await assemble({
      model,
      authorizer,
      meter,
      random,
      faults,
      engine,
      clock,
      options,
    });
    const opened = clock;
    return createRuntime(services, {
      model,
      clock: opened,
      meter: meter.read,
      denials: authorizer.denials,
      tables: options.tables ?? [],
      close: async () => {
        services.stop();
        opened.close();
        await engine.close();
      },
    });
  } catch (error) {
    clock?.close();
    await engine.close();
    throw error;
  }
};
