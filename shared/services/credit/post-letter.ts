import type { Instant } from '../../domain/calendar.ts';
import type { ContactMode } from '../../domain/contact/mode.ts';
import type { LetterMail } from '../../domain/credit/letters/letter.ts';
import type { LetterSender, OutboundLetter } from '../../ports/contact.ts';
import type { Cause } from '../../ports/journal.ts';
import { type AllowanceDeps, createAllowance } from '../contact/allowance.ts';

/** A letter could not leave and may later; whoever asked asks again. */
export class LetterDelayed extends Error {
  override readonly name = 'LetterDelayed';
}

export type LetterPostDeps = AllowanceDeps & {
  readonly sender: LetterSender;
  /** Whether an address gets messages for real. */
  readonly modeFor: (email: string) => ContactMode;
};

/** How a letter will go, or why not now. */
export type LetterWay =
  | { readonly way: 'sent'; readonly to: string }
  | { readonly way: 'simulated' | 'no-address' }
  | { readonly way: 'later'; readonly until: Instant };

type Letter = {
  readonly letterId: string;
  readonly mail: LetterMail;
  readonly document: OutboundLetter['attachment'];
};

export type LetterPost = {
  /** Asked before anything is promised: mode of the environment, the switch, the cap of the day. */
  readonly wayOf: (letter: {
    readonly letterId: string;
    readonly to: string | undefined;
    readonly cause: Cause;
    readonly now: Instant;
  }) => Promise<LetterWay>;
  /** Hands it over. @throws LetterDelayed when another try may succeed. */
  readonly send: (letter: Letter, to: string) => Promise<'sent' | 'failed'>;
};

/**
 * Sends letters that their recipient asked for by applying. The rules of collecting (hours, caps
 * of a party, opt-outs) say nothing about them, but whatever stops all messages stops these too:
 * the mode of the environment, the switch of people, the cap of the day.
 *
 * At least once: whoever asks journals first what it promises and repeats the letter until it is
 * taken. A second copy with the same link harms nobody; a letter that was lost costs the applicant
 * the offer.
 */
export const createLetterPost = (deps: LetterPostDeps): LetterPost => {
  // Asked again, for a provider that is away or after a race, a letter has its place in the day.
  const allowanceFor = (letterId: string) =>
    createAllowance({
      ...deps,
      sending: {
        ...deps.sending,
        take: (counter, cap) => deps.sending.take(counter, cap, letterId),
      },
    });
  return {
    wayOf: async ({ letterId, to, cause, now }) => {
      if (to === undefined) return { way: 'no-address' };
      if (deps.modeFor(to) === 'shadow') return { way: 'simulated' };
      const allowance = allowanceFor(letterId)({ channel: 'email', cause, now });
      const waits = await allowance(letterId, 'live');
      return waits === undefined ? { way: 'sent', to } : { way: 'later', until: waits.until };
    },
    send: async ({ letterId, mail, document }, to) => {
      const result = await deps.sender.send({ letterId, to, ...mail, attachment: document });
      if (result.result === 'accepted') return 'sent';
      if (result.result === 'rejected' && !result.transient) return 'failed';
      throw new LetterDelayed(`${letterId}: ${result.error}`);
    },
  };
};
