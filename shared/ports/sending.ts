import type { DomainFact } from '../../events/catalogue.ts';
import type { BusinessDate } from '../domain/calendar.ts';
import type { ControlState, SendingStop } from '../domain/contact/control.ts';
import type { ContactMode } from '../domain/contact/mode.ts';
import type { Channel } from '../domain/contact/types.ts';
import type { Cause, Head } from './journal.ts';

/** What a day of UTC counts apart: simulated messages use up nothing that real ones need. */
export type DayCounter = {
  readonly on: BusinessDate;
  readonly channel: Channel;
  readonly mode: ContactMode;
};

/** What a message asks right before it leaves. */
export type SendingStore = {
  /** The stop that is in force, if any. Consistent. */
  readonly stop: () => Promise<SendingStop | undefined>;
  /**
   * Takes one message of the day, for good. `exhausted`: none is left, and nobody was told yet;
   * `announced`: none is left, and the journal knows. Who says for what takes one a day for it,
   * however often it asks.
   */
  readonly take: (
    counter: DayCounter,
    cap: number,
    messageId?: string,
  ) => Promise<'taken' | 'exhausted' | 'announced'>;
  /** Journals once that the day's messages are used up, however many ask for it. */
  readonly announce: (counter: DayCounter, cap: number, cause: Cause) => Promise<void>;
};

export type StoredControl = { readonly state: ControlState; readonly head: Head };

/** The switch that stops all sending, and its journal. */
export type ControlStore = {
  /** Consistent. */
  readonly load: () => Promise<StoredControl>;
  /** Whether an act of this id was carried out before. */
  readonly isCarriedOut: (actId: string) => Promise<boolean>;
  /** `duplicate`: the act was carried out meanwhile. `conflict`: somebody else acted first. */
  readonly commit: (commit: {
    readonly stored: StoredControl;
    readonly fact: DomainFact;
    readonly actId: string;
    readonly state: ControlState;
    readonly effectiveOn: BusinessDate;
    readonly cause: Cause;
  }) => Promise<'done' | 'conflict' | 'duplicate'>;
};
