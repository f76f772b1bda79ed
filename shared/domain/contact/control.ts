import type { DomainFact } from '../../../events/catalogue.ts';
import type { Act } from '../../../events/parts.ts';
import type { Instant } from '../calendar.ts';

/** Since when nothing leaves, who said so and why. */
export type SendingStop = {
  readonly at: Instant;
  readonly actor: string;
  readonly reason: string;
};

/** Sending goes on unless it is stopped. */
export type ControlState = { readonly stop?: SendingStop | undefined };

/** Why an act on the switch is refused. */
export const controlRefusals = {
  alreadyStopped: 'sending-is-stopped',
  notStopped: 'sending-is-not-stopped',
} as const;

export type ControlDecision =
  | { readonly decided: true; readonly fact: DomainFact; readonly state: ControlState }
  | {
      readonly decided: false;
      readonly code: (typeof controlRefusals)[keyof typeof controlRefusals];
      /** The stop in force, for whoever wanted to stop once more. */
      readonly stop?: SendingStop | undefined;
    };

export const decideStop = ({ stop }: ControlState, act: Act, now: Instant): ControlDecision =>
  stop === undefined
    ? {
        decided: true,
        fact: { type: 'SendingStopped', data: { act } },
        state: { stop: { at: now, actor: act.actor, reason: act.reason } },
      }
    : { decided: false, code: controlRefusals.alreadyStopped, stop };

export const decideResume = ({ stop }: ControlState, act: Act): ControlDecision =>
  stop === undefined
    ? { decided: false, code: controlRefusals.notStopped }
    : {
        decided: true,
        fact: { type: 'SendingResumed', data: { act, stoppedAt: stop.at } },
        state: {},
      };
