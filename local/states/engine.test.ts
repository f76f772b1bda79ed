import { describe, expect, it } from 'vitest';
import { createBench, machine } from './testing.ts';

const TOKEN_TASK = 'arn:aws:states:::sqs:sendMessage.waitForTaskToken';
const WORK = 'arn:aws:states:::lambda:invoke';

describe('the states', () => {
  it('passes, assigns and outputs', async () => {
    const bench = createBench();
    const done = await bench.execute(
      machine({
        First: {
          Type: 'Pass',
          Assign: { total: '{% $sum($states.input.lines.amount) %}', kind: 'plain' },
          Output: { id: '{% $states.input.id %}' },
          Next: 'Second',
        },
        Second: {
          Type: 'Succeed',
          Output: '{% {"id": $states.input.id, "total": $total, "k": $kind} %}',
        },
      }),
      { id: 'a', lines: [{ amount: 2 }, { amount: 3 }] },
    );
    expect(done.status).toBe('SUCCEEDED');
    expect(JSON.parse(done.output ?? '')).toEqual({ id: 'a', total: 5, k: 'plain' });
    expect(done.states).toEqual({ First: 1, Second: 1 });
  });

  it('waits years without a timer of the process', async () => {
    const bench = createBench();
    const done = await bench.execute(
      machine({ Wait: { Type: 'Wait', Seconds: 300 * 86_400, End: true } }),
    );
    expect(done.status).toBe('SUCCEEDED');
    expect(bench.elapsed()).toBe(300 * 86_400_000);
  });

  it('waits until a timestamp, and not at all for one in the past', async () => {
    const bench = createBench();
    const definition = machine({
      Wait: { Type: 'Wait', Timestamp: '{% $states.input.at %}', End: true },
    });
    await bench.execute(definition, { at: '2026-01-02T01:00:00+01:00' });
    expect(bench.elapsed()).toBe(86_400_000);
    await bench.execute(definition, { at: '2025-01-02T01:00:00Z' });
    expect(bench.elapsed()).toBe(86_400_000);
  });

  it('chooses the first rule that holds and its own Assign and Output', async () => {
    const bench = createBench();
    const definition = machine({
      Big: {
        Type: 'Choice',
        Choices: [
          {
            Condition: '{% $states.input.n > 10 %}',
            Next: 'End',
            Output: 'big',
            Assign: { size: 'B' },
          },
          { Condition: '{% $states.input.n > 5 %}', Next: 'End', Assign: { size: 'M' } },
        ],
        Default: 'End',
        Output: 'small',
        Assign: { size: 'S' },
      },
      End: { Type: 'Pass', Output: '{% [$states.input, $size] %}', End: true },
    });
    const outputs = [];
    for (const n of [11, 6, 1])
      outputs.push(JSON.parse((await bench.execute(definition, { n })).output ?? ''));
    expect(outputs).toEqual([
      ['big', 'B'],
      [{ n: 6 }, 'M'],
      ['small', 'S'],
    ]);
    const [arn] = bench.engine.machines();
    expect(bench.engine.coverage(arn ?? '').choices).toEqual({
      'Big[0]': 1,
      'Big[1]': 1,
      'Big[Default]': 1,
    });
  });

  it('fails with the error and cause of a Fail state', async () => {
    const bench = createBench();
    const done = await bench.execute(
      machine({
        Stop: { Type: 'Fail', Error: 'Refused', Cause: "{% 'case ' & $states.input.id %}" },
      }),
      { id: 7 },
    );
    expect(done).toMatchObject({ status: 'FAILED', error: 'Refused', cause: 'case 7' });
  });

  it('calls a task with its evaluated arguments and gives the result to Output', async () => {
    const bench = createBench({ [WORK]: () => ({ Payload: { waitSeconds: 3 } }) });
    const done = await bench.execute(
      machine({
        Work: {
          Type: 'Task',
          Resource: WORK,
          Arguments: { FunctionName: 'plan', Payload: { caseId: '{% $states.input.caseId %}' } },
          TimeoutSeconds: 30,
          Output: '{% $states.result.Payload.waitSeconds + 1 %}',
          End: true,
        },
      }),
      { caseId: 'c1' },
    );
    expect(done.output).toBe('4');
    expect(bench.calls).toMatchObject([
      {
        resource: WORK,
        arguments: { FunctionName: 'plan', Payload: { caseId: 'c1' } },
        state: 'Work',
        deadline: bench.now() + 30_000,
      },
    ]);
  });

  it('runs the branches of a Parallel in scopes of their own', async () => {
    const bench = createBench();
    const branch = (name: string, seconds: number): object => ({
      StartAt: `Wait ${name}`,
      States: {
        [`Wait ${name}`]: {
          Type: 'Wait',
          Seconds: seconds,
          Assign: { inner: name },
          Next: `Say ${name}`,
        },
        [`Say ${name}`]: {
          Type: 'Pass',
          Output: '{% $outer & $inner & $states.input.x %}',
          End: true,
        },
      },
    });
    const done = await bench.execute(
      machine({
        Set: { Type: 'Pass', Assign: { outer: 'o' }, Next: 'Both' },
        Both: {
          Type: 'Parallel',
          Arguments: { x: 'X' },
          Branches: [branch('a', 20), branch('b', 10)],
          End: true,
        },
      }),
    );
    expect(JSON.parse(done.output ?? '')).toEqual(['oaX', 'obX']);
    expect(bench.elapsed()).toBe(20_000);
  });

  it('iterates a Map in order, no more at once than allowed', async () => {
    const bench = createBench();
    const done = await bench.execute(
      machine({
        Each: {
          Type: 'Map',
          Items: '{% $states.input.items %}',
          ItemSelector: {
            n: '{% $states.context.Map.Item.Value %}',
            i: '{% $states.context.Map.Item.Index %}',
          },
          MaxConcurrency: 2,
          ItemProcessor: {
            StartAt: 'Wait',
            States: {
              Wait: { Type: 'Wait', Seconds: '{% $states.input.n %}', Next: 'Out' },
              Out: {
                Type: 'Pass',
                Output: '{% $states.input.n * 10 + $states.context.Map.Item.Index %}',
                End: true,
              },
            },
          },
          End: true,
        },
      }),
      { items: [5, 1, 1, 1] },
    );
    expect(JSON.parse(done.output ?? '')).toEqual([50, 11, 12, 13]);
    expect(bench.elapsed()).toBe(5000);
    expect(done.states).toEqual({ Each: 1, Wait: 4, Out: 4 });
  });
});

describe('task tokens', () => {
  const waiting = machine({
    Ask: {
      Type: 'Task',
      Resource: TOKEN_TASK,
      Arguments: { MessageBody: { token: '{% $states.context.Task.Token %}' } },
      TimeoutSeconds: 100,
      HeartbeatSeconds: 40,
      Catch: [
        { ErrorEquals: ['States.Timeout'], Next: 'Late', Output: '{% $states.errorOutput %}' },
      ],
      End: true,
    },
    Late: { Type: 'Pass', End: true },
  });
  const tokenOf = (bench: ReturnType<typeof createBench>): string =>
    bench.calls.at(-1)?.taskToken ?? '';

  it('continues with the output of SendTaskSuccess, once', async () => {
    const bench = createBench({ [TOKEN_TASK]: () => ({ MessageId: 'm' }) });
    const failures: unknown[] = [];
    bench.at(30, () => {
      bench.engine.sendTaskSuccess(tokenOf(bench), '{"paid":true}');
      try {
        bench.engine.sendTaskSuccess(tokenOf(bench), '{}');
      } catch (thrown) {
        failures.push(thrown);
      }
    });
    const done = await bench.execute(waiting);
    expect(done.output).toBe('{"paid":true}');
    expect(bench.elapsed()).toBe(30_000);
    expect(failures).toMatchObject([{ name: 'TaskTimedOut' }]);
    expect(bench.calls[0]?.arguments).toEqual({ MessageBody: { token: tokenOf(bench) } });
  });

  it('misses a heartbeat, unless one comes', async () => {
    const silent = createBench({ [TOKEN_TASK]: () => null });
    const missed = await silent.execute(waiting);
    expect(JSON.parse(missed.output ?? '')).toEqual({ Error: 'States.Timeout', Cause: '' });
    expect(silent.elapsed()).toBe(40_000);

    const beating = createBench({ [TOKEN_TASK]: () => null });
    for (const at of [30, 60, 90])
      beating.at(at, () => beating.engine.sendTaskHeartbeat(tokenOf(beating)));
    const late = await beating.execute(waiting);
    expect(late.catches).toEqual({ 'Ask[0]': 1 });
    expect(beating.elapsed()).toBe(100_000);
  });

  it('takes an answer that comes before the call has returned', async () => {
    const bench = createBench({
      [TOKEN_TASK]: (call) => bench.engine.sendTaskSuccess(call.taskToken ?? '', '"early"'),
    });
    expect((await bench.execute(waiting)).output).toBe('"early"');
  });

  it('tells tokens that are none, unknown and closed apart', async () => {
    const bench = createBench({ [TOKEN_TASK]: () => null });
    const { engine } = bench;
    const { executionArn } = engine.start({ machineArn: bench.define(waiting) });
    await bench.run(1);
    const token = tokenOf(bench);
    const unknown = Buffer.from(JSON.stringify([executionArn, 2, 'x'])).toString('base64');
    const named = (name: string): object => expect.objectContaining({ name });
    expect(() => engine.sendTaskSuccess('nonsense', '{}')).toThrow(named('InvalidToken'));
    expect(() => engine.sendTaskHeartbeat(unknown)).toThrow(named('TaskDoesNotExist'));
    expect(() => engine.sendTaskSuccess(token, '{')).toThrow(named('InvalidOutput'));
    engine.stop(executionArn, 'Stopped', 'by hand');
    expect(() => engine.sendTaskFailure(token, 'E', 'c')).toThrow(named('TaskTimedOut'));
    expect(engine.describe(executionArn)).toMatchObject({
      status: 'ABORTED',
      error: 'Stopped',
      current: [],
    });
    expect(bench.pendingJobs()).toBe(0);
  });
});

describe('starting', () => {
  const sleeper = machine({ Wait: { Type: 'Wait', Seconds: 60, End: true } });

  it('is idempotent while the execution runs with the same input', async () => {
    const bench = createBench();
    const { engine } = bench;
    const machineArn = bench.define(sleeper);
    const first = engine.start({ machineArn, name: 'case-1', input: '{"a":1}' });
    expect(engine.start({ machineArn, name: 'case-1', input: '{"a":1}' })).toEqual(first);
    const exists = expect.objectContaining({ name: 'ExecutionAlreadyExists' });
    expect(() => engine.start({ machineArn, name: 'case-1', input: '{"a":2}' })).toThrow(exists);
    await bench.run();
    expect(() => engine.start({ machineArn, name: 'case-1', input: '{"a":1}' })).toThrow(exists);
    await bench.run(60 + 90 * 86_400);
    expect(engine.start({ machineArn, name: 'case-1', input: '{"a":3}' }).startDate).toBe(
      bench.now(),
    );
  });

  it('refuses what StartExecution refuses', () => {
    const bench = createBench();
    const machineArn = bench.define(sleeper);
    const start = (request: object) => () => bench.engine.start({ machineArn, ...request });
    const named = (name: string): object => expect.objectContaining({ name });
    expect(start({ machineArn: 'x' })).toThrow(named('StateMachineDoesNotExist'));
    expect(start({ name: 'a b' })).toThrow(named('InvalidName'));
    expect(start({ input: '{' })).toThrow(named('InvalidExecutionInput'));
    expect(start({ input: `"${'x'.repeat(262_143)}"` })).toThrow(named('ValidationException'));
  });

  it('keeps the revision that an execution started with', async () => {
    const bench = createBench();
    const definition = (word: string): object =>
      machine({ Wait: { Type: 'Wait', Seconds: 10, Output: word, End: true } });
    const machineArn = bench.define(definition('old'));
    const old = bench.engine.start({ machineArn }).executionArn;
    await bench.run(1);
    bench.define(definition('new'));
    const fresh = bench.engine.start({ machineArn }).executionArn;
    await bench.run();
    expect([old, fresh].map((arn) => bench.engine.describe(arn).output)).toEqual([
      '"old"',
      '"new"',
    ]);
  });
});
