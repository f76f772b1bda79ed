import type { FaultPlan } from '../../local/faults.ts';
import { createRandom } from '../../local/kernel/random.ts';

/** The probabilities of a fault plan, as they are printed when a run fails. */
export type Faults = Required<
  Pick<FaultPlan, 'seed' | 'duplicates' | 'reorder' | 'throttle' | 'crash' | 'failSend'>
>;

const levels = {
  duplicates: [0, 0.1, 0.5],
  throttle: [0, 0.01, 0.05],
  crash: [0, 0.004, 0.015],
  failSend: [0, 0.2, 0.6],
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
  };
};
