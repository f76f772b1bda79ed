import type { Instant, Zone } from '../calendar.ts';

export type Channel = 'email' | 'sms';
export type Locale = 'en' | 'es' | 'pt';
export type OptOut = Channel | 'all';

/** A message that left, or may have left: it counts towards the caps of its party. */
export type RecentContact = {
  readonly attemptId: string;
  readonly at: Instant;
  readonly channel: Channel;
  readonly accountId: string;
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
  /** Channels that the provider reported dead (hard bounce, complaint). */
  readonly suppressions: readonly Channel[];
  /** Contacts of the last days over all accounts and channels, any order. */
  readonly recent: readonly RecentContact[];
};

/** A contact that somebody would like to make. */
export type ContactRequest = {
  readonly channel: Channel;
  readonly accountId: string;
  /** Why the party is contacted; the rules say which purposes exist and what they are exempt from. */
  readonly purpose: string;
};

/** Each answer names the rules that gave it, so that the journal can say why. */
export type GateAnswer =
  | { readonly answer: 'yes'; readonly rules: readonly string[] }
  | { readonly answer: 'no'; readonly rule: string }
  | { readonly answer: 'later'; readonly until: Instant; readonly rule: string };

export type EarliestContact =
  | { readonly answer: 'at'; readonly at: Instant; readonly rule?: string | undefined }
  | { readonly answer: 'no'; readonly rule: string };
