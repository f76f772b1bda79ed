import type { DomainFact } from '../../events/catalogue.ts';
import type { BusinessDate, Instant } from '../domain/calendar.ts';
import type { Attempt } from '../domain/contact/attempt.ts';
import type { ContactMode } from '../domain/contact/mode.ts';
import type { CustomerLink, PartyState } from '../domain/contact/party.ts';
import type { Channel, ContactView, Locale } from '../domain/contact/types.ts';
import type { Cause, Head } from './journal.ts';

/** Personal data of whoever may be contacted. Only the party item holds it, never the journal. */
export type Party = {
  readonly partyId: string;
  readonly name: string;
  readonly email?: string | undefined;
  /** E.164. */
  readonly phone?: string | undefined;
  readonly locale: Locale;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string | undefined;
  /** IANA name. */
  readonly zone: string;
  readonly segment?: string | undefined;
};

export type PartyReader = {
  /**
   * What the gate and the planner need of the customer's party, read consistently, without
   * personal data. `undefined` when nobody registered the customer: the gate then says no.
   */
  readonly ofCustomer: (customerId: string) => Promise<ContactView | undefined>;
};

/** One open instalment, as a message lists it. */
export type MessageItem = {
  readonly invoiceNumber: string;
  readonly instalment: number;
  readonly dueOn: BusinessDate;
  /** Integer minor units of the account's currency, above zero. */
  readonly openMinor: number;
  readonly paymentUrl?: string | undefined;
  readonly documentUrl?: string | undefined;
};

/** The part of an account's open items that a message asks for, after the cash on the account. */
export type Asked = {
  /** Integer minor units, above zero. */
  readonly amountMinor: number;
  readonly invoices: number;
  readonly oldest: Pick<MessageItem, 'invoiceNumber' | 'dueOn' | 'paymentUrl'>;
  readonly lastDueOn: BusinessDate;
};

/** One step of a case that wants to reach the party of its account. */
export type StepMessage = {
  readonly caseId: string;
  readonly accountId: string;
  /** Of the `ContactView`; for an unregistered customer its own id, so that the refusal has a stream. */
  readonly partyId: string;
  readonly stage: 'preventive' | 'administrative' | 'extrajudicial' | 'judicial';
  readonly step: string;
  readonly anchorOn: BusinessDate;
  /** The how-manieth time the step is done once more, which is another message. */
  readonly again?: number | undefined;
  readonly channel: Channel;
  /** Name of a published template, e.g. `reminder-overdue`. */
  readonly template: string;
  /** Open undisputed instalments by due date, oldest first; the oldest 200 are enough. */
  readonly items: readonly MessageItem[];
  readonly totals: {
    /** How many open instalments there are, listed or not. */
    readonly items: number;
    /** Their sum in minor units. */
    readonly openMinor: number;
    /** Cash that waits on the account, shown as a credit. */
    readonly unappliedMinor: number;
  };
  /** How the case was decided on; what was decided in simulation never leaves the house. */
  readonly mode: ContactMode;
  /** Past due, or announced before the due date; undefined for nothing, which is refused. */
  readonly asked: Asked | undefined;
  readonly cause: Cause;
  readonly now: Instant;
};

/**
 * - `sent`: the provider took it, now or at an earlier delivery of the same step.
 * - `simulated`: all was done but the sending, because the party is not contacted for real.
 * - `refused`: the gate said no; `reason` names its rule.
 * - `deferred`: not before `until`; the gate said so, somebody stopped all sending, the day has no
 *   message left, or the provider asked for patience, in which case the next call is a new attempt
 *   with an id of its own.
 * - `failed`: the provider refused for good, or too many times; nothing was sent.
 * - `pending`: an attempt has no outcome yet. Call again at `until` at the latest; never sent again.
 * - `unknown`: an hour has passed without an outcome; recorded, alerted, and never sent again.
 */
export type MessageOutcome =
  | { readonly outcome: 'sent' | 'simulated'; readonly attemptId: string }
  | { readonly outcome: 'refused'; readonly reason: string }
  | {
      readonly outcome: 'deferred';
      readonly until: Instant;
      readonly reason: string;
      readonly attemptId?: string | undefined;
    }
  | { readonly outcome: 'failed'; readonly attemptId: string; readonly reason: string }
  | { readonly outcome: 'pending'; readonly attemptId: string; readonly until: Instant }
  | { readonly outcome: 'unknown'; readonly attemptId: string };

export type Messenger = {
  /**
   * Gate, render, journal, send, journal: at most once per (case, step, anchor, channel, try).
   * Safe to call again after a crash at any point. Throws only transient faults.
   */
  readonly perform: (message: StepMessage) => Promise<MessageOutcome>;
  /**
   * For a step that is no longer due when it comes back: an attempt that it began may still have
   * no outcome. Records those of the case that are an hour old as unknown, and answers when to
   * look again for the others; `undefined` when every attempt has its outcome.
   */
  readonly settleOverdue: (of: {
    readonly partyId: string;
    readonly caseId: string;
    readonly cause: Cause;
    readonly now: Instant;
  }) => Promise<Instant | undefined>;
};

/** A rendered message on its way to a provider. */
export type OutboundEmail = {
  readonly attemptId: string;
  readonly accountHash: string;
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Under which the recipient ends such messages; absent where they cannot be ended. */
  readonly unsubscribeUrl?: string | undefined;
};

/** A letter that its recipient asked for: no contact of collections, so no attempt is behind it. */
export type OutboundLetter = Pick<OutboundEmail, 'to' | 'subject' | 'html' | 'text'> & {
  readonly letterId: string;
  readonly attachment: {
    readonly fileName: string;
    readonly contentType: string;
    readonly bytes: Uint8Array;
  };
};

export type OutboundText = {
  readonly attemptId: string;
  /** E.164. */
  readonly to: string;
  readonly text: string;
};

/**
 * What a provider said. `rejected` is definite: nothing left the house, and `transient` tells
 * whether a later try can succeed. `ambiguous` may or may not have left.
 */
export type SendResult =
  | { readonly result: 'accepted'; readonly providerMessageId: string }
  | {
      readonly result: 'rejected';
      readonly error: string;
      readonly transient: boolean;
      /** The recipient refuses messages of this channel, as the provider knows. */
      readonly optedOut?: true | undefined;
    }
  | { readonly result: 'ambiguous'; readonly error: string };

export type EmailSender = { readonly send: (email: OutboundEmail) => Promise<SendResult> };
export type LetterSender = { readonly send: (letter: OutboundLetter) => Promise<SendResult> };
export type TextSender = { readonly send: (text: OutboundText) => Promise<SendResult> };

/** Keeps the bodies of messages, encrypted and erasable, under the hash of their content. */
export type MessageArchive = {
  readonly put: (key: string, body: string, contentType: string) => Promise<void>;
};

/** A party as stored, with what a commit on it must match. */
export type StoredParty = {
  readonly partyId: string;
  readonly state: PartyState;
  readonly head: Head;
};

/** By what a report about a text is recognised: its provider's id, or the phone it came from. */
export type PartyLookup =
  | { readonly kind: 'text'; readonly providerMessageId: string; readonly attemptId: string }
  | { readonly kind: 'phone'; readonly phoneHash: string };

export type PartyCommit = {
  readonly stored: StoredParty;
  readonly facts: readonly DomainFact[];
  readonly effectiveOn: BusinessDate;
  readonly cause: Cause;
  /** The snapshot afterwards. */
  readonly state: PartyState;
  /** A new attempt, or the same with its outcome. */
  readonly attempt?: Attempt | undefined;
  /** Personal data, when it changes. */
  readonly profile?: Party | undefined;
  /** The customer's party, when it changes, with the link that was read before. */
  readonly link?:
    | {
        readonly customerId: string;
        readonly before: CustomerLink | undefined;
        readonly after: CustomerLink;
      }
    | undefined;
  readonly lookups?: readonly PartyLookup[] | undefined;
  /** Names a decision that is journalled once, however often it is taken. */
  readonly decision?: string | undefined;
};

/** `conflict`: somebody else committed first. `duplicate`: the decision is in the journal already. */
export type PartyCommitOutcome = StoredParty | 'conflict' | 'duplicate';

/** Parties with their contacts, attempts and customers. All reads are consistent. */
export type PartyStore = {
  /** A party that nobody registered has an empty state and no profile. */
  readonly load: (
    partyId: string,
    attemptId: string,
  ) => Promise<{
    readonly stored: StoredParty;
    readonly profile: Party | undefined;
    readonly attempt: Attempt | undefined;
  }>;
  readonly loadParty: (partyId: string) => Promise<StoredParty>;
  readonly attempt: (attemptId: string) => Promise<Attempt | undefined>;
  readonly loadCustomer: (
    customerId: string,
    partyId: string,
  ) => Promise<{ readonly stored: StoredParty; readonly link: CustomerLink | undefined }>;
  /** The attempt of a text that was sent; undefined for one that is not known here. */
  readonly attemptOfText: (providerMessageId: string) => Promise<Attempt | undefined>;
  /** Every party that was texted on the phone. */
  readonly partiesOfPhone: (phoneHash: string) => Promise<readonly string[]>;
  readonly commit: (commit: PartyCommit) => Promise<PartyCommitOutcome>;
};
