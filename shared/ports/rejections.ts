import type { RejectedInput } from './queues.ts';

/** An input that nothing can be done with until a person mends it or its sender. */
export type Rejection = RejectedInput & {
  readonly door:
    | 'bus'
    | 'events-api'
    | 'webhook'
    | 'account-commands'
    | 'credit-commands'
    | 'credit-signals';
  /** The event type or provider that it claims to be. */
  readonly inputType: string;
  /** The same reasons without personal data: these stay for ever. */
  readonly journalReasons: readonly string[];
};

export type InputRejections = {
  /** Parks the whole input, then journals the rejection once, which raises the alert. */
  readonly reject: (rejection: Rejection) => Promise<void>;
};
