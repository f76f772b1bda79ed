import {
  ExecutionAlreadyExists,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { ApprovalMachine } from '../../ports/applications.ts';
import { executionNameOf } from './execution-name.ts';
import { unlessOver } from './unless-over.ts';

/** Starts and wakes of `signal-application`. */
export const createApprovalMachine = (deps: {
  readonly client: SFNClient;
  readonly machineArn: string;
}): ApprovalMachine => {
  const { client, machineArn: stateMachineArn } = deps;
  return {
    start: async (applicationId) => {
      const input = JSON.stringify({ applicationId });
      const name = executionNameOf(applicationId);
      try {
        await client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },
    wake: (taskToken) =>
      unlessOver(client.send(new SendTaskSuccessCommand({ taskToken, output: '{"woken":true}' }))),
  };
};
