import { type CallFault, type CallPoint, type FaultPlan, isSend } from '../../local/faults.ts';
import { createRandom } from '../../local/kernel/random.ts';
import { type Happenings, outageAt } from './happenings.ts';

/** The probabilities of a fault plan, as they are printed when a run fails. */
export type Faults = Required<
  Pick<
    FaultPlan,
    'seed' | 'duplicates' | 'reorder' | 'throttle' | 'crash' | 'failSend' | 'partial' | 'skewMs'
  >
> & {
  /** A call of any service takes effect, and its answer is lost: the SDK asks again. */
  readonly loseAnswer: number;
  /** The function dies while the provider takes a message to a person, or before. */
  readonly dieAtSend: number;
  /** Word of a message that went out comes late: its reader dies, and reads it again some other time. */
  readonly lateWord: number;
};

const levels = {
  duplicates: [0, 0.1, 0.5],
  throttle: [0, 0.02, 0.25],
  crash: [0, 0.005, 0.015],
  failSend: [0, 0.2, 0.6],
  loseAnswer: [0, 0.01, 0.05],
  dieAtSend: [0, 0.1, 0.4],
  lateWord: [0, 0.3, 0.7],
  partial: [0, 0.05, 0.3],
  skewMs: [0, 800, 5000],
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
    dieAtSend: level('dieAtSend'),
    lateWord: level('lateWord'),
    partial: level('partial'),
    skewMs: level('skewMs'),
  };
};

/** A run without a single fault: what still fails under it is no matter of faults. */
export const noFaults = (seed: number): Faults => ({
  seed,
  reorder: false,
  duplicates: 0,
  throttle: 0,
  crash: 0,
  failSend: 0,
  loseAnswer: 0,
  dieAtSend: 0,
  lateWord: 0,
  partial: 0,
  skewMs: 0,
});

/** What the runtime is given; nothing strikes a call unless `strikes` says so, nor an outage. */
export const planOf = (
  { loseAnswer, dieAtSend, lateWord, ...plan }: Faults,
  strikes: () => boolean,
  happenings: Happenings,
  now: () => number,
): FaultPlan => {
  const answers = createRandom(plan.seed, 'lost-answers');
  const sends = createRandom(plan.seed, 'deaths-at-sends');
  const words = createRandom(plan.seed, 'late-words');
  const ofSend = ({ functionName, call, service, operation, input }: CallPoint) => {
    if (isSend(service, operation, input) && sends.chance(dieAtSend)) {
      return sends.chance(0.5) ? 'crash-before' : 'crash-after';
    }
    const isWord = functionName === 'RecordDeliveryFunction' && call === 1;
    return isWord && words.chance(lateWord) ? 'crash-before' : undefined;
  };
  const script = (point: CallPoint): CallFault | undefined => {
    const outage = outageAt(happenings, point, now());
    if (outage !== undefined || !strikes()) return outage;
    return answers.chance(loseAnswer) ? 'lose-answer' : ofSend(point);
  };
  return { ...plan, at: strikes, script };
};
