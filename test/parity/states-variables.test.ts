import { describe, expect, it } from 'vitest';
import { createBench, machine, ROLE, START } from '../../local/states/testing.ts';

const WORK = 'arn:aws:states:::lambda:invoke';

describe('variables', () => {
  // https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
  it('are read as they were when the state was entered, by all fields of the state', async () => {
    const bench = createBench();
    const done = await bench.execute(
      machine({
        Set: { Type: 'Pass', Assign: { x: 1, y: 2 }, Next: 'Swap' },
        Swap: {
          Type: 'Pass',
          Assign: { x: '{% $y %}', y: '{% $x %}' },
          Output: '{% [$x, $y] %}',
          Next: 'Show',
        },
        Show: {
          Type: 'Pass',
          Output: '{% {"before": $states.input, "after": [$x, $y]} %}',
          End: true,
        },
      }),
    );
    expect(JSON.parse(done.output ?? '')).toEqual({ before: [1, 2], after: [2, 1] });
  });

  it('of an inner scope end with it', async () => {
    const bench = createBench();
    const branch = {
      StartAt: 'In',
      States: { In: { Type: 'Pass', Assign: { secret: 1 }, End: true } },
    };
    const done = await bench.execute(
      machine({
        Both: { Type: 'Parallel', Branches: [branch], Next: 'After' },
        After: { Type: 'Pass', Output: '{% $secret %}', End: true },
      }),
    );
    expect(done).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  });

  it('are not assigned by a state that is left through a Catch', async () => {
    const bench = createBench({
      [WORK]: () => {
        throw new Error('no');
      },
    });
    const done = await bench.execute(
      machine({
        Set: { Type: 'Pass', Assign: { n: 1 }, Next: 'Work' },
        Work: {
          Type: 'Task',
          Resource: WORK,
          Assign: { n: 2 },
          Catch: [{ ErrorEquals: ['Error'], Next: 'Show', Assign: { m: '{% $n + 10 %}' } }],
          Next: 'Show',
        },
        Show: { Type: 'Pass', Output: '{% [$n, $m] %}', End: true },
      }),
    );
    expect(JSON.parse(done.output ?? '')).toEqual([1, 11]);
  });

  it('keep null, and drop nothing else', async () => {
    const bench = createBench();
    const done = await bench.execute(
      machine({
        Set: { Type: 'Pass', Assign: { v: '{% $states.input.none %}' }, Next: 'Show' },
        Show: { Type: 'Pass', Output: { v: '{% $v %}', list: ['{% $v %}', 1] }, End: true },
      }),
      { none: null },
    );
    expect(JSON.parse(done.output ?? '')).toEqual({ v: null, list: [null, 1] });
  });
});

// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
it('gives the context object', async () => {
  const bench = createBench();
  const machineArn = bench.define(
    machine({
      Rest: { Type: 'Wait', Seconds: 5, Next: 'Show' },
      Show: { Type: 'Pass', Output: '{% $states.context %}', End: true },
    }),
  );
  const { executionArn } = bench.engine.start({ machineArn, name: 'case-7', input: '{"a":1}' });
  await bench.run();
  expect(executionArn).toBe('arn:aws:states:us-east-1:000000000000:execution:machine:case-7');
  expect(JSON.parse(bench.engine.describe(executionArn).output ?? '')).toEqual({
    Execution: {
      Id: executionArn,
      Input: { a: 1 },
      Name: 'case-7',
      RoleArn: ROLE,
      StartTime: new Date(START).toISOString(),
      RedriveCount: 0,
    },
    StateMachine: { Id: machineArn, Name: 'machine' },
    State: { EnteredTime: new Date(START + 5000).toISOString(), Name: 'Show', RetryCount: 0 },
  });
});

// https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
describe('expressions', () => {
  it('are strings that begin with {% and end with %}, at any depth', async () => {
    const bench = createBench();
    const done = await bench.execute(
      machine({
        A: {
          Type: 'Pass',
          Output: { a: [{ b: '{% 1 + 1 %}' }], c: '$states.input', n: 1.5 },
          End: true,
        },
      }),
    );
    expect(JSON.parse(done.output ?? '')).toEqual({ a: [{ b: 2 }], c: '$states.input', n: 1.5 });
  });

  it('take the clock and the identifiers of the host', async () => {
    const bench = createBench({}, { randoms: [0.125] });
    const done = await bench.execute(
      machine({
        Rest: { Type: 'Wait', Seconds: 60, Next: 'Show' },
        Show: { Type: 'Pass', Output: '{% [$now(), $millis(), $random()] %}', End: true },
      }),
    );
    expect(JSON.parse(done.output ?? '')).toEqual([
      '2026-01-01T00:01:00.000Z',
      START + 60_000,
      0.125,
    ]);
  });
});
