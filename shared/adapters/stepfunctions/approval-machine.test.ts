import {
  ExecutionAlreadyExists,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { createApprovalMachine } from './approval-machine.ts';
import { executionNameOf } from './execution-name.ts';

const sfn = mockClient(SFNClient);
beforeEach(() => sfn.reset());

const machineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:credit';
const machine = createApprovalMachine({
  client: new SFNClient({ region: 'us-east-1' }),
  machineArn,
});
const metadata = { message: '', $metadata: {} };

it('starts one execution for one application, however often it is asked', async () => {
  sfn.on(StartExecutionCommand).resolvesOnce({}).rejectsOnce(new ExecutionAlreadyExists(metadata));
  await machine.start('APP-1');
  await machine.start('APP-1');
  const start = {
    stateMachineArn: machineArn,
    name: executionNameOf('APP-1'),
    input: '{"applicationId":"APP-1"}',
  };
  const inputs = sfn.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input);
  expect(inputs).toEqual([start, start]);
});

it('takes a wait that is over for one that was woken, and nothing else', async () => {
  sfn
    .on(SendTaskSuccessCommand)
    .resolvesOnce({})
    .rejectsOnce(new TaskTimedOut(metadata))
    .rejectsOnce(new TaskDoesNotExist(metadata))
    .rejectsOnce(new Error('down'));
  for (let times = 0; times < 3; times += 1) await machine.wake('token');
  await expect(machine.wake('token')).rejects.toThrow('down');
  expect(sfn.commandCalls(SendTaskSuccessCommand)[0]?.args[0].input).toEqual({
    taskToken: 'token',
    output: '{"woken":true}',
  });
});
