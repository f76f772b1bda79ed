import type { Model } from '../../assembly/model.ts';
import { type RuleTarget, rule as ruleSchema } from '../../assembly/schemas.ts';
import { declared } from '../../assembly/supported.ts';
import { compilePattern, type EventMatcher } from '../../events/pattern.ts';
import { compileInput, type InputMaker } from '../../events/transformer.ts';
import type { Faults } from '../../faults.ts';
import type { Authorizer } from '../../iam/authorizer.ts';
import type { Principal } from '../../iam/principal.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AssemblyError, errorOf } from '../../kernel/errors.ts';
import type { Random } from '../../kernel/random.ts';
import type { Meter } from '../../meter.ts';
import { queueUrlOf } from '../arns.ts';
import type { Gateway } from '../gateway.ts';
import {
  AwsError,
  type Input,
  listOf,
  type Output,
  optionalText,
  type Service,
  textOf,
} from '../service.ts';
import type { EmitEvent } from '../ses.ts';
import type { TargetRef, Targets } from './targets.ts';

/** An event that a bus accepted. */
export type BusEvent = {
  /** Virtual epoch milliseconds of the acceptance. */
  readonly at: number;
  /** Name of the bus. */
  readonly bus: string;
  readonly id: string;
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
};

/** A delivery that a rule owed and could not make; AWS would drop it or send it to the rule's DLQ. */
export type FailedDelivery = {
  readonly at: number;
  readonly rule: string;
  readonly target: string;
  readonly error: string;
};

export type EventBridge = {
  readonly service: Service;
  /** Names of the buses that the template creates. */
  readonly buses: readonly string[];
  readonly emitOnDefaultBus: EmitEvent;
  readonly put: (bus: string, event: Omit<BusEvent, 'at' | 'bus' | 'id'>) => BusEvent;
  readonly failedDeliveries: readonly FailedDelivery[];
};

type Target = {
  readonly ref: TargetRef;
  readonly makeInput: InputMaker;
  readonly deadLetterArn: string | undefined;
};

type Rule = {
  readonly name: string;
  readonly arn: string;
  readonly bus: string;
  readonly matches: EventMatcher;
  readonly targets: readonly Target[];
};

const MAX_ENTRIES = 10;
/** PutEvents accepts 256 KiB a request; an event is billed for each 64 KiB of it. */
const MAX_BYTES = 262_144;
const BILLED_CHUNK_BYTES = 65_536;

export const busName = (nameOrArn: string | undefined): string =>
  (nameOrArn ?? 'default').replace(/^.*event-bus\//, '');

/** Compiles the targets of a rule and checks that the rule may reach each of them. */
export const targetsOf = (
  rule: { readonly name: string; readonly arn: string; readonly targets: readonly RuleTarget[] },
  deps: { readonly targets: Targets; readonly authorizer: Authorizer },
): readonly Target[] =>
  rule.targets.map((target) => {
    if (target.RoleArn !== undefined)
      deps.authorizer.checkTrust(target.RoleArn, 'events.amazonaws.com');
    const principal: Principal =
      target.RoleArn === undefined
        ? { kind: 'service', service: 'events.amazonaws.com', sourceArn: rule.arn }
        : { kind: 'role', roleArn: target.RoleArn, session: 'events' };
    const ref = { arn: target.Arn, principal, group: target.SqsParameters?.MessageGroupId };
    const demand = deps.targets.demandOf(ref);
    if (demand !== undefined && !deps.authorizer.isAllowed(principal, demand)) {
      throw new AssemblyError(
        `The rule ${rule.name} may not ${demand.action} on ${demand.resource}.`,
      );
    }
    const settings = {
      ...(target.Input === undefined ? {} : { Input: target.Input }),
      ...(target.InputPath === undefined ? {} : { InputPath: target.InputPath }),
      ...(target.InputTransformer === undefined
        ? {}
        : {
            InputTransformer: {
              InputTemplate: target.InputTransformer.InputTemplate,
              InputPathsMap: target.InputTransformer.InputPathsMap ?? {},
            },
          }),
    };
    return {
      ref,
      makeInput: compileInput(settings, { ruleArn: rule.arn, ruleName: rule.name }),
      deadLetterArn: target.DeadLetterConfig?.Arn,
    };
  });

const secondsIso = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

const text = (StringValue: string) => ({ DataType: 'String', StringValue });

export const createEventBridge = (deps: {
  readonly model: Model;
  readonly clock: Clock;
  readonly random: Random;
  readonly faults: Faults;
  readonly meter: Meter;
  readonly authorizer: Authorizer;
  readonly gateway: () => Gateway;
  readonly targets: Targets;
  readonly onBusEvent: (event: BusEvent) => void;
}): EventBridge & { readonly loadRules: () => void } => {
  const { model, clock, random, faults, meter } = deps;
  const [place] = model.resources;
  const account = place?.account ?? '';
  const region = place?.region ?? '';
  const buses = model.ofType('AWS::Events::EventBus').map(({ identity }) => identity.name);
  const rulesByBus = new Map<string, Rule[]>();
  const failedDeliveries: FailedDelivery[] = [];

  const loadRules = (): void => {
    for (const { resource, properties } of declared(model, 'AWS::Events::Rule', ruleSchema)) {
      if (properties.EventPattern === undefined || properties.State === 'DISABLED') continue;
      const { name, arn } = resource.identity;
      const bus = busName(properties.EventBusName);
      const rule: Rule = {
        name: resource.path,
        arn,
        bus,
        matches: compilePattern(properties.EventPattern),
        targets: targetsOf({ name, arn, targets: properties.Targets ?? [] }, deps),
      };
      rulesByBus.set(bus, [...(rulesByBus.get(bus) ?? []), rule]);
    }
  };

  const deadLetter = async (
    rule: Rule,
    target: Target,
    body: string,
    error: Error,
  ): Promise<void> => {
    const arn = target.deadLetterArn;
    if (arn === undefined) return;
    await deps
      .gateway()
      .call(
        { kind: 'service', service: 'events.amazonaws.com', sourceArn: rule.arn },
        'sqs',
        'SendMessage',
        {
          QueueUrl: queueUrlOf(arn),
          MessageBody: body,
          MessageAttributes: {
            RULE_ARN: text(rule.arn),
            TARGET_ARN: text(target.ref.arn),
            ERROR_CODE: text(error.name),
            ERROR_MESSAGE: text(error.message),
          },
        },
      );
  };

  const deliver = async (rule: Rule, target: Target, body: string): Promise<void> => {
    try {
      meter.delivery('events');
      await deps.targets.deliver(target.ref, body);
    } catch (thrown) {
      const error = errorOf(thrown);
      if (!(error instanceof AwsError)) throw error;
      failedDeliveries.push({
        at: clock.now(),
        rule: rule.name,
        target: target.ref.arn,
        error: `${error.name}: ${error.message}`,
      });
      await deadLetter(rule, target, body, error);
    }
  };

  /** Targets get an event in no promised order, so the seed ranks the deliveries of an instant. */
  const route = (event: BusEvent): void => {
    const envelope = {
      version: '0',
      id: event.id,
      'detail-type': event.detailType,
      source: event.source,
      account,
      time: secondsIso(event.at),
      region,
      resources: event.resources,
      detail: event.detail,
    };
    for (const rule of rulesByBus.get(event.bus) ?? []) {
      if (!rule.matches(envelope)) continue;
      for (const target of rule.targets) {
        const body = target.makeInput(envelope, event.at);
        for (let copy = faults.copies('events'); copy > 0; copy -= 1) {
          clock.schedule(
            clock.now() + faults.lateBy(),
            rule.name,
            () => deliver(rule, target, body),
            { rank: random.next() },
          );
        }
      }
    }
  };

  const put: EventBridge['put'] = (bus, event) => {
    const accepted: BusEvent = { at: clock.now(), bus, id: random.uuid(), ...event };
    deps.onBusEvent(accepted);
    route(accepted);
    return accepted;
  };

  const accept = (entry: Input): Output => {
    const bus = busName(optionalText(entry, 'EventBusName'));
    if (bus !== 'default' && !buses.includes(bus)) {
      return {
        ErrorCode: 'ResourceNotFoundException',
        ErrorMessage: `Event bus ${bus} does not exist.`,
      };
    }
    let detail: unknown;
    try {
      detail = JSON.parse(textOf(entry, 'Detail'));
    } catch {
      return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    }
    if (typeof detail !== 'object' || detail === null || Array.isArray(detail)) {
      return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    }
    const source = textOf(entry, 'Source');
    if (source.startsWith('aws.')) {
      return {
        ErrorCode: 'NotAuthorizedForSourceException',
        ErrorMessage: 'Not authorized for the source.',
      };
    }
    meter.events(Math.ceil(Buffer.byteLength(textOf(entry, 'Detail')) / BILLED_CHUNK_BYTES));
    const { id } = put(bus, {
      source,
      detailType: textOf(entry, 'DetailType'),
      resources: (entry['Resources'] ?? []) as string[],
      detail,
    });
    return { EventId: id };
  };

  const service: Service = {
    name: 'events',
    namespace: 'com.amazonaws.eventbridge',
    operations: {
      PutEvents: {
        demands: (input) =>
          listOf(input, 'Entries').map((entry) => ({
            action: 'events:PutEvents',
            resource: `arn:aws:events:${region}:${account}:event-bus/${busName(optionalText(entry, 'EventBusName'))}`,
            context: new Map([
              ['events:source', optionalText(entry, 'Source') ?? ''],
              ['events:detail-type', optionalText(entry, 'DetailType') ?? ''],
            ]),
          })),
        run: (input) => {
          const entries = listOf(input, 'Entries');
          if (entries.length === 0 || entries.length > MAX_ENTRIES) {
            throw new AwsError(
              'ValidationException',
              `Expected 1 to ${MAX_ENTRIES} entries, got ${entries.length}.`,
            );
          }
          const size = entries.reduce(
            (sum, entry) => sum + Buffer.byteLength(textOf(entry, 'Detail')),
            0,
          );
          if (size > MAX_BYTES) {
            throw new AwsError(
              'ValidationException',
              'Total size of the entries in the request is over the limit.',
              { status: 413 },
            );
          }
          const results = entries.map(accept);
          return {
            FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length,
            Entries: results,
          };
        },
      },
    },
  };

  return {
    service,
    buses,
    put,
    loadRules,
    emitOnDefaultBus: ({ source, detailType, detail, resources }) => {
      put('default', { source, detailType, detail, resources });
    },
    failedDeliveries,
  };
};
