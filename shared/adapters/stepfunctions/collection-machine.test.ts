import {
  ExecutionAlreadyExists,
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createCollectionMachine, createStepAnswers } from './collection-machine.ts';
import { executionNameOf } from './execution-name.ts';

const sfn = mockClient(SFNClient);
beforeEach(() => sfn.reset());

const machineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:collection';
const client = new SFNClient({ region: 'us-east-1' });
const machine = createCollectionMachine({ client, machineArn, settledError: 'CaseSettled' });
const answers = createStepAnswers({ client });
const inputs = () => sfn.calls().map(({ args: [command] }) => command.input);
const thrown = (Fault: new (options: { message: string; $metadata: object }) => Error) =>
  new Fault({ message: 'no', $metadata: {} });
const input = { caseId: 'acme|main|USD|1', accountId: 'acme|main|USD' };

describe('the collection machine behind its port', () => {
  it('starts the first execution of a case under a name of its own', async () => {
    sfn.on(StartExecutionCommand).resolves({});
    await machine.start(input);
    expect(inputs()).toEqual([
      {
        stateMachineArn: machineArn,
        name: executionNameOf(input.caseId),
        input: JSON.stringify({ ...input, continuation: 0 }),
      },
    ]);
    expect(executionNameOf(input.caseId)).toMatch(/^[0-9a-f]{40}-0$/);
    expect(executionNameOf('acme|main|USD|2')).not.toBe(executionNameOf(input.caseId));
  });

  it('is content when the execution was started before, and with nothing else', async () => {
    sfn.on(StartExecutionCommand).rejects(thrown(ExecutionAlreadyExists));
    await machine.start(input);
    sfn.on(StartExecutionCommand).rejects(new Error('throttled'));
    await expect(machine.start(input)).rejects.toThrow('throttled');
  });

  it('wakes, ends and answers by token', async () => {
    sfn.on(SendTaskSuccessCommand).resolves({}).on(SendTaskFailureCommand).resolves({});
    await machine.wake('t1');
    await machine.settle('t2');
    await answers.answer('t3', { outcome: 'sent' });
    expect(inputs()).toEqual([
      { taskToken: 't1', output: '{"woken":true}' },
      { taskToken: 't2', error: 'CaseSettled' },
      { taskToken: 't3', output: '{"outcome":"sent"}' },
    ]);
  });

  it.each([TaskTimedOut, TaskDoesNotExist])('takes %o for delivered', async (Fault) => {
    sfn.on(SendTaskSuccessCommand).rejects(thrown(Fault));
    sfn.on(SendTaskFailureCommand).rejects(thrown(Fault));
    await machine.wake('t1');
    await machine.settle('t2');
    await answers.answer('t3', { outcome: 'sent' });
    expect(inputs()).toHaveLength(3);
  });

  it('lets every other fault through', async () => {
    sfn.on(SendTaskSuccessCommand).rejects(thrown(InvalidToken));
    await expect(machine.wake('t1')).rejects.toThrow(InvalidToken);
    await expect(answers.answer('t1', { outcome: 'sent' })).rejects.toThrow(InvalidToken);
  });
});
