import type { DomainFact } from '../../../events/catalogue.ts';
import { type BusinessDate, businessDate, instant } from '../calendar.ts';
import { InvariantError } from '../errors.ts';
import { keyOf } from './next-step.ts';
import { restarted } from './record.ts';
import type { CaseState } from './types.ts';

/**
 * How many performed steps a case remembers. Contact rules let through two a week, so this is
 * most of a year of one unbroken effort, while the snapshot stays under 4 kB.
 */
const rememberedSteps = 96;

const opened = (data: (DomainFact & { readonly type: 'CaseOpened' })['data']): CaseState => ({
  caseId: data.caseId,
  accountId: data.accountId,
  partyId: data.partyId,
  sequence: data.sequence,
  strategy: { name: data.strategy, version: data.strategyVersion },
  status: 'open',
  announced: Object.fromEntries(
    Object.entries(data.announced).map(([step, on]) => [step, businessDate(on)]),
  ),
  performed: data.performed,
  ...(data.simulated === undefined ? {} : { simulated: data.simulated }),
  thresholdExceeded: false,
});

const without = <State extends { readonly deferred?: unknown }>(state: State, clear: boolean) => {
  if (!clear) return state;
  const { deferred: _, ...rest } = state;
  return rest;
};

/** Undelivered steps beside this one. */
const others = ({ undelivered = [] }: CaseState, key: string): readonly string[] =>
  undelivered.filter((each) => each !== key);

/**
 * The case after one of its events.
 *
 * @throws InvariantError for an event before the case was opened, or of another aggregate.
 */
export const evolve = (
  state: CaseState | undefined,
  fact: DomainFact,
  effectiveOn: BusinessDate,
): CaseState => {
  if (fact.type === 'CaseOpened') return opened(fact.data);
  if (state === undefined) throw new InvariantError(`${fact.type} before CaseOpened`);
  switch (fact.type) {
    case 'CaseStageEntered':
    case 'CaseDeescalated':
      return { ...state, stage: fact.data.stage, stageEnteredOn: effectiveOn };
    case 'CaseRestarted':
      return restarted(state);
    case 'StepPerformed': {
      const { step, announcedThrough, fallback } = fact.data;
      const anchorOn = businessDate(fact.data.anchorOn);
      const key = keyOf({ step, anchorOn, fallback });
      const known = state.announced[step];
      const through =
        announcedThrough === undefined || (known !== undefined && known > announcedThrough)
          ? known
          : businessDate(announcedThrough);
      return {
        ...without(state, state.deferred?.key === key),
        ...(fallback === true ? { undelivered: others(state, keyOf({ step, anchorOn })) } : {}),
        announced:
          through === undefined ? state.announced : { ...state.announced, [step]: through },
        performed: [...state.performed.filter((each) => each !== key), key].slice(-rememberedSteps),
        ...(fact.data.mode === 'shadow'
          ? { simulated: [...(state.simulated ?? []), key].slice(-rememberedSteps) }
          : {}),
      };
    }
    case 'StepDeferred': {
      const { step, anchorOn, fallback, until } = fact.data;
      const key = keyOf({ step, anchorOn: businessDate(anchorOn), fallback });
      return { ...state, deferred: { key, until: instant(until) } };
    }
    case 'StepUndelivered': {
      const { step, anchorOn } = fact.data;
      const key = keyOf({ step, anchorOn: businessDate(anchorOn) });
      return { ...state, undelivered: [...others(state, key), key].slice(-rememberedSteps) };
    }
    case 'OverdueThresholdExceeded':
      return { ...state, thresholdExceeded: true };
    case 'TaskOpened':
      return state;
    case 'CaseClosed':
      return { ...without(state, true), status: 'closed' };
    default:
      throw new InvariantError(`${fact.type} is no event of a case`);
  }
};

export const evolveAll = (
  state: CaseState | undefined,
  facts: readonly DomainFact[],
  effectiveOn: BusinessDate,
): CaseState | undefined =>
  facts.reduce<CaseState | undefined>((at, fact) => evolve(at, fact, effectiveOn), state);
