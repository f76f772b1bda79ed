import { type Duration, TimeZone } from 'aws-cdk-lib';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { alarmOnDeadLetters } from '../constructs/alarm.ts';
import { functionId, HouseFunction } from '../constructs/function.ts';
import { createParkingQueue } from '../constructs/queue.ts';
import { consumeLogs, consumeQueue, consumeStream, HouseSchedule } from '../constructs/triggers.ts';
import type { FunctionPlan, House, OperatorRoute, Trigger } from '../house.ts';

const timeoutOf = (on: Trigger): Duration =>
  on.kind === 'queue' ? on.queue.consumerTimeout : on.timeout;

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
    readonly route: (
      path: string,
      handler: HouseFunction,
      methods: readonly ('GET' | 'POST')[],
    ) => void;
    readonly operatorRoute: (route: OperatorRoute, handler: HouseFunction) => void;
  },
): ((plan: FunctionPlan) => HouseFunction) => {
  const { house, bundles, route, operatorRoute } = props;
  const { config, tables, buckets, topics } = house;

  return (plan) => {
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
    if (on.kind === 'route') route(on.path, hired, on.methods ?? ['POST']);
    if (on.kind === 'operator') for (const each of on.routes) operatorRoute(each, hired);
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
    return hired;
  };
};
