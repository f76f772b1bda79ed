import { type BusinessDate, type Instant, instantAt } from '../calendar.ts';
import { deferredUntil } from './deferrals.ts';
import { momentOf } from './moment.ts';
import { keyOf } from './step-key.ts';
import type { Step, StepAction, Strategy } from './strategy.ts';
import type { Act, CaseState, Desk, StepKey } from './types.ts';

/** What a plan is made of, beside the items that are chased. */
export type Situation = {
  readonly state: CaseState;
  readonly strategy: Strategy;
  readonly desk: Desk;
  readonly now: Instant;
};

export const laterDate = (left: BusinessDate, right: BusinessDate): BusinessDate =>
  left > right ? left : right;

/** When what belongs on that day happens: not while it is put off, and not on hold. */
export const dueAtOf = (
  { state, desk, now }: Situation,
  key: StepKey,
  action: Act['action'],
  stepOn: BusinessDate,
): Instant => {
  const { hold, accountId } = state;
  const deferred = deferredUntil(state, keyOf(key));
  const notBefore = [
    now,
    ...(deferred === undefined ? [] : [deferred]),
    ...(hold === undefined ? [] : [instantAt(desk.zone, hold.until, '00:00')]),
  ].reduce((latest, at) => (at > latest ? at : latest));
  return momentOf(key, action, accountId, stepOn, notBefore, desk);
};

export type Todo = { readonly key: StepKey; readonly action: StepAction };

/** What is left to do of a step for an anchor: the step, or the same on its other channel. */
export const todoOf = (
  { performed, undelivered = [] }: CaseState,
  { name: step, action }: Step,
  anchorOn: BusinessDate,
): Todo | undefined => {
  const key = { step, anchorOn };
  if (!performed.includes(keyOf(key))) return { key, action };
  const instead = { ...key, fallback: true } as const;
  if (!undelivered.includes(keyOf(key)) || performed.includes(keyOf(instead))) return undefined;
  return action.kind === 'message' && action.fallback !== undefined
    ? { key: instead, action: { kind: 'message', ...action.fallback } }
    : undefined;
};
