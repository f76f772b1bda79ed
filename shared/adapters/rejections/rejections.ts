import type { SQSClient } from '@aws-sdk/client-sqs';
import { dateIn } from '../../domain/calendar.ts';
import type { Clock } from '../../ports/clock.ts';
import { noHead } from '../../ports/journal.ts';
import type { RejectedInputs } from '../../ports/queues.ts';
import type { InputRejections } from '../../ports/rejections.ts';
import type { Journal } from '../dynamodb/journal.ts';
import { createQueueSender } from '../sqs/queue.ts';
import { createRejectedInputs } from '../sqs/rejected-inputs.ts';

/** `InputRejected` takes this many reasons; the parked message has them all. */
const maxReasons = 50;

/**
 * Parks first: a crash in between is repaired by redelivery, which parks the input a second time
 * and journals it then. The other way round an alert could speak of an input that is nowhere.
 */
export const createInputRejections = (deps: {
  readonly parked: RejectedInputs;
  readonly journal: Pick<Journal, 'commit'>;
  readonly clock: Clock;
}): InputRejections => ({
  reject: async ({ door, inputType, journalReasons, ...input }) => {
    await deps.parked.put(input);
    // The stream begins and ends with this event: a version in the way is the same rejection.
    await deps.journal.commit({
      streamId: `input#${input.inputId}`,
      expected: noHead,
      entries: [
        {
          fact: {
            type: 'InputRejected',
            data: {
              inputId: input.inputId,
              door,
              inputType,
              reasons: journalReasons.slice(0, maxReasons),
            },
          },
          effectiveOn: dateIn('UTC', deps.clock.now()),
        },
      ],
      cause: { causationId: input.inputId, correlationId: input.inputId },
    });
  },
});

/** The parking place of inputs, and the way to reject one with an alert. */
export const createRejections = (deps: {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly journal: Pick<Journal, 'commit'>;
  readonly clock: Clock;
}): { readonly parked: RejectedInputs; readonly rejections: InputRejections } => {
  const parked = createRejectedInputs(createQueueSender(deps));
  return { parked, rejections: createInputRejections({ ...deps, parked }) };
};
