import type { Runtime } from '../../../local/runtime.ts';

export type Rejected = {
  readonly body: string;
  readonly inputId: string;
  readonly redriveTo: string;
  readonly reasons: string;
};

/** What waits in RejectedInputs for a person, oldest first. */
export const rejectedInputs = (runtime: Runtime): Rejected[] =>
  runtime
    .queues()
    .filter(({ path, isDeadLetterQueue }) => path.includes('RejectedInputs') && !isDeadLetterQueue)
    .flatMap(({ messages }) => messages)
    .map(({ body, messageAttributes: { inputId = '', redriveTo = '', reasons = '' } }) => ({
      body,
      inputId,
      redriveTo,
      reasons,
    }));
