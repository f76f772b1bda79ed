import { describe, expect, it } from 'vitest';
import { createStateEngine } from './engine.ts';
import type { StateEngineHost } from './port.ts';
import { createBench, machine } from './testing.ts';

const WORK = 'arn:aws:states:::lambda:invoke';
const TOKEN_TASK = 'arn:aws:states:::sqs:sendMessage.waitForTaskToken';

/** A host that runs its jobs when told to, also while an earlier one is still in progress. */
function createManualHost(invoke: StateEngineHost['invoke']): {
  engine: ReturnType<typeof createStateEngine>;
  /** Starts the first pending job with this label. */
  fire(label: string): Promise<void>;
  labels(): string[];
} {
  const jobs: { label: string; fn: () => Promise<void> }[] = [];
  const engine = createStateEngine({
    now: () => 0,
    schedule(_at, label, fn) {
      const job = { label, fn };
      jobs.push(job);
      return () => {
        if (jobs.includes(job)) jobs.splice(jobs.indexOf(job), 1);
      };
    },
    invoke,
    random: () => 0,
    uuid: () => 'u',
    meter: { stateEntered: () => {}, retried: () => {}, executionStarted: () => {} },
  });
  return {
    engine,
    labels: () => jobs.map(({ label }) => label),
    fire(label) {
      const job = jobs.find((each) => each.label === label);
      if (job === undefined)
        throw new Error(`No job '${label}' among ${jobs.map((j) => j.label).join(', ')}.`);
      jobs.splice(jobs.indexOf(job), 1);
      return job.fn();
    },
  };
}

const ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';
const task = (more: object): object =>
  machine({ Work: { Type: 'Task', Resource: WORK, TimeoutSeconds: 5, End: true, ...more } });

describe('a call that is still in progress', () => {
  it('is given up at the timeout, and its late answer ignored', async () => {
    let answer: ((value: unknown) => void) | undefined;
    const host = createManualHost(() => new Promise((resolve) => (answer = resolve)));
    host.engine.define({ arn: ARN, name: 'm', roleArn: 'r', definition: task({}) });
    const { executionArn } = host.engine.start({ machineArn: ARN, name: 'e' });
    const first = host.fire('e start');
    await new Promise(setImmediate);
    expect(host.labels()).toEqual(['e time limit', 'e Work timeout']);
    await host.fire('e Work timeout');
    await first;
    answer?.('late');
    await new Promise(setImmediate);
    expect(host.engine.describe(executionArn)).toMatchObject({
      status: 'FAILED',
      error: 'States.Timeout',
    });
    expect(host.labels()).toEqual([]);
  });

  it('does not continue an execution that was stopped meanwhile', async () => {
    const host = createManualHost(async (call) => {
      host.engine.stop(call.execution.arn);
      return 'result';
    });
    const definition = machine({
      Work: { Type: 'Task', Resource: WORK, Next: 'After' },
      After: { Type: 'Pass', End: true },
    });
    host.engine.define({ arn: ARN, name: 'm', roleArn: 'r', definition });
    const { executionArn } = host.engine.start({ machineArn: ARN, name: 'e' });
    await host.fire('e start');
    await new Promise(setImmediate);
    expect(host.engine.describe(executionArn)).toMatchObject({
      status: 'ABORTED',
      states: { Work: 1 },
    });
  });
});

it.each([
  Object.assign(new Error('ec2:runInstances is not supported'), { fatal: true }),
  new TypeError('undefined is not a function'),
])('lets a fault of the host through, past every Catch: %s', async (refusal) => {
  const bench = createBench({
    [WORK]: () => {
      throw refusal;
    },
  });
  const definition = machine({
    Work: {
      Type: 'Task',
      Resource: WORK,
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'End' }],
      End: true,
    },
    End: { Type: 'Succeed' },
  });
  await expect(bench.execute(definition)).rejects.toBe(refusal);
});

it('takes the cause of an error before its message', async () => {
  const bench = createBench({
    [WORK]: () => {
      throw Object.assign(new Error('message', { cause: '{"errorType":"Broken"}' }), {
        name: 'Broken',
      });
    },
  });
  expect(await bench.execute(task({}))).toMatchObject({
    error: 'Broken',
    cause: '{"errorType":"Broken"}',
  });
});

it('names direct Lambda tasks in the history as AWS does', async () => {
  const lambda = 'arn:aws:lambda:us-east-1:000000000000:function:f';
  const bench = createBench({ [lambda]: () => 1 });
  const done = await bench.execute(task({ Resource: lambda }));
  expect(done.history.map(({ type }) => type)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'LambdaFunctionScheduled',
    'LambdaFunctionStarted',
    'LambdaFunctionSucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ]);
});

it('takes timeouts from expressions, and refuses what is no number of seconds', async () => {
  const bench = createBench({ [TOKEN_TASK]: () => null });
  const definition = task({
    Resource: TOKEN_TASK,
    TimeoutSeconds: '{% $states.input.wait %}',
    Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Late' }],
  });
  const states = { ...(definition as { States: object }).States, Late: { Type: 'Succeed' } };
  const whole = { ...definition, States: states };
  expect(await bench.execute(whole, { wait: 40 * 86_400 })).toMatchObject({ status: 'SUCCEEDED' });
  expect(bench.elapsed()).toBe(40 * 86_400_000);
  const refused = await bench.execute(whole, { wait: '5' });
  expect(refused).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  expect(refused.cause).toContain(
    '\'TimeoutSeconds\' must be an integer from 1 to 99999999, but was "5"',
  );
});

it('forgets the states of branches inside a branch that was stopped', async () => {
  const bench = createBench({
    [WORK]: () => {
      throw new Error('no');
    },
  });
  const flow = (name: string, state: object): object => ({
    StartAt: name,
    States: { [name]: state },
  });
  const sleep = (name: string): object => flow(name, { Type: 'Wait', Seconds: 99, End: true });
  const definition = machine({
    Outer: {
      Type: 'Parallel',
      Branches: [
        flow('Inner', { Type: 'Parallel', Branches: [sleep('S1'), sleep('S2')], End: true }),
        {
          StartAt: 'Soon',
          States: {
            Soon: { Type: 'Wait', Seconds: 5, Next: 'Work' },
            Work: { Type: 'Task', Resource: WORK, End: true },
          },
        },
      ],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Rest' }],
      End: true,
    },
    Rest: { Type: 'Wait', Seconds: 10, End: true },
  });
  const { executionArn } = bench.engine.start({ machineArn: bench.define(definition) });
  await bench.run(2);
  expect(bench.engine.describe(executionArn).current).toEqual([
    'Outer',
    'Inner',
    'Soon',
    'S1',
    'S2',
  ]);
  await bench.run(7);
  expect(bench.engine.describe(executionArn).current).toEqual(['Rest']);
  await bench.run();
  expect(bench.elapsed()).toBe(15_000);
});
