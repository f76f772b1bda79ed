import type { Act } from '../../events/parts.ts';
import type { BusinessDate } from '../domain/calendar.ts';
import type { Statement } from '../domain/payments/destination.ts';
import type { AccountCommand } from './commands.ts';

/**
 * Sums of one account, integer minor units. Two identities always hold:
 * `issued = open + paid + credited + writtenOff` and `received = paid + unapplied + refunded`.
 */
export type Totals = {
  /** Invoiced amounts, adjustments included. */
  readonly issuedMinor: number;
  /** Credit notes and cancellations. */
  readonly creditedMinor: number;
  readonly writtenOffMinor: number;
  /** Covered by cash. */
  readonly paidMinor: number;
  readonly openMinor: number;
  /** Cash that came in and was not taken back. */
  readonly receivedMinor: number;
  readonly unappliedMinor: number;
  readonly refundedMinor: number;
  /** Cash that was taken back and not given again; not part of `received`. */
  readonly reversedMinor: number;
};

/** What is still owed of one instalment. */
export type OpenInstalment = {
  readonly invoiceNumber: string;
  /** Position within its invoice, from 1. */
  readonly instalment: number;
  readonly dueOn: BusinessDate;
  readonly issuedOn: BusinessDate;
  /** As issued and adjusted. */
  readonly amountMinor: number;
  readonly openMinor: number;
  /** The customer contests it: it stays owed and is not chased. */
  readonly disputed?: boolean | undefined;
  /** The act that asked to give it up, while a second person has not decided. */
  readonly writeOffRequest?: string | undefined;
  /** Brought along from another system: before this day it is not chased. */
  readonly chaseFrom?: BusinessDate | undefined;
  readonly paymentUrl?: string | undefined;
  readonly documentUrl?: string | undefined;
};

/** Where an account stands; version 0 and no totals above zero when it has no entries. */
export type Position = {
  readonly accountId: string;
  /** Of the account's stream: grows with every entry. */
  readonly version: number;
  readonly totals: Totals;
  /** How many instalments are open, of which `open` may show only the first. */
  readonly openCount: number;
  /**
   * Part of `unappliedMinor` that a running plan is about to allocate. Chasing counts it as paid.
   */
  readonly plannedMinor: number;
  /** Invoices that the running plan covers before all others, in this order. */
  readonly plannedFor: readonly string[];
  /** By due date, then invoice number, then instalment. */
  readonly open: readonly OpenInstalment[];
  /** False when the page did not hold all open instalments. */
  readonly complete: boolean;
};

/** Giving up an invoice that waits for a second person. Integer minor units. */
export type WaitingWriteOff = {
  readonly accountId: string;
  readonly invoiceNumber: string;
  /** The day that the request counts for. */
  readonly on: BusinessDate;
  readonly request: Act;
  /** What was open when it was asked for. */
  readonly amountMinor: number;
  /** What is open now; none when it was paid or credited since, and there is nothing to decide. */
  readonly openMinor: number;
  /** Given up before, of the invoice or by single persons of the account; counts as well. */
  readonly givenUpMinor?: number | undefined;
  /** Up to here one person decides. */
  readonly limitMinor?: number | undefined;
};

export type WriteOffPage = {
  /** By the day that they count for, then by account and invoice. */
  readonly writeOffs: readonly WaitingWriteOff[];
  /** Where the next page begins; undefined on the last one. */
  readonly next?: string | undefined;
};

export type LedgerReader = {
  /** One consistent query. `limit` bounds the open instalments, default 200. */
  readonly position: (accountId: string, options?: { limit?: number }) => Promise<Position>;
  /** All open instalments, by due date; those due after `dueThrough` left out. */
  readonly openInstalments: (
    accountId: string,
    options?: { dueThrough?: BusinessDate },
  ) => AsyncIterable<OpenInstalment>;
  /** Accounts that hold an invoice with this number, sorted; consistent. */
  readonly accountOfInvoice: (invoiceNumber: string) => Promise<readonly string[]>;
  readonly accountOfPayment: (paymentId: string) => Promise<string | undefined>;
  /**
   * Accounts that ever had an instalment which begins to count on that day: as a rule its due
   * date, and for what was brought along no day before it is chased; consistent.
   */
  readonly agenda: (dueOn: BusinessDate, shard: number) => AsyncIterable<string>;
  /** Write-offs of all accounts that wait, after the place where the page before ended; consistent. */
  readonly waitingWriteOffs: (page: {
    readonly limit: number;
    readonly after?: string | undefined;
  }) => Promise<WriteOffPage>;
};

/** A command without an account, as its provider's message gave it. */
export type ParkedCommand = AccountCommand extends infer Command
  ? Command extends AccountCommand
    ? Omit<Command, 'accountId'>
    : never
  : never;

/** What a parked command waits for: invoices that it names, or the payment that it is about. */
export type ParkingPlace =
  | { readonly kind: 'invoice'; readonly invoiceNumber: string }
  | { readonly kind: 'payment'; readonly paymentId: string };

export type Parked = {
  readonly command: ParkedCommand;
  /** The account that takes it must be in this currency. */
  readonly currency: string;
  /** All invoices that the command names, or the payment that it is about. */
  readonly places: readonly ParkingPlace[];
  /** What cash says of its account; only an account that agrees takes it. */
  readonly stated?: Statement;
};

/**
 * `parked`: it waits, and the ledger sends it on when the first of its places is filled.
 * `known`: a place was filled meanwhile, by these accounts; the caller routes it now. The item
 * stays parked until then, so a crash in between loses nothing.
 */
export type ParkOutcome =
  | { readonly outcome: 'parked' }
  | { readonly outcome: 'known'; readonly accountIds: readonly string[] };

export type Parking = {
  /** Idempotent by the command's input id. */
  readonly park: (parked: Parked) => Promise<ParkOutcome>;
  /** What waits for this place. */
  readonly waitingFor: (place: ParkingPlace) => Promise<readonly Parked[]>;
  /** Cash that was booked meanwhile, in whichever account: nothing is left to send on. */
  readonly isBooked: (parked: Parked) => Promise<boolean>;
  /** Takes it out of all its places, after it was sent on. */
  readonly release: (parked: Parked) => Promise<void>;
};

/** Puts commands on the account's FIFO group, deduplicated by input id and figures. */
export type AccountCommandSender = {
  readonly send: (command: AccountCommand) => Promise<void>;
};

/** What became of a command. */
export type Posted = {
  readonly outcome: 'posted' | 'held' | 'refused' | 'duplicate';
  /** Why it was refused. */
  readonly code?: string | undefined;
  /** The same for a person, with the figures. */
  readonly message?: string | undefined;
  /** Types of the events that its first transaction recorded. */
  readonly recorded?: readonly string[] | undefined;
  /** What exists now: `invoice:<number>`, `payment:<id>`, `reversal:<id>`. Parked inputs may wait for it. */
  readonly introduced: readonly string[];
  /** Work is left: this command goes to the end of the account's group. */
  readonly continuation?: AccountCommand | undefined;
};

/** Books commands, exactly once each. */
export type Ledger = { readonly post: (command: AccountCommand) => Promise<Posted> };
