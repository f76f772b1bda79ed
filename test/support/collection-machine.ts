import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Coverage } from '../../local/states/port.ts';
import { createBench, START, type TestBench } from '../../local/states/testing.ts';
import { type PlanAnswer, planAnswer } from '../../statemachines/collection/io.ts';

export const text = readFileSync(
  join(import.meta.dirname, '..', '..', 'statemachines', 'collection', 'collection.asl.json'),
  'utf8',
)
  .replaceAll(/\$\{PlanNextStepArn\}/g, 'arn:aws:lambda:us-east-1:000000000000:function:plan')
  .replaceAll(/\$\{WaitTokensTableName\}/g, 'WaitTokens')
  .replaceAll(/\$\{StepsQueueUrl\}/g, 'https://sqs.us-east-1.amazonaws.com/000000000000/Steps');
type Rules = readonly { readonly ErrorEquals: readonly string[] }[];
export const definition = JSON.parse(text) as {
  States: Record<string, { Type: string; Retry?: Rules; Catch?: Rules; Choices?: object[] }>;
};

export const input = { caseId: 'acme|main|USD|1', accountId: 'acme|main|USD', continuation: 0 };
export const hash = '0a1b2c3d4e5f60718293a4b5c6d7e8f901234567';
export const lambda = 'arn:aws:states:::lambda:invoke';
export const arming = 'arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken';
export const queueing = 'arn:aws:states:::sqs:sendMessage.waitForTaskToken';
const starting = 'arn:aws:states:::states:startExecution';

export const named = (name: string): Error => Object.assign(new Error(name), { name });

export const later = (seconds: number): string => new Date(START + seconds * 1000).toISOString();

export const step = (stage: string, seconds: number, version = 1): PlanAnswer =>
  planAnswer.parse({
    next: 'wait',
    stage,
    step: 'step',
    anchorOn: '2026-01-10',
    waitSeconds: seconds,
    dueAt: later(seconds),
    version,
  });
export const close: PlanAnswer = { next: 'close' };
export const idle = planAnswer.parse({
  next: 'idle',
  stage: 'judicial',
  waitSeconds: 1000,
  dueAt: later(1000),
  version: 1,
});

type Scripts = {
  /** Answers of the planner in order, the last one for ever after; an Error is thrown. */
  readonly plans: readonly (PlanAnswer | Error | object)[];
  /** Errors of the first calls of the other services; undefined lets one through. */
  readonly arms?: readonly (Error | undefined)[];
  readonly sends?: readonly (Error | undefined)[];
  readonly starts?: readonly (Error | undefined)[];
  /** Seconds after which perform-step answers; undefined for never. */
  readonly performs?: number | undefined;
  /** What it answers then; that it sent, by default. */
  readonly answers?: object;
};

/** Coverage over all runs of the test file that imports this. */
export const total: Record<'states' | 'retries' | 'catches' | 'choices', Map<string, number>> = {
  states: new Map(),
  retries: new Map(),
  catches: new Map(),
  choices: new Map(),
};
const addCoverage = (coverage: Coverage) => {
  for (const kind of ['states', 'retries', 'catches', 'choices'] as const) {
    for (const [name, times] of Object.entries(coverage[kind])) {
      total[kind].set(name, (total[kind].get(name) ?? 0) + times);
    }
  }
};

/** Throws the error that the script has for this call. */
const nth = (counts: { at: number }, list: readonly (Error | undefined)[] = []) => {
  const error = list[counts.at];
  counts.at += 1;
  if (error !== undefined) throw error;
};

export const run = async (
  scripts: Scripts,
  during?: (bench: TestBench) => void,
  seconds?: number,
) => {
  const counts = [{ at: 0 }, { at: 0 }, { at: 0 }] as const;
  let planned = 0;
  const bench = createBench({
    [lambda]: () => {
      const answer = scripts.plans[Math.min(planned, scripts.plans.length - 1)];
      planned += 1;
      if (answer instanceof Error) throw answer;
      return { Payload: answer, StatusCode: 200 };
    },
    [arming]: () => nth(counts[0], scripts.arms),
    [queueing]: ({ taskToken }) => {
      nth(counts[1], scripts.sends);
      if (scripts.performs === undefined || taskToken === undefined) return {};
      bench.at(bench.elapsed() / 1000 + scripts.performs, () =>
        bench.engine.sendTaskSuccess(
          taskToken,
          JSON.stringify(scripts.answers ?? { outcome: 'sent' }),
        ),
      );
      return {};
    },
    [starting]: () => {
      nth(counts[2], scripts.starts);
      return { ExecutionArn: 'next', StartDate: 0 };
    },
  });
  const machineArn = bench.define(definition, 'collection');
  const name = `${hash}-0`;
  const { executionArn } = bench.engine.start({ machineArn, name, input: JSON.stringify(input) });
  during?.(bench);
  await bench.run(seconds);
  addCoverage(bench.engine.coverage(machineArn));
  const summary = bench.engine.describe(executionArn);
  const states = bench.entered.map((entry) => entry.split('/')[1] ?? '');
  return { bench, summary, states };
};

export const tokenOf = (bench: TestBench, resource = arming): string => {
  const token = bench.calls.findLast((call) => call.resource === resource)?.taskToken;
  if (token === undefined) throw new Error('nothing waits');
  return token;
};
