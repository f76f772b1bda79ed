import { join } from 'node:path';
import { handIn } from '../../../book/run/drive.ts';
import { type Secrets, secretsOf } from '../../../book/run/secrets.ts';
import type { FaultPlan } from '../../../local/faults.ts';
import {
  type LogLine,
  openRuntime,
  type Runtime,
  type RuntimeOptions,
} from '../../../local/runtime.ts';
import {
  addDays,
  type BusinessDate,
  businessDate,
  dateIn,
  epochMs,
  instantAt,
  instantOf,
  type Zone,
} from '../../../shared/domain/calendar.ts';
import { knock } from './knock.ts';
import type { Telling } from './tellings.ts';
import { timelineOf } from './timeline.ts';

/** Where `npm test` puts the template that stories run. */
export const testAssembly =
  process.env['CARTERA_ASSEMBLY'] ?? join(import.meta.dirname, '../../../cdk.out');

export type Setting = {
  /** First day. */
  readonly from: string;
  /** Zone of the story's days and hours; UTC when left out. */
  readonly zone?: Zone;
  readonly seed?: number;
  readonly faults?: FaultPlan;
  /** Folder of another assembly than that of `npm test`. */
  readonly assembly?: string;
  /** Tables beside those of the template, for a story that goes on from a restore. */
  readonly tables?: RuntimeOptions['tables'];
  /** Other machines that functions reach, by origin. */
  readonly hosts?: RuntimeOptions['hosts'];
  /** Hears every line that a function logs. */
  readonly onLog?: (line: LogLine) => void;
};

export type OpenStory = {
  readonly runtime: Runtime;
  readonly secrets: Secrets;
  /** Lets things happen from that minute of a day on, a second apart, through the doors of production. */
  readonly tell: (day: string, time: string, ...tellings: readonly Telling[]) => void;
  /** Lives to the end of the day; answers with what each day brought that was not answered before. */
  readonly liveThrough: (day: string) => Promise<ReadonlyMap<BusinessDate, readonly string[]>>;
  /** Errors that functions have logged. */
  readonly errors: readonly string[];
};

const valid = (secret: string): string => JSON.stringify({ valid: [secret] });

/** Opens the runtime on the synthesized template at midnight of the first day. */
export const openStory = async (setting: Setting): Promise<OpenStory> => {
  const { from, zone = 'UTC', seed = 1, faults } = setting;
  const secrets = secretsOf(seed);
  const firstDay = businessDate(from);
  const errors: string[] = [];
  const runtime = await openRuntime({
    assembly: setting.assembly ?? testAssembly,
    startAt: instantAt(zone, firstDay, '00:00'),
    seed,
    onLog: (logged) => {
      const { at, functionName, line } = logged;
      setting.onLog?.(logged);
      if (line.includes('"level":"error"')) errors.push(`${instantOf(at)} ${functionName} ${line}`);
    },
    ...(faults === undefined ? {} : { faults }),
    ...(setting.tables === undefined ? {} : { tables: setting.tables }),
    ...(setting.hosts === undefined ? {} : { hosts: setting.hosts }),
    secrets: {
      StripeSecret: valid(secrets.stripe),
      StandardWebhooksSecret: valid(secrets.standardWebhooks),
      EventsApiSecret: valid(secrets.eventsApi),
    },
  });
  const names = new Map<string, string>();
  let reached = firstDay;
  return {
    runtime,
    secrets,
    errors,
    tell: (day, time, ...tellings) => {
      for (const [second, telling] of tellings.entries()) {
        // AWS orders nothing that comes at one instant, and neither does the runtime.
        const at = `${time}:${String(second).padStart(2, '0')}`;
        const { input, names: ids = {} } = telling({ zone, day: businessDate(day), time: at });
        for (const [id, name] of Object.entries(ids)) names.set(id, name);
        const handedIn = () => handIn(runtime, secrets, [input]);
        // Without faults a door that fails is a defect of its own.
        const act = faults === undefined ? handedIn : knock(runtime, secrets, input);
        runtime.at(epochMs(input.at), input.key, act);
      }
    },
    liveThrough: async (day) => {
      const last = businessDate(day);
      if (last < reached) throw new RangeError(`${day} is over: the story has reached ${reached}`);
      await runtime.runUntil(epochMs(instantAt(zone, addDays(last, 1), '00:00')) - 1);
      const days = new Map<BusinessDate, string[]>();
      for (const { at, line } of timelineOf(runtime, names)) {
        const on = dateIn(zone, instantOf(at));
        if (on >= reached) days.set(on, [...(days.get(on) ?? []), line]);
      }
      reached = addDays(last, 1);
      return days;
    },
  };
};
