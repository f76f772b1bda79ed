import type { Random } from './kernel/random.ts';
import type { Meter } from './meter.ts';

/**
 * Disturbances that AWS allows itself, drawn from a seed. Probabilities are per occasion: a
 * delivery for `duplicates`, a call for `throttle` and `crash`, a send to a person for `failSend`.
 */
export type FaultPlan = {
  readonly seed?: number;
  /** A message, event or batch of stream records is delivered once more than needed. */
  readonly duplicates?: number;
  /** Deliveries without a promised order are late by up to a minute of virtual time. */
  readonly reorder?: boolean;
  /** An SDK call is refused with ThrottlingException; the SDK's own retries apply. */
  readonly throttle?: number;
  /** The function dies at an SDK call: half the time before it took effect, half after. */
  readonly crash?: number;
  /** A message is refused by the provider, or accepted while its answer is lost. */
  readonly failSend?: number;
  /** A message that was handled well is taken for failed: it comes again, as after a partial batch. */
  readonly partial?: number;
  /** Clocks of functions stray from true time, each by its own constant up to so many milliseconds. */
  readonly skewMs?: number;
  /** Narrows where the probabilities above apply. Asked for calls only, not for deliveries. */
  readonly at?: (point: CallPoint) => boolean;
  /** Decides a call's fault itself, before the probabilities; undefined leaves it to them. */
  readonly script?: (point: CallPoint) => CallFault | undefined;
};

/** One SDK call of one invocation. */
export type CallPoint = {
  /** Name of the function's construct, such as `PostEntriesFunction`. */
  readonly functionName: string;
  /** Counts the function's invocations from 1. */
  readonly invocation: number;
  /** Counts the SDK calls of this invocation from 1. */
  readonly call: number;
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
};

export type CallFault =
  /** The invocation dies before the call takes effect. */
  | 'crash-before'
  /** The call takes effect, then the invocation dies. */
  | 'crash-after'
  | 'throttle'
  /** The service refuses the call with a final error. */
  | 'refuse'
  /** The call takes effect and its answer is lost: the SDK sees a timeout. */
  | 'lose-answer';

export type DeliveryKind = 'sqs' | 'events' | 'stream';

export type Faults = {
  readonly ofCall: (point: CallPoint) => CallFault | undefined;
  /** How often to deliver: 1, or 2 when the plan duplicates this one. */
  readonly copies: (kind: DeliveryKind) => number;
  /** Milliseconds by which to delay a delivery that has no promised order. */
  readonly lateBy: () => number;
  /** Whether a message that was handled well comes again. */
  readonly comesAgain: () => boolean;
  /** Milliseconds by which the clock of this function is fast, or slow below zero. */
  readonly skewOf: (functionName: string) => number;
};

const MAX_LATENESS_MS = 60_000;

/** Whether a call hands a message for a person to a provider. */
export const isSend = (service: string, operation: string, input: unknown): boolean =>
  service === 'ses' ||
  (service === 'sns' &&
    operation === 'Publish' &&
    typeof input === 'object' &&
    input !== null &&
    'PhoneNumber' in input);

export const createFaults = (plan: FaultPlan, random: Random, meter: Meter): Faults => {
  const calls = random.fork('calls');
  const deliveries = random.fork('deliveries');
  const partial = random.fork('partial');
  const skews = new Map<string, number>();

  const draw = (point: CallPoint): CallFault | undefined => {
    const scripted = plan.script?.(point);
    if (scripted !== undefined) return scripted;
    if (plan.at !== undefined && !plan.at(point)) return undefined;
    if (calls.chance(plan.throttle ?? 0)) return 'throttle';
    if (calls.chance(plan.crash ?? 0)) return calls.chance(0.5) ? 'crash-before' : 'crash-after';
    if (isSend(point.service, point.operation, point.input) && calls.chance(plan.failSend ?? 0)) {
      return calls.chance(0.5) ? 'refuse' : 'lose-answer';
    }
    return undefined;
  };

  return {
    ofCall: (point) => {
      const fault = draw(point);
      if (fault !== undefined) meter.fault(fault);
      return fault;
    },
    copies: (kind) => {
      if (!deliveries.chance(plan.duplicates ?? 0)) return 1;
      meter.fault(`duplicate-${kind}`);
      return 2;
    },
    comesAgain: () => {
      const again = partial.chance(plan.partial ?? 0);
      if (again) meter.fault('partial-batch');
      return again;
    },
    skewOf: (functionName) => {
      const most = plan.skewMs ?? 0;
      if (most === 0) return 0;
      let skew = skews.get(functionName);
      if (skew === undefined) {
        skew = random.fork(`clock of ${functionName}`).below(2 * most + 1) - most;
        skews.set(functionName, skew);
      }
      return skew;
    },
    lateBy: () => (plan.reorder === true ? deliveries.below(MAX_LATENESS_MS) : 0),
  };
};
