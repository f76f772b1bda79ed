/** One message on its way to a queue. */
export type Outgoing = {
  /** At most 256 KiB in UTF-8 together with its attributes. */
  readonly body: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** FIFO queues only: what keeps its order, and what tells a repeat within five minutes. */
  readonly fifo?: { readonly group: string; readonly deduplicateBy: string };
};

export type QueueSender = {
  /** @throws when the queue did not take it. */
  readonly send: (message: Outgoing) => Promise<void>;
  /** In order, in as few requests as fit. Answers why the queue did not take one, by its place. */
  readonly sendAll: (messages: readonly Outgoing[]) => Promise<ReadonlyMap<number, string>>;
};

/** An input that cannot be used, whole, with what a person needs to mend and redrive it. */
export type RejectedInput = {
  readonly inputId: string;
  /** The queue to send the same body to once the cause is mended. */
  readonly redriveTo:
    | 'InboundEvents'
    | 'PaymentEvents'
    | 'AccountCommands'
    | 'CreditCommands'
    | 'CreditSignals';
  readonly reasons: readonly string[];
  readonly body: string;
};

export type RejectedInputs = { readonly put: (input: RejectedInput) => Promise<void> };
