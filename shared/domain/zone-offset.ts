// The functional form: what is not imported by name stays out of the bundles.
import * as InstantFns from 'temporal-polyfill/fns/Instant';
import * as ZonedDateTimeFns from 'temporal-polyfill/fns/ZonedDateTime';

const dayMs = 86_400_000;

/** More days than a run of a book has; a process that lives for years starts over. */
const rememberedDays = 4096;

const exact = (zone: string, epochMs: number): number =>
  ZonedDateTimeFns.offsetNanoseconds(
    InstantFns.toZonedDateTimeISO(InstantFns.fromEpochMilliseconds(epochMs), zone),
  ) / 1e6;

/** By zone and UTC day; NaN for a day on which the clocks change. */
const offsets = new Map<string, Map<number, number>>();

/**
 * How far the wall clock of the zone is ahead of UTC at that moment, in milliseconds. Asking the
 * time zone database costs tens of microseconds and planning asks thousands of times, so the
 * answer is kept for each UTC day that begins and ends with the same one.
 *
 * @throws RangeError for a zone that the database does not know.
 */
export const offsetMs = (zone: string, epochMs: number): number => {
  const day = Math.floor(epochMs / dayMs);
  let days = offsets.get(zone);
  if (days === undefined || days.size >= rememberedDays) {
    days = new Map();
    offsets.set(zone, days);
  }
  let offset = days.get(day);
  if (offset === undefined) {
    const atStart = exact(zone, day * dayMs);
    offset = atStart === exact(zone, (day + 1) * dayMs) ? atStart : Number.NaN;
    days.set(day, offset);
  }
  return Number.isNaN(offset) ? exact(zone, epochMs) : offset;
};

/**
 * The moment at which the wall clock shows `wallMs` (its reading taken as if it were UTC), when
 * the clocks do not change from a day before it to a day after it; else undefined.
 */
export const momentOfWall = (zone: string, wallMs: number): number | undefined => {
  const before = offsetMs(zone, wallMs - dayMs);
  return before === offsetMs(zone, wallMs + dayMs) ? wallMs - before : undefined;
};
