/** The fields of an AWS cron expression, in croner's terms for days, weekdays and years. */
export type CronFields = {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  /** `*`, a list of days, `L`, or `15W`. */
  readonly days: string;
  readonly months: readonly number[];
  /** `*`, a list with Sunday as 0, `2#3` (third Tuesday) or `5L` (last Friday). */
  readonly weekdays: string;
  readonly years: string;
};

const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const WEEKDAYS = 'SUN MON TUE WED THU FRI SAT'.split(' ');

type Refuse = (problem: string) => never;

/**
 * Reads the six fields of cron(): minutes, hours, day of month, month, day of week (1 is Sunday) and
 * year. Exactly one of the two days must be `?`.
 */
export function parseCron(body: string, refuse: Refuse): CronFields {
  const parts = body.split(/ +/u);
  const [minutes, hours, days, months, weekdays, years] = parts;
  if (parts.length !== 6 || years === undefined) return refuse('cron() needs six fields');
  if ((days === '?') === (weekdays === '?')) {
    return refuse('exactly one of day-of-month and day-of-week must be ?');
  }
  const list = (
    field: string | undefined,
    least: number,
    most: number,
    names?: readonly string[],
  ) => parseList(field ?? '', least, most, names ?? [], refuse);
  return {
    minutes: list(minutes, 0, 59),
    hours: list(hours, 0, 23),
    days: parseDays(days ?? '', list),
    months: list(months, 1, 12, MONTHS),
    weekdays: parseWeekdays(weekdays ?? '', refuse),
    years: years === '*' ? '*' : list(years, 1970, 2199).join(','),
  };
}

function parseDays(
  field: string,
  list: (field: string, least: number, most: number) => number[],
): string {
  if (field === '?' || field === '*') return '*';
  if (field === 'L') return 'L';
  const nearest = /^(\d{1,2})W$/u.exec(field)?.[1];
  if (nearest !== undefined) return `${list(nearest, 1, 31).join(',')}W`;
  return list(field, 1, 31).join(',');
}

function parseWeekdays(field: string, refuse: Refuse): string {
  if (field === '?' || field === '*') return '*';
  // The last day of the week is Saturday.
  if (field === 'L') return '6';
  const list = (part: string): number[] =>
    parseList(part, 1, 7, WEEKDAYS, refuse).map((day) => day - 1);
  const special = /^(\w+)(?:#([1-5])|L)$/u.exec(field);
  const [, day, nth] = special ?? [];
  if (day !== undefined) {
    return nth === undefined ? `${list(day).join(',')}L` : `${list(day).join(',')}#${nth}`;
  }
  if (field.includes('/')) return refuse(`'/' is not allowed in day-of-week '${field}'`);
  return list(field).join(',');
}

const ITEM = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/u;

/** The values of a list of `*`, `5`, `MON-FRI`, `0/15` and the like, in order. */
function parseList(
  field: string,
  least: number,
  most: number,
  names: readonly string[],
  refuse: Refuse,
): number[] {
  const read = (text: string): number => {
    const named = names.indexOf(text.toUpperCase());
    const value = named >= 0 ? named + least : Number(/^\d+$/u.test(text) ? text : Number.NaN);
    return value >= least && value <= most
      ? value
      : refuse(`'${text}' is not from ${least} to ${most}`);
  };
  const values = new Set<number>();
  for (const item of field.split(',')) {
    const match = ITEM.exec(item);
    if (match === null) return refuse(`'${item}' is not supported`);
    const [, all, first, last, step] = match;
    const from = all === undefined ? read(first ?? '') : least;
    const open = all !== undefined || step !== undefined;
    const to = last === undefined ? (open ? most : from) : read(last);
    const by = Number(step ?? 1);
    if (by < 1 || to < from) return refuse(`'${item}' is not a range`);
    for (let value = from; value <= to; value += by) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}
