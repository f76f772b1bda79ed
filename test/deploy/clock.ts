import { closeSync, openSync, writeSync } from 'node:fs';

/** Enough for any offset in milliseconds, so that a shorter number leaves no digit of a longer one behind. */
const WIDTH = 20;

/**
 * A clock that runs as fast as the machine's and leaps forward when told to. Every process that
 * reads the file lives by it.
 */
export type TestClock = {
  readonly file: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Leaps to an instant; one that is past already is left alone. */
  readonly leapTo: (instant: number) => void;
  readonly close: () => void;
};

/** Writes the file; the clock starts at the instant. */
export const createClock = (file: string, startAt: number): TestClock => {
  let ahead = 0;
  const handle = openSync(file, 'w');
  const now = (): number => Date.now() + ahead;
  const setTo = (instant: number): void => {
    ahead = instant - Date.now();
    // In one write and in place: whoever reads sees the old number or the new one.
    writeSync(handle, `${ahead}`.padEnd(WIDTH), 0);
  };
  setTo(startAt);
  return {
    file,
    now,
    leapTo: (instant) => {
      if (instant > now()) setTo(instant);
    },
    close: () => closeSync(handle),
  };
};
