import { describe, expect, it } from 'vitest';
import { lintDefinition } from '../../local/states/lint.ts';
import { createBench } from '../../local/states/testing.ts';
import { InvariantError } from '../../shared/domain/errors.ts';
import { InvalidInput } from '../../shared/lambda/task.ts';
import { caseSettled } from '../../statemachines/collection/io.ts';
import {
  arming,
  close,
  definition,
  hash,
  idle,
  input,
  lambda,
  later,
  named,
  queueing,
  run,
  step,
  text,
  tokenOf,
  total,
} from '../support/collection-machine.ts';

describe('the collection machine', () => {
  it('has nothing that deploys well and hurts later', () => {
    expect(lintDefinition(text)).toEqual([]);
  });

  it('names only errors that something raises', () => {
    const ours = [caseSettled, new InvalidInput('').name, new InvariantError('').name];
    // From "Error names" and the integration pages of the Step Functions developer guide.
    const services = [
      'Lambda.TooManyRequestsException',
      'DynamoDb.ConditionalCheckFailedException',
      'StepFunctions.ExecutionAlreadyExistsException',
      'States.ALL',
      'States.TaskFailed',
      'States.Timeout',
    ];
    const caught = Object.values(definition.States).flatMap(({ Retry = [], Catch = [] }) =>
      [...Retry, ...Catch].flatMap(({ ErrorEquals }) => ErrorEquals),
    );
    expect([...new Set(caught)].sort()).toEqual([...ours, ...services].sort());
  });

  it('takes eight transitions for an invoice paid on time after one reminder', async () => {
    const { summary, states, bench } = await run(
      { plans: [step('preventive', 60), step('administrative', 86_400)], performs: 5 },
      (b) => b.at(600, () => b.engine.sendTaskFailure(tokenOf(b), caseSettled)),
    );
    expect(states).toEqual([
      'PlanNextStep',
      'WhatIsNext',
      'AwaitPreventiveStep',
      'PerformPreventiveStep',
      'PlanNextStep',
      'WhatIsNext',
      'AwaitAdministrativeStep',
      'Settled',
    ]);
    expect(summary.status).toBe('SUCCEEDED');
    expect(JSON.parse(summary.output ?? '')).toEqual({ caseId: input.caseId, ended: 'settled' });
    expect(bench.retried).toEqual([]);
  });

  it('takes four more for each further step, changes of stage included', async () => {
    const { states, summary } = await run({
      plans: [...stages.map((stage) => step(stage, 3600)), close],
      performs: 1,
    });
    expect(states).toHaveLength(stages.length * 4 + 3);
    for (const stage of ['Preventive', 'Administrative', 'Extrajudicial', 'Judicial']) {
      expect(states.filter((state) => state === `Perform${stage}Step`)).toHaveLength(1);
    }
    expect(summary.status).toBe('SUCCEEDED');
  });

  it('asks the planner with the case and the start of the execution', async () => {
    const { bench } = await run({ plans: [close] });
    expect(bench.calls[0]?.arguments).toEqual({
      FunctionName: 'arn:aws:lambda:us-east-1:000000000000:function:plan',
      Payload: {
        caseId: input.caseId,
        accountId: input.accountId,
        startedAt: '2026-01-01T00:00:00.000Z',
        lastStep: null,
      },
    });
  });

  const lastSteps = async (plan: object, answers: object) => {
    const plans = [plan, step('judicial', 60), close];
    const { bench } = await run({ plans, performs: 1, answers }, (b) =>
      b.at(100, () => b.engine.sendTaskSuccess(tokenOf(b), '{}')),
    );
    return bench.calls
      .filter(({ resource }) => resource === lambda)
      .map((call) => (call.arguments as { Payload: { lastStep: unknown } }).Payload.lastStep);
  };
  const stages = ['preventive', 'administrative', 'extrajudicial', 'judicial'];
  const planned = { step: 'step', anchorOn: '2026-01-10', version: 7 };

  it.each(stages)('tells the planner once what came of a %s step', async (stage) => {
    const plan = { ...step(stage, 60, 7), misses: 3 };
    const answer = { outcome: 'nothing-due' };
    expect(await lastSteps(plan, answer)).toEqual([
      null,
      { outcome: 'nothing-due', ...planned, misses: 3 },
      null,
    ]);
  });

  it('goes on with a planner and an answer of before, which count and say nothing', async () => {
    expect(await lastSteps(step('preventive', 60, 7), {})).toEqual([
      null,
      { outcome: 'none', ...planned, misses: 0 },
      null,
    ]);
  });

  it('leaves its token, in every wait, on the condition that no newer signal came', async () => {
    const plans = [...stages.map((stage) => step(stage, 60, 7)), { ...idle, version: 7 }, close];
    const { bench, states } = await run({ plans, performs: 1 });
    expect(new Set(states.filter((state) => state.startsWith('Await'))).size).toBe(5);
    const calls = bench.calls.filter(({ resource }) => resource === arming);
    expect(calls).toHaveLength(5);
    for (const call of calls) {
      const { ExpressionAttributeValues, ...rest } = call.arguments as Record<string, unknown>;
      expect(rest).toEqual({
        TableName: 'WaitTokens',
        Key: { pk: { S: 'CASE#acme|main|USD|1' }, sk: { S: 'WAIT' } },
        UpdateExpression: 'SET #token = :token, #armedVersion = :version, #dueAt = :dueAt',
        ConditionExpression: 'attribute_not_exists(#signalVersion) OR #signalVersion <= :version',
        ExpressionAttributeNames: {
          '#token': 'token',
          '#armedVersion': 'armedVersion',
          '#dueAt': 'dueAt',
          '#signalVersion': 'signalVersion',
        },
      });
      expect(ExpressionAttributeValues).toMatchObject({
        ':token': { S: call.taskToken },
        ':version': { N: '7' },
      });
    }
    expect(calls[0]?.arguments).toMatchObject({
      ExpressionAttributeValues: { ':dueAt': { S: later(60) } },
    });
  });

  it('hands the due step with its token to the queue', async () => {
    const { bench } = await run({ plans: [step('extrajudicial', 60), close], performs: 1 });
    const call = bench.calls.find(({ resource }) => resource === queueing);
    expect(call?.at).toBe(60_000);
    expect(call?.arguments).toEqual({
      QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/Steps',
      MessageBody: {
        taskToken: call?.taskToken,
        caseId: input.caseId,
        accountId: input.accountId,
        stage: 'extrajudicial',
        step: 'step',
        anchorOn: '2026-01-10',
      },
    });
  });

  it('plans again when it is woken, and when a signal came before it slept', async () => {
    const refused = named('DynamoDb.ConditionalCheckFailedException');
    const { states } = await run(
      { plans: [step('judicial', 900), step('judicial', 900), close], arms: [refused] },
      (b) => b.at(60, () => b.engine.sendTaskSuccess(tokenOf(b), '{"woken":true}')),
    );
    expect(states).toEqual([
      'PlanNextStep',
      'WhatIsNext',
      'AwaitJudicialStep',
      'PlanNextStep',
      'WhatIsNext',
      'AwaitJudicialStep',
      'PlanNextStep',
      'WhatIsNext',
      'Settled',
    ]);
  });

  it('waits for news when no step is left, and looks again when the wait is over', async () => {
    const { states, bench } = await run({ plans: [idle, idle, close] }, (b) =>
      b.at(1500, () => b.engine.sendTaskSuccess(tokenOf(b), '{}')),
    );
    expect(states.filter((state) => state === 'AwaitNews')).toHaveLength(2);
    expect(bench.calls.filter(({ resource }) => resource === lambda).map(({ at }) => at)).toEqual([
      0, 1_000_000, 1_500_000,
    ]);
  });

  it('ends a wait for news when the case settles, and refuses one on an old plan', async () => {
    const arms = [named('DynamoDb.ConditionalCheckFailedException')];
    const { summary, states } = await run({ plans: [idle], arms }, (b) =>
      b.at(10, () => b.engine.sendTaskFailure(tokenOf(b), caseSettled)),
    );
    expect(states.filter((state) => state === 'AwaitNews')).toHaveLength(2);
    expect(summary.status).toBe('SUCCEEDED');
  });

  it('plans again when nobody answers a step for six hours', async () => {
    const { bench, states } = await run({ plans: [step('preventive', 60), close] });
    expect(bench.calls.at(-1)).toMatchObject({ resource: lambda, at: 60_000 + 6 * 3_600_000 });
    expect(states.at(-1)).toBe('Settled');
  });

  it.each([
    [[undefined], 'SUCCEEDED'],
    [[named('StepFunctions.ExecutionAlreadyExistsException')], 'SUCCEEDED'],
  ])('continues as new, also when it did so before a crash (%#)', async (starts, status) => {
    const { bench, summary } = await run({ plans: [{ next: 'continue' }], starts });
    expect(bench.calls.at(-1)?.arguments).toEqual({
      StateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:collection',
      Name: `${hash}-1`,
      Input: { ...input, continuation: 1 },
    });
    expect(summary.status).toBe(status);
    expect(JSON.parse(summary.output ?? '')).toEqual({ caseId: input.caseId, ended: 'continued' });
  });

  it('continues as new after 400 loops, far below 25,000 history events', async () => {
    const { states, summary } = await run({ plans: [step('preventive', 60)], performs: 1 });
    expect(states.filter((state) => state === 'PlanNextStep')).toHaveLength(400);
    expect(states.at(-1)).toBe('Continued');
    expect(summary.historyLength).toBeLessThan(12_500);
  });
});

describe('under faults', () => {
  it.each(['Lambda.TooManyRequestsException', 'CaseStoreDown'])(
    'asks the planner again after %s',
    async (name) => {
      const { bench, summary } = await run({ plans: [named(name), named(name), close] });
      expect(bench.retried).toHaveLength(2);
      expect(summary.status).toBe('SUCCEEDED');
    },
  );

  it('does not repeat what can never work, and looks at the case again in an hour', async () => {
    const { bench, states } = await run({ plans: [named('InvalidInput'), close] });
    expect(bench.retried).toEqual([]);
    expect(states).toEqual([
      'PlanNextStep',
      'WaitOutTrouble',
      'IsTroubleLasting',
      'PlanNextStep',
      'WhatIsNext',
      'Settled',
    ]);
    expect(bench.elapsed()).toBe(3_600_000);
  });

  it('gives up after three days of trouble without a break, where an alarm sees it', async () => {
    const { summary, bench } = await run({ plans: [named('InvalidInput')] });
    expect(summary).toMatchObject({ status: 'FAILED', error: 'TroubleLasted' });
    expect(bench.elapsed()).toBe(72 * 3_600_000);
  });

  it('counts trouble anew after a wait that went well', async () => {
    const plans = [
      ...Array.from({ length: 71 }, () => named('InvalidInput')),
      step('preventive', 60),
      ...Array.from({ length: 71 }, () => named('InvalidInput')),
      close,
    ];
    expect((await run({ plans, performs: 1 })).summary.status).toBe('SUCCEEDED');
  });

  it('counts trouble on while plans work and waits do not', async () => {
    const arms = Array.from({ length: 1000 }, () => named('DynamoDb.ResourceNotFoundException'));
    const { summary } = await run({ plans: [step('preventive', 60)], arms });
    expect(summary).toMatchObject({ status: 'FAILED', error: 'TroubleLasted' });
  });

  const services = ['Preventive', 'Administrative', 'Extrajudicial', 'Judicial'].flatMap(
    (stage) => [
      [`Await${stage}Step`, stage.toLowerCase(), 'arms'] as const,
      [`Perform${stage}Step`, stage.toLowerCase(), 'sends'] as const,
    ],
  );
  it.each(services)('%s tries again, then waits the trouble out', async (state, stage, service) => {
    const down = Array.from({ length: 8 }, () => named('Sdk.ThrottlingException'));
    const scripts = { plans: [step(stage, 60), close], performs: 1, [service]: down };
    const { bench, states } = await run(scripts);
    expect(bench.retried.filter((entry) => entry.endsWith(`/${state}`))).toHaveLength(6);
    expect(states).toContain('WaitOutTrouble');
    expect(states.at(-1)).toBe('Settled');
  });

  it.each(['arms', 'starts'] as const)(
    'AwaitNews and ContinueAsNew likewise: %s',
    async (which) => {
      const down = Array.from({ length: 9 }, () => named('Sdk.ThrottlingException'));
      const first = which === 'arms' ? idle : ({ next: 'continue' } as const);
      const { states } = await run({ plans: [first, close], [which]: down });
      expect(states).toContain('WaitOutTrouble');
      expect(states.at(-1)).toBe('Settled');
    },
  );

  it.each(services.filter(([, , service]) => service === 'arms'))(
    '%s ends with its case, refuses an old plan and can be woken',
    async (state, stage) => {
      const refused = named('DynamoDb.ConditionalCheckFailedException');
      const { states, bench } = await run({ plans: [step(stage, 900)], arms: [refused] }, (b) => {
        b.at(60, () => b.engine.sendTaskSuccess(tokenOf(b), '{}'));
        b.at(120, () => b.engine.sendTaskFailure(tokenOf(b), caseSettled));
      });
      expect(states.filter((each) => each === state)).toHaveLength(3);
      expect([states.at(-1), bench.elapsed()]).toEqual(['Settled', 120_000]);
    },
  );

  it.each(services.filter(([, , service]) => service === 'sends'))(
    '%s is planned again when it is not answered',
    async (_, stage) => {
      const { states } = await run({ plans: [step(stage, 60), close] });
      expect(states.at(-1)).toBe('Settled');
    },
  );

  it('fails where an alarm sees it when the plan makes no sense', async () => {
    const { summary } = await run({ plans: [{ next: 'wait', stage: 'astral' }] });
    expect(summary).toMatchObject({ status: 'FAILED', error: 'PlanNotUnderstood' });
    expect(summary.cause).toBe('The plan asks for wait, stage astral');
  });

  it('retries a planner that does not answer in time', async () => {
    let calls = 0;
    const bench = createBench({
      [lambda]: () => {
        calls += 1;
        if (calls === 1) throw named('States.Timeout');
        return { Payload: close };
      },
    });
    await bench.execute(definition, input);
    expect(bench.retried).toHaveLength(1);
  });
});

/** Retriers with no attempts exist to stop the ones after them. */
const neverRetries = (rule: object): boolean => 'MaxAttempts' in rule && rule.MaxAttempts === 0;

describe('coverage', () => {
  it('visits every state, every retry, every catch and every choice', () => {
    const missing: string[] = [];
    const expectHit = (kind: keyof typeof total, name: string) => {
      if ((total[kind].get(name) ?? 0) === 0) missing.push(`${kind} ${name}`);
    };
    for (const [name, state] of Object.entries(definition.States)) {
      expectHit('states', name);
      for (const [index, rule] of (state.Retry ?? []).entries()) {
        if (!neverRetries(rule)) expectHit('retries', `${name}[${index}]`);
      }
      for (const index of (state.Catch ?? []).keys()) expectHit('catches', `${name}[${index}]`);
      for (const index of (state.Choices ?? []).keys()) expectHit('choices', `${name}[${index}]`);
    }
    expect(missing).toEqual([]);
  });
});
