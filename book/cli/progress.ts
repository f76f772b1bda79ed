import { Presets, SingleBar } from 'cli-progress';

export type Progress = {
  /** Share of the book's days that have passed, 0 to 1, and the virtual time in milliseconds. */
  readonly update: (share: number, now: number) => void;
  readonly stop: () => void;
};

/** A bar on a terminal; elsewhere a line for every tenth, so that a log stays short. */
export const createProgress = (stream: NodeJS.WriteStream): Progress =>
  stream.isTTY ? bar(stream) : lines(stream);

const steps = 1000;

const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10);

const bar = (stream: NodeJS.WriteStream): Progress => {
  const shown = new SingleBar(
    {
      stream,
      format: '  {bar} {percentage}%  {day}',
      hideCursor: true,
      clearOnComplete: false,
    },
    Presets.shades_classic,
  );
  shown.start(steps, 0, { day: '' });
  return {
    update: (share, now) => shown.update(Math.round(share * steps), { day: dayOf(now) }),
    stop: () => shown.stop(),
  };
};

const lines = (stream: NodeJS.WritableStream): Progress => {
  let tenths = 0;
  return {
    update: (share, now) => {
      const reached = Math.floor(share * 10);
      if (reached <= tenths) return;
      tenths = reached;
      stream.write(`  ${tenths * 10} %  ${dayOf(now)}\n`);
    },
    stop: () => undefined,
  };
};
