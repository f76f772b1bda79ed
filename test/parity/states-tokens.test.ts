import { describe, expect, it } from 'vitest';
import { createBench, machine, type TestBench } from '../../local/states/testing.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token */
const ASK = 'arn:aws:states:::sqs:sendMessage.waitForTaskToken';

const waiting = (more: object): object =>
  machine({
    Ask: {
      Type: 'Task',
      Resource: ASK,
      Arguments: { MessageBody: '{% $states.context.Task.Token %}' },
      End: true,
      ...more,
    },
    Caught: { Type: 'Pass', Output: '{% $states.input %}', End: true },
  });
const catching = (error: string): object => ({ Catch: [{ ErrorEquals: [error], Next: 'Caught' }] });
const tokenOf = (bench: TestBench): string => bench.calls.at(-1)?.taskToken ?? '';

describe('a missed heartbeat', () => {
  // "A Task state failed to send a heartbeat for a period longer than the HeartbeatSeconds value":
  // https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html. Histories
  // recorded on AWS report it as States.Timeout without a cause:
  // https://github.com/localstack/localstack/blob/main/tests/aws/services/stepfunctions/v2/timeouts/test_heartbeats.snapshot.json
  it('ends the execution as States.Timeout without a cause', async () => {
    const bench = createBench({ [ASK]: () => ({ MessageId: 'm' }) });
    const definition = waiting({ TimeoutSeconds: 600, HeartbeatSeconds: 5, ...catching('Other') });
    const done = await bench.execute(definition);
    expect(done).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(done).not.toHaveProperty('cause');
    expect(done.history.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskTimedOut',
      'ExecutionFailed',
    ]);
    expect(bench.elapsed()).toBe(5000);
  });

  it.each<[string, boolean]>([
    ['States.HeartbeatTimeout', true],
    ['States.Timeout', true],
    ['States.ALL', true],
    ['States.TaskFailed', false],
  ])('is caught by %s: %s', async (error, caught) => {
    const bench = createBench({ [ASK]: () => null });
    const done = await bench.execute(waiting({ HeartbeatSeconds: 5, ...catching(error) }));
    expect(done.status).toBe(caught ? 'SUCCEEDED' : 'FAILED');
  });

  it('is not what a Task reports whose whole time is over', async () => {
    const bench = createBench({ [ASK]: () => null });
    const late = catching('States.HeartbeatTimeout');
    const done = await bench.execute(waiting({ TimeoutSeconds: 5, ...late }));
    expect(done).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });
});

describe('an answer', () => {
  it('of SendTaskFailure fails the Task with its error and cause', async () => {
    const bench = createBench({ [ASK]: () => null });
    bench.at(3, () => bench.engine.sendTaskFailure(tokenOf(bench), 'CaseSettled', 'paid'));
    const done = await bench.execute(waiting(catching('CaseSettled')));
    expect(JSON.parse(done.output ?? '')).toEqual({ Error: 'CaseSettled', Cause: 'paid' });
  });

  it('that comes at the very instant of the timeout counts once', async () => {
    const bench = createBench({ [ASK]: () => null });
    const answers: string[] = [];
    bench.at(5, () => {
      try {
        bench.engine.sendTaskSuccess(tokenOf(bench), '"answered"');
        answers.push('taken');
      } catch (thrown) {
        answers.push((thrown as Error).name);
      }
    });
    const done = await bench.execute(waiting({ TimeoutSeconds: 5, ...catching('States.Timeout') }));
    expect(answers).toEqual(['taken']);
    expect(done.output).toBe('"answered"');
    expect(done.catches).toEqual({});
  });

  it('is asked for anew by each retry, with a token of its own', async () => {
    let calls = 0;
    const bench = createBench({
      [ASK]: () => {
        calls += 1;
        if (calls === 1) throw Object.assign(new Error('busy'), { name: 'SQS.Throttled' });
      },
    });
    const retry = { Retry: [{ ErrorEquals: ['SQS.Throttled'] }], ...catching('States.ALL') };
    bench.at(9, () => bench.engine.sendTaskSuccess(tokenOf(bench), '1'));
    const done = await bench.execute(waiting(retry));
    expect(done.output).toBe('1');
    const [first, second] = bench.calls.map(({ taskToken }) => taskToken ?? '');
    expect(first).not.toBe(second);
    expect(() => bench.engine.sendTaskSuccess(first ?? '', '1')).toThrow('does not exist anymore');
  });
});
