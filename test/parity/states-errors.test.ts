import { describe, expect, it } from 'vitest';
import type { ExecutionSummary } from '../../local/states/port.ts';
import { createBench, machine, type TestBench } from '../../local/states/testing.ts';

/**
 * Retry, Catch and the names of errors, as described in
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
const WORK = 'arn:aws:states:::lambda:invoke';

/** An error of a Task's call, named as the service names it. */
function failing(name: string, message = 'because'): () => never {
  return () => {
    const error = new Error(message);
    error.name = name;
    throw error;
  };
}

/** Fails with each of the given errors in turn, then answers 'done'. */
function failingWith(...names: string[]): () => unknown {
  let calls = 0;
  return () => {
    const name = names[calls];
    calls += 1;
    return name === undefined ? 'done' : failing(name)();
  };
}

const work = (more: object): object => ({
  Work: { Type: 'Task', Resource: WORK, TimeoutSeconds: 60, End: true, ...more },
  Caught: { Type: 'Pass', End: true },
});
const catching = (...errors: string[]): object => ({
  Catch: [{ ErrorEquals: errors, Next: 'Caught' }],
});

async function run(bench: TestBench, more: object, input: unknown = {}): Promise<ExecutionSummary> {
  const states = work(more);
  if (!JSON.stringify(more).includes('Caught')) Reflect.deleteProperty(states, 'Caught');
  return bench.execute(machine(states as Record<string, object>), input);
}

describe('Retry', () => {
  it('waits IntervalSeconds, then BackoffRate times as long for each further attempt', async () => {
    const bench = createBench({ [WORK]: failingWith('E', 'E', 'E') });
    const done = await run(bench, {
      Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 3, BackoffRate: 2, MaxAttempts: 3 }],
    });
    expect(done.output).toBe('"done"');
    expect(bench.calls.map(({ at }) => at / 1000)).toEqual([0, 3, 9, 21]);
    expect(done.retries).toEqual({ 'Work[0]': 3 });
    expect(bench.retried).toHaveLength(3);
    expect(bench.entered).toHaveLength(1);
  });

  it('makes three attempts a second apart and doubling when nothing else is said', async () => {
    const bench = createBench({ [WORK]: failing('E') });
    const done = await run(bench, { Retry: [{ ErrorEquals: ['States.ALL'] }] });
    expect(done).toMatchObject({ status: 'FAILED', error: 'E', cause: 'because' });
    expect(bench.calls.map(({ at }) => at / 1000)).toEqual([0, 1, 3, 7]);
  });

  it('never waits longer than MaxDelaySeconds', async () => {
    const bench = createBench({ [WORK]: failing('E') });
    await run(bench, {
      Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 2, BackoffRate: 3, MaxDelaySeconds: 5 }],
    });
    expect(bench.calls.map(({ at }) => at / 1000)).toEqual([0, 2, 7, 12]);
  });

  it('draws each delay between zero and the computed one with full jitter', async () => {
    const bench = createBench({ [WORK]: failing('E') }, { randoms: [0.5, 0.25] });
    await run(bench, {
      Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 4, MaxAttempts: 2, JitterStrategy: 'FULL' }],
    });
    expect(bench.calls.map(({ at }) => at / 1000)).toEqual([0, 2, 4]);
  });

  it('counts the attempts of each retrier apart: the worked example of the page', async () => {
    const bench = createBench({ [WORK]: failingWith('ErrorA', 'ErrorB', 'ErrorC', 'ErrorB') });
    const done = await run(bench, {
      Retry: [
        { ErrorEquals: ['ErrorA', 'ErrorB'], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 2 },
        { ErrorEquals: ['ErrorC'], IntervalSeconds: 5 },
      ],
      ...catching('States.ALL'),
    });
    expect(bench.calls.map(({ at }) => at / 1000)).toEqual([0, 1, 3, 8]);
    expect(done).toMatchObject({
      status: 'SUCCEEDED',
      retries: { 'Work[0]': 2, 'Work[1]': 1 },
      catches: { 'Work[0]': 1 },
    });
  });

  it('does not retry with MaxAttempts 0, even when a later retrier would', async () => {
    const bench = createBench({ [WORK]: failing('E') });
    await run(bench, {
      Retry: [{ ErrorEquals: ['E'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }],
    });
    expect(bench.calls).toHaveLength(1);
  });

  it('shows the number of retries in the context and starts anew at the next entry', async () => {
    const bench = createBench({ [WORK]: failingWith('E', 'E') });
    await run(bench, {
      Arguments: { n: '{% $states.context.State.RetryCount %}' },
      Retry: [{ ErrorEquals: ['E'] }],
    });
    expect(bench.calls.map(({ arguments: args }) => args)).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
  });

  it('repeats the whole of a Parallel', async () => {
    const bench = createBench({ [WORK]: failingWith('E') });
    const branch = { StartAt: 'In', States: { In: { Type: 'Task', Resource: WORK, End: true } } };
    const side = { StartAt: 'Side', States: { Side: { Type: 'Pass', End: true } } };
    const done = await bench.execute(
      machine({
        Both: {
          Type: 'Parallel',
          Branches: [branch, side],
          Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 2 }],
          End: true,
        },
      }),
    );
    expect(JSON.parse(done.output ?? '')).toEqual(['done', {}]);
    expect(done.states).toMatchObject({ Both: 1, In: 2, Side: 1 });
  });
});

describe('Catch', () => {
  it('passes Error and Cause on, or what its Output and Assign make of them', async () => {
    const bench = createBench({ [WORK]: failing('Refused', 'no credit') });
    const plain = await run(bench, catching('Refused'));
    expect(JSON.parse(plain.output ?? '')).toEqual({ Error: 'Refused', Cause: 'no credit' });
    const shaped = await bench.execute(
      machine({
        Work: {
          Type: 'Task',
          Resource: WORK,
          Catch: [
            {
              ErrorEquals: ['Refused'],
              Next: 'Show',
              Output: '{% {"id": $states.input.id, "why": $states.errorOutput.Cause} %}',
              Assign: { seen: '{% $states.errorOutput.Error %}' },
            },
          ],
          End: true,
        },
        Show: { Type: 'Pass', Output: '{% [$states.input, $seen] %}', End: true },
      }),
      { id: 3 },
    );
    expect(JSON.parse(shaped.output ?? '')).toEqual([{ id: 3, why: 'no credit' }, 'Refused']);
  });

  it.each<[string, string, boolean]>([
    ['States.ALL', 'E', true],
    ['States.ALL', 'States.Timeout', true],
    ['States.ALL', 'States.DataLimitExceeded', false],
    ['States.ALL', 'States.Runtime', false],
    ['States.Runtime', 'States.Runtime', false],
    ['States.DataLimitExceeded', 'States.DataLimitExceeded', true],
    ['States.TaskFailed', 'E', true],
    ['States.TaskFailed', 'States.Permissions', true],
    ['States.TaskFailed', 'States.Timeout', false],
    ['E', 'e', false],
  ])('on %s of %s: %s', async (errors, thrown, taken) => {
    const bench = createBench({ [WORK]: failing(thrown) });
    const done = await run(bench, catching(errors));
    expect(done.status).toBe(taken ? 'SUCCEEDED' : 'FAILED');
  });

  it('takes a failing expression of the state itself', async () => {
    const bench = createBench({ [WORK]: () => ({}) });
    const done = await run(bench, {
      Output: { v: '{% $states.result.absent %}' },
      ...catching('States.QueryEvaluationError'),
    });
    expect(JSON.parse(done.output ?? '')).toEqual({
      Error: 'States.QueryEvaluationError',
      Cause:
        "An error occurred while executing the state 'Work' (entered at the event id #2). The JSONata " +
        "expression '$states.result.absent' specified for the field 'Output/v' returned nothing (undefined).",
    });
  });

  it('does not take a failure of its own expressions', async () => {
    const bench = createBench({ [WORK]: failing('E') });
    const done = await run(bench, {
      Catch: [
        { ErrorEquals: ['States.ALL'], Next: 'Caught', Output: '{% $states.input.absent %}' },
      ],
    });
    expect(done).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    expect(done.cause).toContain("specified for the field 'Catch[0]/Output'");
  });

  it('takes the error of a branch, which stops the other branches', async () => {
    const bench = createBench({ [WORK]: failing('Broken') });
    const bad = { StartAt: 'In', States: { In: { Type: 'Task', Resource: WORK, End: true } } };
    const slow = {
      StartAt: 'Sleep',
      States: {
        Sleep: { Type: 'Wait', Seconds: 99, Next: 'Never' },
        Never: { Type: 'Pass', End: true },
      },
    };
    const done = await bench.execute(
      machine({
        Both: { Type: 'Parallel', Branches: [slow, bad], ...catching('Broken'), End: true },
        Caught: { Type: 'Wait', Seconds: 200, End: true },
      }),
    );
    expect(done).toMatchObject({ status: 'SUCCEEDED', catches: { 'Both[0]': 1 } });
    expect(done.states).not.toHaveProperty('Never');
    expect(bench.elapsed()).toBe(200_000);
  });
});

describe('errors that the service raises', () => {
  // The page above reserves States.NoChoiceMatched and reports the case as States.Runtime. It does not
  // give the wording of causes: that follows execution histories that users of AWS have published.
  it('reports a Choice without a match as States.Runtime', async () => {
    const bench = createBench();
    const done = await bench.execute(
      machine({
        Which: {
          Type: 'Choice',
          Choices: [{ Condition: '{% $states.input.n > 1 %}', Next: 'End' }],
        },
        End: { Type: 'Succeed' },
      }),
      { n: 1 },
    );
    expect(done).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'Which' (entered at the event id #2). Failed to " +
        'transition out of the state. The state does not point to a next state.',
    });
  });

  it.each<[string, object, string]>([
    [
      'a Condition that is no boolean',
      { Type: 'Choice', Choices: [{ Condition: "{% 'yes' %}", Next: 'End' }] },
      'Choices[0]/Condition',
    ],
    [
      'a Condition that finds nothing',
      { Type: 'Choice', Choices: [{ Condition: '{% $states.input.x.y > 1 %}', Next: 'End' }] },
      'Choices[0]/Condition',
    ],
    [
      'Seconds that are no integer',
      { Type: 'Wait', Seconds: '{% 1.5 %}', Next: 'End' },
      "'Seconds'",
    ],
    ['negative Seconds', { Type: 'Wait', Seconds: '{% -1 %}', Next: 'End' }, "'Seconds'"],
    [
      'a Timestamp without a zone',
      { Type: 'Wait', Timestamp: '{% "2026-01-01T00:00:00" %}', Next: 'End' },
      "'Timestamp'",
    ],
    [
      'Items that are one object, since JSONata unwraps singletons',
      {
        Type: 'Map',
        Items: '{% [{"a":1}][a=1] %}',
        ItemProcessor: { StartAt: 'X', States: { X: { Type: 'Pass', End: true } } },
        Next: 'End',
      },
      "'Items'",
    ],
    [
      'a function as a value',
      { Type: 'Pass', Output: { f: '{% $sum %}' }, Next: 'End' },
      "'Output/f'",
    ],
    ['a disabled function', { Type: 'Pass', Output: "{% $eval('1') %}", Next: 'End' }, 'T1006'],
  ])('fails with States.QueryEvaluationError on %s', async (_what, state, place) => {
    const bench = createBench();
    const done = await bench.execute(machine({ State: state, End: { Type: 'Succeed' } }));
    expect(done).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    expect(done.cause).toContain(place);
  });
});
