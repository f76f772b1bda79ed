import { AsyncLocalStorage } from 'node:async_hooks';
import type { Principal } from '../../iam/principal.ts';
import type { Random } from '../../kernel/random.ts';
import type { Gateway } from '../gateway.ts';
import type { Stopwatch } from './stopwatch.ts';

/** One run of a function. Whatever the function awaits, its calls find their way back here. */
export type Invocation = {
  /** Name of the function's construct. */
  readonly functionName: string;
  readonly functionArn: string;
  /** Counts the function's invocations from 1. */
  readonly ordinal: number;
  readonly principal: Principal;
  readonly gateway: Gateway;
  readonly random: Random;
  /** SDK calls made so far. */
  calls: number;
  /** SDK calls that have not been answered. */
  open: number;
  /** A dead invocation makes no further call and gets no answer. */
  dead: boolean;
  /** Measures the handler's own work, when anybody wants to know. */
  readonly watch: Stopwatch | undefined;
  /** Ends the invocation as if its process had been killed. */
  readonly die: () => void;
};

export const invocations = new AsyncLocalStorage<Invocation>();
