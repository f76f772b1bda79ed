import type { MeterReading } from '../../local/meter.ts';
import type { OutboxMessage } from '../../local/outbox.ts';

/** An event as it passed the bus, at its virtual moment in epoch milliseconds. */
export type BusEvent = {
  readonly at: number;
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
};

export type BusEntry = {
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
};

export type HttpAnswer = {
  readonly status: number;
  readonly body: string;
};

/** What a book asks of the runtime that runs the synthesized template. Instants are epoch milliseconds. */
export type BookRuntime = {
  readonly now: () => number;
  /** Runs the script at that virtual instant; scripts of one instant run in the order given. */
  readonly at: (instant: number, label: string, script: () => Promise<void>) => void;
  readonly putEvents: (entries: readonly BusEntry[]) => Promise<void>;
  readonly http: (request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    /** Who signed it, for routes with IAM. */
    readonly caller?: { readonly arn: string };
  }) => Promise<HttpAnswer>;
  readonly runUntil: (instant: number, onProgress: (now: number) => void) => Promise<void>;
  readonly outbox: () => readonly OutboxMessage[];
  readonly busEvents: () => readonly BusEvent[];
  readonly meter: () => MeterReading;
  /** Every item of a table, by the table's logical name. */
  readonly scan: (table: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  readonly close: () => Promise<void>;
};
