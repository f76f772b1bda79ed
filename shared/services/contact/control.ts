import type { Act } from '../../../events/parts.ts';
import { dateIn, type Instant } from '../../domain/calendar.ts';
import {
  type ControlDecision,
  type ControlState,
  decideResume,
  decideStop,
  type SendingStop,
} from '../../domain/contact/control.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ControlStore } from '../../ports/sending.ts';

/** People keep acting on the switch at the same moment; the caller may ask again. */
export class ControlContended extends Error {
  override readonly name = 'ControlContended';
}

const maxRounds = 5;

/** `done` also for an act that was carried out before; `refused` says which rule it breaks. */
export type ControlAnswer =
  | { readonly answer: 'done'; readonly stop: SendingStop | undefined }
  | {
      readonly answer: 'refused';
      readonly code: Extract<ControlDecision, { decided: false }>['code'];
      readonly stop?: SendingStop | undefined;
    };

export type SendingControl = {
  readonly stop: (act: Act) => Promise<ControlAnswer>;
  readonly resume: (act: Act) => Promise<ControlAnswer>;
  readonly read: () => Promise<ControlState>;
};

/**
 * The switch by which people stop every message of an environment, without a deploy: each message
 * reads it right before it leaves.
 *
 * @throws ControlContended when others kept acting first.
 */
export const createSendingControl = (deps: {
  readonly store: ControlStore;
  readonly clock: Clock;
}): SendingControl => {
  const carryOut = async (
    { actId }: Act,
    decide: (state: ControlState, now: Instant) => ControlDecision,
  ): Promise<ControlAnswer> => {
    for (let round = 0; round < maxRounds; round += 1) {
      const stored = await deps.store.load();
      if (await deps.store.isCarriedOut(actId)) return { answer: 'done', stop: stored.state.stop };
      const now = deps.clock.now();
      const decision = decide(stored.state, now);
      if (!decision.decided) {
        const { code, stop } = decision;
        return { answer: 'refused', code, stop };
      }
      const { fact, state } = decision;
      const outcome = await deps.store.commit({
        stored,
        fact,
        actId,
        state,
        effectiveOn: dateIn('UTC', now),
        cause: { causationId: actId, correlationId: actId },
      });
      if (outcome !== 'conflict') return { answer: 'done', stop: state.stop };
    }
    throw new ControlContended(`act ${actId} lost ${maxRounds} races`);
  };
  return {
    stop: (act) => carryOut(act, (state, now) => decideStop(state, act, now)),
    resume: (act) => carryOut(act, (state) => decideResume(state, act)),
    read: async () => (await deps.store.load()).state,
  };
};
