import { openRuntime, type Runtime, type RuntimeOptions } from '../runtime.ts';
import { type TestStack, writeAssembly } from './assembly.ts';

export const START = Date.parse('2026-01-01T00:00:00Z');
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Opens test assemblies and remembers what to close after the test. */
export const createBench = () => {
  let closers: (() => Promise<void>)[] = [];
  return {
    start: async (stack: TestStack, options: Partial<RuntimeOptions> = {}): Promise<Runtime> => {
      const { path, remove } = writeAssembly({ Main: stack });
      closers.push(async () => remove());
      const runtime = await openRuntime({
        assembly: path,
        startAt: new Date(START).toISOString(),
        seed: 1,
        ...options,
      });
      closers.push(runtime.close);
      return runtime;
    },
    close: async (): Promise<void> => {
      for (const close of closers.reverse()) await close();
      closers = [];
    },
  };
};
