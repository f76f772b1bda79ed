import type { Instant, Zone } from '../calendar.ts';

export type Channel = 'email' | 'sms';
export type Locale = 'en' | 'es' | 'pt';
export type OptOut = Channel | 'all';

/** An address of a party that is not written to, and what was learned of it. */
export type Suppression = {
  readonly channel: Channel;
  readonly addressHash: string;
  readonly cause: 'bounce' | 'complaint' | 'operator';
};

/** What the party itself refuses, beside the opt-outs that upstream reports of its customers. */
export type OwnOptOut = {
  readonly channel: Channel;
  /** `courtesy`: only reminders before anything is due. */
  readonly scope: 'every-message' | 'courtesy';
  /** The address that said so in an answer: whoever has it may take the refusal back the same way. */
  readonly addressHash?: string | undefined;
};

/** A message that left, or may have left: it counts towards the caps of its party. */
export type RecentContact = {
  readonly attemptId: string;
  readonly at: Instant;
  readonly channel: Channel;
  readonly accountId: string;
  /** It would have left if the party were contacted for real. */
  readonly simulated?: true | undefined;
};

/** What is known about a party when a contact is decided; no personal data. */
export type ContactView = {
  readonly partyId: string;
  readonly zone: Zone;
  readonly locale: Locale;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string | undefined;
  /** Channels with an address. */
  readonly channels: readonly Channel[];
  readonly optOuts: readonly OptOut[];
  /** Channels whose address takes no messages, or which somebody took out of use. */
  readonly suppressions: readonly Channel[];
  /** Channels at whose address the party reported a message as unwanted. */
  readonly complaints?: readonly Channel[] | undefined;
  /** Channels on which the party wants no reminders before anything is due. */
  readonly courtesyOptOuts?: readonly Channel[] | undefined;
  /** Whether all its addresses are on the allow list; undefined where none is in force. */
  readonly listed?: boolean | undefined;
  /** Contacts of the last days over all accounts and channels, any order. */
  readonly recent: readonly RecentContact[];
};

/** A contact that somebody would like to make. */
export type ContactRequest = {
  readonly channel: Channel;
  readonly accountId: string;
  /** Why the party is contacted; the rules say which purposes exist and what they are exempt from. */
  readonly purpose: string;
  /** Nothing is due yet: the party may decline such messages alone. */
  readonly courtesy?: boolean | undefined;
};

/** Each answer names the rules that gave it, so that the journal can say why. */
export type GateAnswer =
  | { readonly answer: 'yes'; readonly rules: readonly string[] }
  | { readonly answer: 'no'; readonly rule: string }
  | { readonly answer: 'later'; readonly until: Instant; readonly rule: string };

export type EarliestContact =
  | { readonly answer: 'at'; readonly at: Instant; readonly rule?: string | undefined }
  | { readonly answer: 'no'; readonly rule: string };
