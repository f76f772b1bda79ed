import type { Model } from '../../assembly/model.ts';
import { rule as ruleSchema, schedule as scheduleSchema } from '../../assembly/schemas.ts';
import { declared } from '../../assembly/supported.ts';
import { compileSchedule, type Schedule } from '../../events/schedule.ts';
import type { Authorizer } from '../../iam/authorizer.ts';
import type { Principal } from '../../iam/principal.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AssemblyError } from '../../kernel/errors.ts';
import type { Random } from '../../kernel/random.ts';
import type { Meter } from '../../meter.ts';
import { targetsOf } from './bus.ts';
import type { Targets } from './targets.ts';

type Deps = {
  readonly model: Model;
  readonly clock: Clock;
  readonly random: Random;
  readonly meter: Meter;
  readonly authorizer: Authorizer;
  readonly targets: Targets;
};

type Recurrence = {
  readonly label: string;
  readonly schedule: Schedule;
  /** Recurring schedules go on for ever; `at()` happens once. */
  readonly background: boolean;
  readonly until: number;
  readonly lateByMs: () => number;
  readonly fire: (dueAt: number) => Promise<void>;
};

const scheduledEvent = (source: string, arn: string, at: number, id: string) => {
  const [, , , region, account] = arn.split(':');
  return {
    version: '0',
    id,
    'detail-type': 'Scheduled Event',
    source,
    account,
    time: `${new Date(at).toISOString().slice(0, 19)}Z`,
    region,
    resources: [arn],
    detail: {},
  };
};

const start = (recurrence: Recurrence, clock: Clock): void => {
  const next = (after: number): void => {
    const dueAt = recurrence.schedule.nextAfter(after);
    if (dueAt === undefined || dueAt > recurrence.until) return;
    const how = { background: recurrence.background };
    clock.schedule(
      dueAt + recurrence.lateByMs(),
      recurrence.label,
      async () => {
        next(dueAt);
        await recurrence.fire(dueAt);
      },
      how,
    );
  };
  next(clock.now());
};

/** Rules with a `ScheduleExpression`: in UTC, to the targets of the rule. */
export const startScheduledRules = (deps: Deps): void => {
  const { model, clock, random, meter, targets } = deps;
  for (const { resource, properties } of declared(model, 'AWS::Events::Rule', ruleSchema)) {
    const expression = properties.ScheduleExpression;
    if (expression === undefined || properties.State === 'DISABLED') continue;
    const { name, arn } = resource.identity;
    const compiled = targetsOf({ name, arn, targets: properties.Targets ?? [] }, deps);
    start(
      {
        label: resource.path,
        schedule: compileSchedule(expression, { anchor: clock.now() }),
        background: true,
        until: Number.POSITIVE_INFINITY,
        lateByMs: () => 0,
        fire: async (dueAt) => {
          const event = scheduledEvent('aws.events', arn, dueAt, random.uuid());
          for (const target of compiled) {
            meter.delivery('schedule');
            await targets.deliver(target.ref, target.makeInput(event, dueAt));
          }
        },
      },
      clock,
    );
  }
};

/** Keywords that EventBridge Scheduler replaces in `Input`. */
const fillIn = (input: string, arn: string, dueAt: number, id: string): string =>
  input
    .replaceAll('<aws.scheduler.schedule-arn>', arn)
    .replaceAll('<aws.scheduler.scheduled-time>', `${new Date(dueAt).toISOString().slice(0, 19)}Z`)
    .replaceAll('<aws.scheduler.execution-id>', id)
    .replaceAll('<aws.scheduler.attempt-number>', '1');

/** Schedules of EventBridge Scheduler: with their own time zone, flexible window and role. */
export const startSchedules = (deps: Deps): void => {
  const { model, clock, random, meter, targets, authorizer } = deps;
  for (const { resource, properties } of declared(
    model,
    'AWS::Scheduler::Schedule',
    scheduleSchema,
  )) {
    if (properties.State === 'DISABLED') continue;
    const { Target: target, FlexibleTimeWindow: flexible } = properties;
    const { arn } = resource.identity;
    authorizer.checkTrust(target.RoleArn, 'scheduler.amazonaws.com');
    const principal: Principal = { kind: 'role', roleArn: target.RoleArn, session: 'scheduler' };
    const ref = { arn: target.Arn, principal, group: target.SqsParameters?.MessageGroupId };
    const demand = targets.demandOf(ref);
    if (demand !== undefined && !authorizer.isAllowed(principal, demand)) {
      throw new AssemblyError(
        `The schedule ${resource.path} may not ${demand.action} on ${demand.resource}.`,
      );
    }
    const startDate =
      properties.StartDate === undefined ? undefined : Date.parse(properties.StartDate);
    const schedule = compileSchedule(properties.ScheduleExpression, {
      anchor: startDate ?? clock.now(),
      ...(properties.ScheduleExpressionTimezone === undefined
        ? {}
        : { timezone: properties.ScheduleExpressionTimezone }),
    });
    const windowMs = flexible.Mode === 'OFF' ? 0 : (flexible.MaximumWindowInMinutes ?? 0) * 60_000;
    start(
      {
        label: resource.path,
        schedule: {
          nextAfter: (after) => schedule.nextAfter(Math.max(after, (startDate ?? 0) - 1)),
        },
        background: !properties.ScheduleExpression.startsWith('at('),
        until:
          properties.EndDate === undefined
            ? Number.POSITIVE_INFINITY
            : Date.parse(properties.EndDate),
        lateByMs: () => (windowMs === 0 ? 0 : random.below(windowMs)),
        fire: async (dueAt) => {
          meter.delivery('schedule');
          const id = random.uuid();
          const body =
            target.Input === undefined
              ? JSON.stringify(scheduledEvent('aws.scheduler', arn, dueAt, id))
              : fillIn(target.Input, arn, dueAt, id);
          await targets.deliver(ref, body);
        },
      },
      clock,
    );
  }
};
