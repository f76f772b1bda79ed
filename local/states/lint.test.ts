import { describe, expect, it } from 'vitest';
import { lintDefinition } from './lint.ts';
import { machine } from './testing.ts';

const rules = (definition: object): string[] =>
  lintDefinition(definition).map(({ rule, where }) => `${rule} ${where}`);
const task = (more: object): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  TimeoutSeconds: 30,
  End: true,
  ...more,
});
const WAIT = 'arn:aws:states:::sqs:sendMessage.waitForTaskToken';
const TOKEN = { MessageBody: '{% $states.context.Task.Token %}' };

describe('lintDefinition', () => {
  it('finds nothing in a good machine', () => {
    const good = machine({
      Plan: task({ Assign: { plan: '{% $states.result %}' }, End: undefined, Next: 'Ask' }),
      Ask: task({ Resource: WAIT, Arguments: TOKEN, Output: '{% $plan.x %}', HeartbeatSeconds: 9 }),
    });
    expect(lintDefinition(JSON.stringify(good))).toEqual([]);
    expect(lintDefinition(good)).toEqual([]);
  });

  it('reports what asl-validator reports and what the engine refuses', () => {
    const findings = lintDefinition(machine({ A: { Type: 'Pass', Next: 'Nowhere' } }));
    expect(findings.map(({ rule }) => rule)).toEqual(['schema', 'schema', 'definition']);
    expect(findings.at(-1)?.message).toContain("no state 'Nowhere'");
    expect(lintDefinition('{')).toMatchObject([{ rule: 'definition' }]);
  });

  it('wants a timeout for every Task, also inside a Map', () => {
    const inner = { StartAt: 'B', States: { B: task({ TimeoutSeconds: undefined }) } };
    const definition = machine({ A: { Type: 'Map', Items: [1], ItemProcessor: inner, End: true } });
    expect(rules(JSON.parse(JSON.stringify(definition)))).toEqual(['task-timeout B']);
  });

  it('wants heartbeats below the timeout and only with a token', () => {
    const late = { Resource: WAIT, Arguments: TOKEN, HeartbeatSeconds: 30 };
    expect(rules(machine({ A: task(late) }))).toEqual(['heartbeat-beyond-timeout A']);
    expect(rules(machine({ A: task({ HeartbeatSeconds: 5 }) }))).toEqual([
      'heartbeat-without-token A',
    ]);
  });

  it('wants the token handed to somebody', () => {
    const forgotten = task({ Resource: WAIT, Arguments: { MessageBody: 'x' } });
    expect(rules(machine({ A: forgotten }))).toEqual(['token-not-passed A']);
  });

  it('finds states that only reach each other', () => {
    const definition = machine({
      A: { Type: 'Pass', End: true },
      B: { Type: 'Pass', Next: 'C' },
      C: { Type: 'Pass', Next: 'B' },
    });
    expect(rules(definition)).toContain('unreachable-state B');
    expect(rules(definition)).toContain('unreachable-state C');
  });

  it('finds variables that some path leaves unassigned', () => {
    const catching = (assign: object | undefined): object =>
      machine({
        Work: task({
          Assign: { n: 1 },
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Use', ...(assign && { Assign: assign }) }],
          End: undefined,
          Next: 'Use',
        }),
        Use: { Type: 'Succeed', Output: '{% $n + $map([1], function($v) { $v + $n })[0] %}' },
      });
    const text = (definition: object): object => JSON.parse(JSON.stringify(definition));
    expect(rules(text(catching(undefined)))).toEqual(['unassigned-variable Use']);
    expect(rules(text(catching({ n: 2 })))).toEqual([]);
  });

  it('knows the variables around an inner flow, and reports unknown functions', () => {
    const inner = {
      StartAt: 'B',
      States: { B: { Type: 'Pass', Output: '{% $n + $m %}', End: true } },
    };
    const definition = machine({
      A: { Type: 'Pass', Assign: { n: '{% $foo(1) %}' }, Next: 'P' },
      P: { Type: 'Parallel', Branches: [inner], End: true },
    });
    expect(lintDefinition(definition).map(({ message }) => message)).toEqual([
      'reads $foo, which is not assigned on every path to it',
      'reads $m, which is not assigned on every path to it',
    ]);
  });

  it('does not change what it is given', () => {
    const definition = machine({ A: { Type: 'Pass', End: true } });
    const before = structuredClone(definition);
    lintDefinition(definition);
    expect(definition).toEqual(before);
  });
});
