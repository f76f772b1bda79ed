import type { ContactMode } from '../contact/mode.ts';
import type { CaseState } from './types.ts';

/** The case as what was done for real leaves it: its steps count, and it has entered no stage yet. */
export const restarted = (state: CaseState): CaseState => {
  const {
    stage: _stage,
    stageEnteredOn: _enteredOn,
    deferred: _deferred,
    pausedDays: _pausedDays,
    tasks = [],
    simulated = [],
    undelivered = [],
    notices,
    noticeTriedOn: _triedOn,
    ...rest
  } = state;
  const isReal = (key: string) => !simulated.includes(key);
  const missed = undelivered.filter(isReal);
  const forPeople = tasks.filter(({ mode }) => mode !== 'shadow');
  return {
    ...rest,
    announced: {},
    performed: rest.performed.filter(isReal),
    ...(missed.length === 0 ? {} : { undelivered: missed }),
    ...(notices === undefined ? {} : { notices: notices.filter(({ key }) => isReal(key)) }),
    ...(forPeople.length === 0 ? {} : { tasks: forPeople }),
  };
};

/** Whether what the case did does not count, because its party is contacted for real now. */
export const mustRestart = (state: Pick<CaseState, 'simulated'>, mode: ContactMode): boolean =>
  state.simulated !== undefined && mode === 'live';

/**
 * The case as it counts for a party contacted in this way. A case that simulated a step starts
 * afresh as soon as its party is contacted for real: so its first message is the one that a
 * debt first seen late gets, and no demand rests on notices that never left.
 */
export const recordFor = (state: CaseState, mode: ContactMode): CaseState =>
  mustRestart(state, mode) ? restarted(state) : state;
