import { type Duration, TimeZone } from 'aws-cdk-lib';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { alarmOnDeadLetters } from '../constructs/alarm.ts';
import { functionId, HouseFunction } from '../constructs/function.ts';
import type { Routes } from '../constructs/http-api.ts';
import { createParkingQueue } from '../constructs/queue.ts';
import { consumeLogs, consumeQueue, consumeStream, HouseSchedule } from '../constructs/triggers.ts';
import type { FunctionPlan, House, Trigger } from '../house.ts';

const timeoutOf = (on: Trigger): Duration =>
  on.kind === 'queue' ? on.queue.consumerTimeout : on.timeout;

export type Staff = {
  readonly hire: (plan: FunctionPlan) => HouseFunction;
  /** Those hired so far. */
  readonly hired: readonly HouseFunction[];
};

/**
 * Turns a line of the function table into a function with its role and what triggers it.
 * A function that nobody waits for gets a dead-letter queue, which takes the invocations that
 * failed for good, and those that its schedule could not start.
 */
export const createStaff = (
  scope: Construct,
  props: {
    readonly house: House;
    readonly bundles: string;
    readonly routes: Routes;
  },
): Staff => {
  const { house, bundles, routes } = props;
  const { config, tables, buckets, topics } = house;
  const staff: HouseFunction[] = [];

  const hire = (plan: FunctionPlan): HouseFunction => {
    const id = functionId(plan.entry);
    const { on, errorImpact } = plan;
    const deadLetters =
      on.kind === 'schedule' || on.kind === 'logs' || on.kind === 'topic'
        ? createParkingQueue(scope, `${id}Dlq`, { config, key: house.key })
        : undefined;
    const hired = new HouseFunction(scope, id, {
      config,
      entry: plan.entry,
      bundles,
      description: plan.does,
      environment: plan.env,
      may: plan.may,
      timeout: timeoutOf(on),
      ...(plan.memoryMb ? { memoryMb: plan.memoryMb } : {}),
      ...(deadLetters ? { deadLetters } : {}),
      errorImpact,
      notify: topics.operations,
    });
    if (on.kind === 'queue') consumeQueue(hired, on.queue, on);
    if (on.kind === 'stream') {
      consumeStream(hired, {
        table: tables.journal,
        discarded: buckets.failedRecords,
        errorImpact,
        notify: topics.operations,
      });
    }
    if (on.kind === 'route') routes.route(on.path, hired, on.methods ?? ['POST']);
    if (on.kind === 'operator') for (const each of on.routes) routes.operatorRoute(each, hired);
    if (on.kind === 'logs') for (const group of on.groups) consumeLogs(hired, group);
    if (on.kind === 'topic') on.topic.addSubscription(new LambdaSubscription(hired.function));
    if (deadLetters) {
      alarmOnDeadLetters(hired, 'DeadLettersAlarm', {
        dlq: deadLetters,
        errorImpact,
        notify: topics.operations,
      });
    }
    if (on.kind === 'schedule' && deadLetters) {
      new HouseSchedule(scope, `${id}Schedule`, {
        description: plan.does,
        cron: on.cron,
        enabled: on.enabled !== false,
        timeZone: TimeZone.ETC_UTC,
        start: hired,
        deadLetters,
      });
    }
    staff.push(hired);
    return hired;
  };
  return { hire, hired: staff };
};
