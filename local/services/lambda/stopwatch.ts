/** CPU time of one invocation, less what the services behind its SDK calls took. */
export type InvocationReading = {
  /** Name of the function's construct. */
  readonly functionName: string;
  /** CPU microseconds of the handler; the first invocation includes loading its bundle. */
  readonly cpuMicros: number;
  readonly isFirst: boolean;
};

export type Stopwatch = {
  readonly pause: () => void;
  readonly resume: () => void;
  /** Microseconds that ran while it was not paused. */
  readonly read: () => number;
};

const cpuNow = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/** Runs from its making. Garbage collection and compilation count, as Lambda bills them too. */
export const createStopwatch = (): Stopwatch => {
  let counted = 0;
  let since: number | undefined = cpuNow();
  const pause = (): void => {
    if (since !== undefined) counted += cpuNow() - since;
    since = undefined;
  };
  return {
    pause,
    resume: () => {
      since ??= cpuNow();
    },
    read: () => counted + (since === undefined ? 0 : cpuNow() - since),
  };
};
