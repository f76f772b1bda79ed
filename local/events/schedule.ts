import { Cron } from 'croner';
import { type CronFields, parseCron } from './cron-fields.ts';
import { createWallClock, type WallClock } from './wall-clock.ts';

/** The instants, in epoch milliseconds, at which a schedule fires. */
export type Schedule = {
  /** The first one after the given instant; undefined when there is none. */
  nextAfter(ms: number): number | undefined;
};

type ScheduleOptions = {
  /** IANA time zone of cron() and at(); UTC by default, as for rules. */
  readonly timezone?: string;
  /** What rate() counts from: the creation of the schedule, or its StartDate. */
  readonly anchor: number;
};

/** An expression that AWS refuses, or a form of one that is not supported. */
class InvalidScheduleError extends Error {
  constructor(expression: string, problem: string) {
    super(`Invalid Schedule Expression ${expression}: ${problem}`);
    this.name = 'ValidationException';
  }
}

/**
 * Compiles `cron(…)`, `rate(…)` or `at(…)`.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function compileSchedule(expression: string, options: ScheduleOptions): Schedule {
  const match = /^(cron|rate|at)\((.*)\)$/u.exec(expression);
  const [, kind, body] = match ?? [];
  if (kind === undefined || body === undefined) {
    throw new InvalidScheduleError(expression, 'expected cron(), rate() or at()');
  }
  const refuse = (problem: string): never => {
    throw new InvalidScheduleError(expression, problem);
  };
  const timezone = options.timezone ?? 'UTC';
  if (kind === 'rate') return compileRate(body, options.anchor, refuse);
  if (!isTimeZone(timezone)) return refuse(`unknown time zone '${timezone}'`);
  return kind === 'at' ? compileAt(body, timezone, refuse) : compileCron(body, timezone, refuse);
}

type Refuse = (problem: string) => never;

function isTimeZone(timezone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const UNIT_MS: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** The unit is singular for 1 and plural for more. */
function compileRate(body: string, anchor: number, refuse: Refuse): Schedule {
  const [, digits, unit, plural] = /^([1-9]\d*) (minute|hour|day)(s?)$/u.exec(body) ?? [];
  const unitMs = UNIT_MS[unit ?? ''];
  if (digits === undefined || unitMs === undefined) return refuse('expected rate(value unit)');
  if ((digits === '1') === (plural === 's'))
    return refuse(`'${unit}${plural}' does not agree with ${digits}`);
  const period = Number(digits) * unitMs;
  return {
    nextAfter(ms) {
      const passed = Math.floor((ms - anchor) / period);
      return anchor + Math.max(passed + 1, 1) * period;
    },
  };
}

function compileAt(body: string, timezone: string, refuse: Refuse): Schedule {
  if (
    !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/u.test(body) ||
    Number.isNaN(Date.parse(`${body}Z`))
  ) {
    return refuse('expected at(yyyy-mm-ddThh:mm:ss)');
  }
  const instant = new Cron(body, { timezone, paused: true }).nextRun(new Date(0))?.getTime();
  return { nextAfter: (ms) => (instant !== undefined && instant > ms ? instant : undefined) };
}

function compileCron(body: string, timezone: string, refuse: Refuse): Schedule {
  const fields = parseCron(body, refuse);
  const { minutes, hours, days, months, weekdays, years } = fields;
  const pattern = `0 ${minutes.join(',')} ${hours.join(',')} ${days} ${months.join(',')} ${weekdays} ${years}`;
  const cron = new Cron(pattern, { timezone, paused: true });
  const clock = createWallClock(timezone);
  return {
    nextAfter(ms) {
      let next = cron.nextRun(new Date(ms))?.getTime();
      while (next !== undefined && !fires(next, fields, clock)) {
        next = cron.nextRun(new Date(next))?.getTime();
      }
      return next;
    },
  };
}

/**
 * Where clocks go forward, croner moves a time that does not exist and AWS skips it; where they go
 * back, croner may repeat a time and AWS does not ("Daylight savings time" on the page above).
 */
function fires(ms: number, { hours, minutes }: CronFields, clock: WallClock): boolean {
  const wall = clock.at(ms);
  if (!hours.includes(wall.hour) || !minutes.includes(wall.minute)) return false;
  // Clocks go back by an hour, or by half of one on Lord Howe Island.
  return [3_600_000, 1_800_000].every((shift) => clock.at(ms - shift).text !== wall.text);
}
