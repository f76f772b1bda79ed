import { addDays, type BusinessDate, type Instant } from '../calendar.ts';
import type { CaseState } from './types.ts';

type Deferring = Pick<CaseState, 'deferred'>;

/** Steps that were put off, each with its moment; of snapshots of either shape. */
const deferralsOf = ({ deferred = {} }: Deferring): readonly (readonly [string, Instant])[] =>
  typeof deferred['key'] === 'string' && typeof deferred['until'] === 'string'
    ? [[deferred['key'], deferred['until']]]
    : (Object.entries(deferred) as [string, Instant][]);

/** Until when the step of that key waits, which may be past; undefined when it was not put off. */
export const deferredUntil = (state: Deferring, key: string): Instant | undefined =>
  deferralsOf(state).find(([each]) => each === key)?.[1];

const replaced = (
  state: CaseState,
  deferrals: readonly (readonly [string, Instant])[],
): CaseState => {
  const { deferred: _, ...rest } = state;
  return deferrals.length === 0 ? rest : { ...rest, deferred: Object.fromEntries(deferrals) };
};

/** The case without the deferral of a step that was done. */
export const withoutDeferral = (state: CaseState, key: string) =>
  replaced(
    state,
    deferralsOf(state).filter(([each]) => each !== key),
  );

/** Days differ by zone: what ended two days before is past everywhere. */
const keptDays = 2;

/** The case with one more step put off, and without what is long past. */
export const withDeferral = (
  state: CaseState,
  key: string,
  until: Instant,
  on: BusinessDate,
): CaseState => {
  const from = addDays(on, -keptDays);
  const kept = deferralsOf(state).filter(([each, at]) => each !== key && at.slice(0, 10) >= from);
  return replaced(state, [...kept, [key, until]]);
};
