import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { createStepQueue } from './step-queue.ts';

it('hides a message of the Steps queue', async () => {
  const sqs = mockClient(SQSClient);
  sqs.on(ChangeMessageVisibilityCommand).resolves({});
  const client = new SQSClient({ region: 'us-east-1' });
  await createStepQueue({ client, queueUrl: 'https://steps' }).hide('receipt', 300);
  expect(sqs.calls().map(({ args: [command] }) => command.input)).toEqual([
    { QueueUrl: 'https://steps', ReceiptHandle: 'receipt', VisibilityTimeout: 300 },
  ]);
});
