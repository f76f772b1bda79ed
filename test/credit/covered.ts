import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Coverage } from '../../local/states/port.ts';

type State = {
  readonly Retry?: readonly { readonly MaxAttempts?: number }[];
  readonly Catch?: readonly object[];
  readonly Branches?: readonly { readonly States: Readonly<Record<string, State>> }[];
};

const file = join(
  import.meta.dirname,
  '../../statemachines/credit-approval/credit-approval.asl.json',
);

/**
 * What the runtime cannot bring about: it has no function that hangs, no Lambda that is busy, no
 * table that refuses the machine, no plan that makes no sense, and no outage of three days that
 * people do not end. `test/statemachines/credit-approval.test.ts` visits each of these and fails
 * when it does not.
 */
const elsewhere: readonly RegExp[] = [
  /^state (PlanNotUnderstood|TroubleLasted)$/,
  /^catch (GatherHistory|GatherBureau|GatherFinancials)\[0\]$/,
  /^retry (\w+)\[1\]$/,
  /^(retry|catch) Await(Answer|Reviewer|Information)\[(1|2)\]$/,
];

const isElsewhere = (what: string): boolean => elsewhere.some((pattern) => pattern.test(what));

export type Covered = {
  readonly visited: number;
  readonly all: number;
  /** Left to the test of the machine. */
  readonly left: readonly string[];
  /** Left by both. */
  readonly missing: readonly string[];
};

const statesIn = (states: Readonly<Record<string, State>>): readonly (readonly [string, State])[] =>
  Object.entries(states).flatMap(([name, state]) => [
    [name, state] as const,
    ...(state.Branches ?? []).flatMap(({ States }) => statesIn(States)),
  ]);

/** Which states, retries and catches of the machine a run visited. */
export const covered = (coverage: Coverage): Covered => {
  const { States } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly States: Readonly<Record<string, State>>;
  };
  const visited: string[] = [];
  const unvisited: string[] = [];
  const look = (what: string, name: string, times: number | undefined): void => {
    (times === undefined || times === 0 ? unvisited : visited).push(`${what} ${name}`);
  };
  for (const [name, { Retry = [], Catch = [] }] of statesIn(States)) {
    look('state', name, coverage.states[name]);
    for (const [index, { MaxAttempts }] of Retry.entries()) {
      // A retrier with no attempts stands there to stop those after it.
      if (MaxAttempts !== 0)
        look('retry', `${name}[${index}]`, coverage.retries[`${name}[${index}]`]);
    }
    for (const index of Catch.keys()) {
      look('catch', `${name}[${index}]`, coverage.catches[`${name}[${index}]`]);
    }
  }
  return {
    visited: visited.length,
    all: visited.length + unvisited.length,
    left: unvisited.filter(isElsewhere),
    missing: unvisited.filter((what) => !isElsewhere(what)),
  };
};
