import { afterCap, afterStop, capDay, type Postponement } from '../../domain/contact/allowance.ts';
import type { ContactMode } from '../../domain/contact/mode.ts';
import type { Channel } from '../../domain/contact/types.ts';
import type { StepMessage } from '../../ports/contact.ts';
import type { SendingStore } from '../../ports/sending.ts';

export type AllowanceDeps = {
  readonly sending: SendingStore;
  /** Messages of a day of UTC, by channel. */
  readonly dailyCap: Readonly<Record<Channel, number>>;
};

/** Answers why the attempt has to wait, or takes one message of the day for it. */
export type Allowance = (attemptId: string, mode: ContactMode) => Promise<Postponement | undefined>;

/**
 * What one message asks right before it leaves, in this order: whether somebody stopped all
 * sending, then one of the messages of the day. What was taken serves all rounds of the message;
 * a crash wastes it, so that the cap may be missed by a few and is never exceeded.
 */
export const createAllowance =
  ({ sending, dailyCap }: AllowanceDeps) =>
  ({ channel, cause, now }: Pick<StepMessage, 'channel' | 'cause' | 'now'>): Allowance => {
    const taken = new Set<ContactMode>();
    return async (attemptId, mode) => {
      const stop = await sending.stop();
      if (stop !== undefined) return afterStop(stop, attemptId, now);
      if (taken.has(mode)) return undefined;
      const counter = { on: capDay(now), channel, mode };
      const cap = dailyCap[channel];
      const answer = await sending.take(counter, cap);
      if (answer === 'taken') {
        taken.add(mode);
        return undefined;
      }
      if (answer === 'exhausted') await sending.announce(counter, cap, cause);
      return afterCap(attemptId, now);
    };
  };
