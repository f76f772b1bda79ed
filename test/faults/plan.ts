import type { FaultPlan } from '../../local/faults.ts';
import { createRandom } from '../../local/kernel/random.ts';

/** The probabilities of a fault plan, as they are printed when a run fails. */
export type Faults = Required<
  Pick<FaultPlan, 'seed' | 'duplicates' | 'reorder' | 'throttle' | 'crash' | 'failSend'>
> & {
  /** A call of any service takes effect, and its answer is lost: the SDK asks again. */
  readonly loseAnswer: number;
};

const levels = {
  duplicates: [0, 0.1, 0.5],
  throttle: [0, 0.02, 0.25],
  crash: [0, 0.005, 0.015],
  failSend: [0, 0.2, 0.6],
  loseAnswer: [0, 0.01, 0.05],
} as const;

/** Faults of a run, mild to harsh, drawn from its seed. */
export const faultsOf = (seed: number): Faults => {
  const random = createRandom(seed, 'fault-plan');
  const level = (name: keyof typeof levels): number => levels[name][random.below(3)] ?? 0;
  return {
    seed,
    duplicates: level('duplicates'),
    reorder: random.chance(0.5),
    throttle: level('throttle'),
    crash: level('crash'),
    failSend: level('failSend'),
    loseAnswer: level('loseAnswer'),
  };
};

/** What the runtime is given; nothing strikes a call unless `strikes` says so. */
export const planOf = ({ loseAnswer, ...plan }: Faults, strikes: () => boolean): FaultPlan => {
  const random = createRandom(plan.seed, 'lost-answers');
  return {
    ...plan,
    at: strikes,
    script: () => (strikes() && random.chance(loseAnswer) ? 'lose-answer' : undefined),
  };
};
