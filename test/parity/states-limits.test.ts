import { describe, expect, it } from 'vitest';
import { createBench, machine } from '../../local/states/testing.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const WORK = 'arn:aws:states:::lambda:invoke';
const YEAR_SECONDS = 365 * 86_400;
const QUARTER_MIB = 262_144;

describe('payloads of at most 256 KiB', () => {
  const text = (bytes: number): string => 'x'.repeat(bytes - 2);

  it.each<[string, object]>([
    ['the result of a Task', { Type: 'Task', Resource: WORK, Output: 'small', End: true }],
    [
      'Arguments',
      { Type: 'Task', Resource: WORK, Arguments: "{% $pad('', 262143, 'x') %}", End: true },
    ],
    ['an Output', { Type: 'Pass', Output: "{% $pad('', 262143, 'x') %}", End: true }],
    ['an Assign', { Type: 'Pass', Assign: { v: "{% $pad('', 262143, 'x') %}" }, End: true }],
  ])('fails with States.DataLimitExceeded for %s beyond it', async (_what, state) => {
    const bench = createBench({ [WORK]: () => text(QUARTER_MIB + 1) });
    const done = await bench.execute(machine({ State: state }));
    expect(done).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  it('counts bytes of UTF-8, and takes exactly the limit', async () => {
    const bench = createBench({ [WORK]: ({ arguments: args }) => args });
    const definition = machine({
      Work: {
        Type: 'Task',
        Resource: WORK,
        Arguments: '{% $pad("", $states.input.n, $states.input.c) %}',
        End: true,
      },
    });
    const full = await bench.execute(definition, { n: QUARTER_MIB - 2, c: 'x' });
    expect(full.status).toBe('SUCCEEDED');
    const wide = await bench.execute(definition, { n: QUARTER_MIB / 2, c: 'é' });
    expect(wide.error).toBe('States.DataLimitExceeded');
  });
});

// The quota is on the page above; the error's name and wording follow published histories.
it('fails an execution whose history reaches 25,000 events', async () => {
  const bench = createBench({}, { keepHistory: 10 });
  const done = await bench.execute(
    machine({
      Again: { Type: 'Wait', Seconds: 1, Next: 'Ever' },
      Ever: {
        Type: 'Choice',
        Choices: [{ Condition: '{% false %}', Next: 'End' }],
        Default: 'Again',
      },
      End: { Type: 'Succeed' },
    }),
  );
  expect(done).toMatchObject({
    status: 'FAILED',
    error: 'States.Runtime',
    cause: 'The execution reached the maximum number of history events (25000).',
    historyLength: 25_000,
  });
  expect(done.history).toHaveLength(10);
  expect(done.history.at(0)).toMatchObject({ id: 1, type: 'ExecutionStarted' });
  expect(done.history.at(-1)).toMatchObject({ id: 25_000, type: 'ExecutionFailed' });
});

describe('the time of an execution', () => {
  it('ends it after a year, as TIMED_OUT with neither error nor cause', async () => {
    const bench = createBench();
    const done = await bench.execute(
      machine({ Wait: { Type: 'Wait', Seconds: 99_999_999, End: true } }),
    );
    expect(done.status).toBe('TIMED_OUT');
    expect(done).not.toHaveProperty('error');
    expect(done.history.at(-1)).toMatchObject({
      type: 'ExecutionTimedOut',
      details: { error: 'States.Timeout' },
    });
    expect(bench.elapsed()).toBe(YEAR_SECONDS * 1000);
    expect(bench.pendingJobs()).toBe(0);
  });

  it('ends it after TimeoutSeconds of the machine, in the middle of whatever it does', async () => {
    const bench = createBench();
    const done = await bench.execute(
      machine({ Wait: { Type: 'Wait', Seconds: 100, End: true } }, { TimeoutSeconds: 40 }),
    );
    expect(done.status).toBe('TIMED_OUT');
    expect(bench.elapsed()).toBe(40_000);
  });
});

/** Ninety days of a thousand cases, ten waits each. */
it('runs many long executions', async () => {
  const bench = createBench({ [WORK]: () => ({ Payload: { waitSeconds: 9 * 86_400 } }) });
  const machineArn = bench.define(
    machine({
      Plan: {
        Type: 'Task',
        Resource: WORK,
        TimeoutSeconds: 30,
        Arguments: { FunctionName: 'plan', Payload: { caseId: '{% $states.input.caseId %}' } },
        Assign: { waitSeconds: '{% $states.result.Payload.waitSeconds %}' },
        Output: '{% $merge([$states.input, {"n": $states.input.n + 1}]) %}',
        Next: 'Done?',
      },
      'Done?': {
        Type: 'Choice',
        Choices: [{ Condition: '{% $states.input.n > 10 %}', Next: 'End' }],
        Default: 'Wait',
      },
      Wait: { Type: 'Wait', Seconds: '{% $waitSeconds %}', Next: 'Plan' },
      End: { Type: 'Succeed' },
    }),
  );
  for (let caseId = 0; caseId < 1000; caseId += 1) {
    bench.engine.start({
      machineArn,
      name: `case-${caseId}`,
      input: JSON.stringify({ caseId, n: 0 }),
    });
  }
  await bench.run();
  expect(bench.elapsed()).toBe(90 * 86_400_000);
  expect(bench.engine.coverage(machineArn).states).toEqual({
    Plan: 11_000,
    'Done?': 11_000,
    Wait: 10_000,
    End: 1000,
  });
});
