import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { StepQueue } from '../../ports/collections.ts';

/** The Steps queue as a timer: a message that must wait stays in flight for longer. */
export const createStepQueue = (deps: {
  readonly client: SQSClient;
  readonly queueUrl: string;
}): StepQueue => ({
  hide: async (receiptHandle, seconds) => {
    await deps.client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: deps.queueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: seconds,
      }),
    );
  },
});
