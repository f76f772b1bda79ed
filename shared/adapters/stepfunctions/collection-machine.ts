import {
  ExecutionAlreadyExists,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { CollectionMachine } from '../../ports/collections.ts';
import { executionNameOf } from './execution-name.ts';
import { unlessOver } from './unless-over.ts';

/** Answers of `perform-step` to the machine's tokens. */
export const createStepAnswers = ({
  client,
}: {
  readonly client: SFNClient;
}): Pick<CollectionMachine, 'answer'> => ({
  answer: (taskToken, result) =>
    unlessOver(
      client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(result) })),
    ),
});

/**
 * Starts, wakes and ends of `signal-case`. `settledError` is the name that the machine's waits
 * catch when their case ends.
 */
export const createCollectionMachine = (deps: {
  readonly client: SFNClient;
  readonly machineArn: string;
  readonly settledError: string;
}): Pick<CollectionMachine, 'start' | 'wake' | 'settle'> => {
  const { client, machineArn, settledError } = deps;
  return {
    start: async ({ caseId, accountId }) => {
      try {
        await client.send(
          new StartExecutionCommand({
            stateMachineArn: machineArn,
            name: executionNameOf(caseId),
            input: JSON.stringify({ caseId, accountId, continuation: 0 }),
          }),
        );
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },
    wake: (taskToken) =>
      unlessOver(client.send(new SendTaskSuccessCommand({ taskToken, output: '{"woken":true}' }))),
    settle: (taskToken) =>
      unlessOver(client.send(new SendTaskFailureCommand({ taskToken, error: settledError }))),
  };
};
