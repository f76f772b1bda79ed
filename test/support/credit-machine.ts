import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Coverage } from '../../local/states/port.ts';
import { createBench, START, type TestBench } from '../../local/states/testing.ts';
import {
  executionInput,
  type GatherAnswer,
  offerAnswer,
  planAnswer,
} from '../../statemachines/credit-approval/io.ts';

const arnOf = (name: string): string => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

export const text = readFileSync(
  join(import.meta.dirname, '../../statemachines/credit-approval/credit-approval.asl.json'),
  'utf8',
)
  .replaceAll(/\$\{(\w+)Arn\}/g, (_, name: string) => arnOf(name))
  .replaceAll(/\$\{WaitTokensTableName\}/g, 'WaitTokens');

type Rules = readonly { readonly ErrorEquals: readonly string[] }[];
type State = {
  readonly Type: string;
  readonly Retry?: Rules;
  readonly Catch?: Rules;
  readonly Choices?: object[];
  readonly Branches?: readonly { readonly States: Record<string, State> }[];
};
export const definition = JSON.parse(text) as { readonly States: Record<string, State> };

/** Every state, those of the branches among them. */
export const allStates: ReadonlyMap<string, State> = new Map(
  Object.entries(definition.States).flatMap(([name, state]) => [
    [name, state] as const,
    ...(state.Branches ?? []).flatMap(({ States }) => Object.entries(States)),
  ]),
);

export const applicationId = 'APP-1';
export const lambda = 'arn:aws:states:::lambda:invoke';
export const arming = 'arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken';

export const named = (name: string): Error => Object.assign(new Error(name), { name });

const later = (seconds: number): string => new Date(START + seconds * 1000).toISOString();

type Waiting = 'await-reviewer' | 'await-information' | 'await-answer';

export const wait = (next: Waiting, seconds: number, version = 1) =>
  planAnswer.parse({ next, waitSeconds: seconds, version, dueAt: later(seconds) });

const answers = {
  GatherHistory: { source: 'history', status: 'found' },
  GatherBureau: { source: 'bureau', status: 'found' },
  GatherFinancials: { source: 'financials', status: 'not-asked' },
} as const satisfies Record<string, GatherAnswer>;

/** Answers of a function in order, the last one for ever after; an Error is thrown. */
type Script = readonly unknown[];

const usual: Readonly<Record<string, Script>> = {
  ...Object.fromEntries(Object.entries(answers).map(([name, answer]) => [name, [answer]])),
  DecideApplication: [{ next: 'make-offer' }],
  MakeOffer: [offerAnswer.parse(wait('await-answer', 86_400))],
  ActivateLine: [{ ended: 'active' }],
  GiveNotice: [{ next: 'end', ended: 'declined' }],
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

/** What a function was called with. */
export const payloadsOf = (bench: TestBench, name: string): readonly unknown[] =>
  bench.calls.flatMap(({ resource, arguments: given }) => {
    const { FunctionName, Payload } = given as { FunctionName?: string; Payload?: unknown };
    return resource === lambda && FunctionName === arnOf(name) ? [Payload] : [];
  });

/**
 * Runs an application through the machine.
 *
 * @param scripts answers by function, in place of those of an application that needs no person;
 * `arms` are the errors of the first waits, undefined lets one through.
 */
export const run = async (
  { arms = [], ...scripts }: Readonly<Record<string, Script>>,
  during?: (bench: TestBench) => void,
  seconds?: number,
) => {
  const counts = new Map<string, number>();
  const next = (name: string, list: Script, after: unknown): unknown => {
    const at = counts.get(name) ?? 0;
    counts.set(name, at + 1);
    const answer = at < list.length ? list[at] : after;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const bench = createBench({
    [lambda]: ({ arguments: given }) => {
      const { FunctionName } = given as { FunctionName: string };
      const name = FunctionName.split(':').at(-1) ?? '';
      const script = scripts[name] ?? usual[name] ?? [];
      return { Payload: next(name, script, script.at(-1)), StatusCode: 200 };
    },
    [arming]: () => next('arms', arms, undefined) ?? {},
  });
  const machineArn = bench.define(definition, 'credit-approval');
  const { executionArn } = bench.engine.start({
    machineArn,
    name: applicationId,
    input: JSON.stringify(executionInput.parse({ applicationId })),
  });
  during?.(bench);
  await bench.run(seconds);
  addCoverage(bench.engine.coverage(machineArn));
  const summary = bench.engine.describe(executionArn);
  const states = bench.entered.map((entry) => entry.split('/')[1] ?? '');
  return { bench, summary, states };
};

/** Ends the present wait as a signal does, so many seconds after the start. */
export const wakeAt = (bench: TestBench, seconds: number): void =>
  bench.at(seconds, () => {
    const token = bench.calls.findLast(({ resource }) => resource === arming)?.taskToken;
    if (token === undefined) throw new Error('nothing waits');
    bench.engine.sendTaskSuccess(token, '{"woken":true}');
  });
