import { setTimeout as sleep } from 'node:timers/promises';
import type { TestClock } from './clock.ts';
import type { Cloud } from './cloud.ts';
import type { Recurring } from './schedules.ts';
import { inStreamOrder, type PublishedEvent, publishedEvent, type World } from './world.ts';

/** Between two looks at what is under way. */
const LOOK_MS = 50;

/** What has not come to an end after so long, on the clock of the machine, has stopped. */
const PATIENCE_SECONDS = 120;

/** Looks in a row that must find nothing: a message may be on its way from one queue to the next. */
const QUIET_LOOKS = 2;

/** Queues whose messages rest there until a person, or the test, takes them. */
const resting = /Dlq|RejectedInputs|listener/;

/** The call with which a case falls asleep until its next step is due. */
const asleep = /dynamodb:updateItem\.waitForTaskToken$/;

/** Attempts that SES has accepted and not yet reported as delivered. */
const unreported = (events: readonly PublishedEvent[]): string[] => {
  const attempts = (type: string): string[] =>
    events
      .filter((event) => event.type === type && event.data['channel'] === 'email')
      .map(({ data }) => String(data['attemptId']));
  const reported = new Set(attempts('ContactDelivered'));
  return attempts('ContactSent').filter((id) => !reported.has(id));
};

export type EmulatedWorld = World & {
  /** What an operator would have to look at: dead letters, failed executions. */
  readonly complaints: () => Promise<string[]>;
};

const patiently = async (isDone: () => Promise<boolean>, what: () => string): Promise<void> => {
  const until = performance.now() + PATIENCE_SECONDS * 1000;
  while (!(await isDone())) {
    if (performance.now() > until) {
      throw new Error(`after ${PATIENCE_SECONDS} s still under way: ${what()}`);
    }
    await sleep(LOOK_MS);
  }
};

/**
 * The system in the emulator, on a clock that leaps to the next due moment as soon as nothing is
 * under way.
 *
 * @param options.invocations how often the function behind a log group has run to its end.
 */
export const createEmulatedWorld = async (options: {
  readonly cloud: Cloud;
  readonly clock: TestClock;
  readonly schedules: readonly Recurring[];
  readonly invocations: (logGroup: string) => Promise<number>;
  /** Breaks a setting of a function; answers what mends it. */
  readonly poison: (functionId: string, setting: string) => Promise<() => Promise<void>>;
  /** Runs a command of the operators and answers what it says. */
  readonly operate: (...words: readonly string[]) => Promise<string>;
}): Promise<EmulatedWorld> => {
  const { cloud, clock, schedules, invocations, poison, operate } = options;
  const listener = await cloud.listen();
  const heard = new Map<string, PublishedEvent>();

  const hear = async (): Promise<void> => {
    for (const { Body = '' } of await cloud.takeAll(listener)) {
      const entry = JSON.parse(Body) as { source: string; 'detail-type': string; detail: unknown };
      const event = publishedEvent(entry.source, entry['detail-type'], entry.detail);
      heard.set(event.meta.eventId, event);
    }
  };

  /** When each sleeping case wakes up, by the case; a case that is awake is due at once. */
  const wakingTimes = async (): Promise<ReadonlyMap<string, number>> => {
    const running = (await cloud.executions()).filter(({ status }) => status === 'RUNNING');
    const items = await cloud.items('WaitTokensTableName');
    const dueAt = new Map(
      items.map((item) => [String(item['pk']), Date.parse(String(item['dueAt']))]),
    );
    return new Map(
      running.map(({ caseId, lastCall = '' }) => {
        const due = asleep.test(lastCall) ? dueAt.get(`CASE#${caseId}`) : undefined;
        return [caseId, due ?? Number.NEGATIVE_INFINITY];
      }),
    );
  };

  /** What is not at rest, in words; nothing when all is. */
  const underWay = async (): Promise<string[]> => {
    const queued = [...(await cloud.queued())]
      .filter(([name, count]) => count > 0 && !resting.test(name))
      .map(([name, count]) => `${count} in ${name}`);
    if (queued.length > 0) return queued;
    const awake = [...(await wakingTimes())]
      .filter(([, at]) => at <= clock.now())
      .map(([caseId]) => `case ${caseId}`);
    if (awake.length > 0) return awake;
    await hear();
    const recorded = (await cloud.items('JournalTableName')).map(
      (item) => `${String(item['streamId'])}#${String(item['version'])}`,
    );
    return [
      ...recorded.filter((id) => !heard.has(id)).map((id) => `${id} on its way to the bus`),
      ...unreported([...heard.values()]).map((id) => `the delivery report of attempt ${id}`),
    ];
  };

  const settle = async (): Promise<void> => {
    let quiet = 0;
    let busy: readonly string[] = [];
    await patiently(
      async () => {
        busy = await underWay();
        quiet = busy.length === 0 ? quiet + 1 : 0;
        return quiet === QUIET_LOOKS;
      },
      () => busy.join(', '),
    );
  };

  /** Leaps to a moment at which these schedules, if any, are due, and waits until what they start has run. */
  const leap = async (instant: number, due: readonly Recurring[]): Promise<void> => {
    const before = await Promise.all(due.map(({ logGroup }) => invocations(logGroup)));
    clock.leapTo(instant);
    for (const [nth, { logGroup }] of due.entries()) {
      await patiently(
        async () => (await invocations(logGroup)) > (before[nth] ?? 0),
        () => `what ${logGroup} belongs to`,
      );
    }
  };

  const liveUntil = async (instant: number): Promise<void> => {
    for (;;) {
      await settle();
      const now = clock.now();
      const rings = schedules.map(
        (schedule) => schedule.nextAfter(now) ?? Number.POSITIVE_INFINITY,
      );
      const next = Math.min(instant, ...(await wakingTimes()).values(), ...rings);
      await leap(
        next,
        schedules.filter((_, nth) => rings[nth] === next),
      );
      if (next === instant) return;
    }
  };

  return {
    now: clock.now,
    putEvents: cloud.putEvents,
    http: cloud.http,
    liveUntil,
    redriveRejected: async (redriveTo, mend) => {
      const taken = await cloud.takeAll(
        cloud.output('RejectedInputsQueueUrl'),
        ({ MessageAttributes }) => MessageAttributes?.['redriveTo']?.StringValue === redriveTo,
      );
      for (const { Body = '' } of taken) await cloud.send(`${redriveTo}Queue`, mend(Body));
      return taken.length;
    },
    untilGivenUp: async (consumer, handIn) => {
      const mend = await poison(consumer.function, consumer.setting);
      const { visibilitySeconds, depth } = await cloud.queue(consumer.queue);
      const deadLetters = await cloud.queue(consumer.queue.replace(/Queue$/, 'Dlq'));
      let failed = await invocations(consumer.logGroup);
      await handIn();
      for (;;) {
        const before = failed;
        await patiently(
          async () => {
            failed = await invocations(consumer.logGroup);
            return failed > before || (await deadLetters.depth()) > 0;
          },
          () => `what ${consumer.function} fails at`,
        );
        if ((await depth()) === 0) break;
        clock.leapTo(clock.now() + visibilitySeconds * 1000);
      }
      await mend();
    },
    redriveDead: async (queue) => {
      const dlq = queue.replace(/Queue$/, 'Dlq');
      await operate('redrive', dlq, '--reason', 'the release is mended');
    },
    events: async () => {
      await settle();
      return inStreamOrder([...heard.values()]);
    },
    complaints: async () => [
      ...[...(await cloud.queued())]
        .filter(([name, count]) => count > 0 && resting.test(name) && name !== 'listener')
        .map(([name, count]) => `${count} in ${name}`),
      ...(await cloud.executions())
        .filter(({ status }) => status !== 'RUNNING' && status !== 'SUCCEEDED')
        .map(({ name, status }) => `execution ${name} has ${status}`),
    ],
  };
};
