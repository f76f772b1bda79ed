import type { Template } from './template.ts';

/** A definition that was checked and whose expressions are compiled. */
export type Machine = Flow & {
  readonly comment: string | undefined;
  /** Limit of a whole execution. */
  readonly timeoutSeconds: number | undefined;
};

/** A machine, a branch of a Parallel or the iterations of a Map. */
export type Flow = {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
};

/** Variable name to its value; all are evaluated before any is set. */
export type Assignments = ReadonlyMap<string, Template>;

export type Retrier = {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number | undefined;
  readonly jitter: 'NONE' | 'FULL';
};

export type Catcher = {
  readonly errorEquals: readonly string[];
  readonly next: string;
  readonly output: Template | undefined;
  readonly assign: Assignments | undefined;
};

type Common = {
  readonly name: string;
  readonly comment: string | undefined;
  /** The next state; undefined when the flow ends here. */
  readonly next: string | undefined;
  readonly output: Template | undefined;
  readonly assign: Assignments | undefined;
};

type Guarded = Common & {
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
};

export type TaskState = Guarded & {
  readonly type: 'Task';
  readonly resource: string;
  readonly waitsForToken: boolean;
  readonly arguments: Template | undefined;
  readonly timeoutSeconds: Template | undefined;
  readonly heartbeatSeconds: Template | undefined;
};

export type ParallelState = Guarded & {
  readonly type: 'Parallel';
  readonly arguments: Template | undefined;
  readonly branches: readonly Flow[];
};

export type MapState = Guarded & {
  readonly type: 'Map';
  readonly items: Template | undefined;
  readonly itemSelector: Template | undefined;
  readonly maxConcurrency: Template | undefined;
  readonly processor: Flow;
};

export type ChoiceRule = {
  readonly comment: string | undefined;
  readonly condition: Template;
  readonly next: string;
  readonly output: Template | undefined;
  readonly assign: Assignments | undefined;
};

/** Its `next` is the Default. */
export type ChoiceState = Common & {
  readonly type: 'Choice';
  readonly rules: readonly ChoiceRule[];
};

export type WaitState = Common & {
  readonly type: 'Wait';
  readonly seconds: Template | undefined;
  readonly timestamp: Template | undefined;
};

type PassState = Common & { readonly type: 'Pass' };
type SucceedState = Common & { readonly type: 'Succeed' };
export type FailState = Common & {
  readonly type: 'Fail';
  readonly error: Template | undefined;
  readonly cause: Template | undefined;
};

export type GuardedState = TaskState | ParallelState | MapState;

export type State = GuardedState | ChoiceState | WaitState | PassState | SucceedState | FailState;

/** All states of a flow and of the flows inside it, each with its flow. */
export function* statesOf(
  flow: Flow,
): IterableIterator<{ readonly flow: Flow; readonly state: State }> {
  for (const state of flow.states.values()) {
    yield { flow, state };
    for (const inner of innerFlows(state)) yield* statesOf(inner);
  }
}

export function innerFlows(state: State): readonly Flow[] {
  if (state.type === 'Parallel') return state.branches;
  return state.type === 'Map' ? [state.processor] : [];
}

/** Where a state can go, with the index of the rule or catcher that leads there. */
export type Transition = {
  readonly kind: 'next' | 'rule' | 'default' | 'catch';
  readonly index: number;
  readonly to: string;
};

export function transitionsOf(state: State): readonly Transition[] {
  const transitions: Transition[] = [];
  if (state.type === 'Choice') {
    state.rules.forEach(({ next }, index) => {
      transitions.push({ kind: 'rule', index, to: next });
    });
  }
  if (state.next !== undefined) {
    transitions.push({
      kind: state.type === 'Choice' ? 'default' : 'next',
      index: 0,
      to: state.next,
    });
  }
  if ('catch' in state) {
    state.catch.forEach(({ next }, index) => {
      transitions.push({ kind: 'catch', index, to: next });
    });
  }
  return transitions;
}
