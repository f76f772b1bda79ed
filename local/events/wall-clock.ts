/** Local time in a zone. */
type WallTime = {
  readonly hour: number;
  readonly minute: number;
  /** Date, hour and minute, to compare. */
  readonly text: string;
};

export type WallClock = { at(ms: number): WallTime };

export function createWallClock(timezone: string): WallClock {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  return {
    at(ms) {
      const parts = format.formatToParts(ms);
      const value = (type: Intl.DateTimeFormatPartTypes): number =>
        Number(parts.find((part) => part.type === type)?.value);
      return { hour: value('hour'), minute: value('minute'), text: format.format(ms) };
    },
  };
}
