import { mostLetGo } from '../../../events/case-closed.v1.ts';
import type { DomainFact } from '../../../events/catalogue.ts';
import type { Act } from '../../../events/parts.ts';
import { addDays, type BusinessDate } from '../calendar.ts';
import { isSamePerson } from '../person.ts';
import type { AccountPosition, CaseState, CaseTask, OpenItem } from './types.ts';

/** What a person may decide about a case or one of its tasks. */
export type CaseAct =
  | { readonly act: 'hold-case'; readonly until: BusinessDate }
  | { readonly act: 'release-case' }
  | { readonly act: 'close-case'; readonly as: 'closed-by-person' | 'handed-off' }
  | { readonly act: 'claim-task' | 'return-task' | 'finish-task'; readonly taskId: string };

/** Why an act is refused. */
export const caseRefusals = {
  noCase: 'no-open-case',
  notHeld: 'not-held',
  heldSo: 'held-so',
  untilPast: 'until-past',
  holdTooLong: 'hold-too-long',
  tooManyOwed: 'too-many-owed',
  taskNotOpen: 'task-not-open',
  taskClaimed: 'task-claimed',
  taskNotClaimed: 'task-not-claimed',
} as const;

export type CaseRefusal = (typeof caseRefusals)[keyof typeof caseRefusals];

/** A hold is for a while: what is never to be chased is closed, disputed or written off. */
const longestHoldDays = 366;

export type CaseActContext = {
  readonly by: Act;
  /** In the zone of the party. */
  readonly today: BusinessDate;
  /** The day that the act counts for; not after today. */
  readonly on: BusinessDate;
  /** What is chased of the account and due or announced by now. */
  readonly owed: readonly OpenItem[];
};

export type CaseActDecision =
  | { readonly decided: true; readonly fact: DomainFact }
  | { readonly decided: false; readonly code: CaseRefusal; readonly message: string };

const refuse = (code: CaseRefusal, message: string): CaseActDecision => ({
  decided: false,
  code,
  message,
});

const done = (fact: DomainFact): CaseActDecision => ({ decided: true, fact });

/** The hold that is in force on that day. */
const holdOn = (
  { hold }: Pick<CaseState, 'hold'>,
  on: BusinessDate,
): CaseState['hold'] | undefined => (hold !== undefined && hold.until > on ? hold : undefined);

const decideHold = (
  state: CaseState,
  until: BusinessDate,
  { by, today, on }: CaseActContext,
): CaseActDecision => {
  const { caseId, accountId } = state;
  if (until <= today) {
    return refuse(caseRefusals.untilPast, `${until} is not after today, ${today}`);
  }
  if (until > addDays(today, longestHoldDays)) {
    return refuse(
      caseRefusals.holdTooLong,
      `${until} is more than ${longestHoldDays} days after today, ${today}`,
    );
  }
  const { hold } = state;
  if (hold?.until === until && hold.from === on) {
    return refuse(caseRefusals.heldSo, `${caseId} is on hold from ${on} until ${until} already`);
  }
  return done({ type: 'CaseHeld', data: { caseId, accountId, until, act: by } });
};

const decideRelease = (state: CaseState, { by, today }: CaseActContext): CaseActDecision => {
  const { caseId, accountId, hold } = state;
  const isLetGo = state.status === 'closed' && state.letGo !== undefined;
  const isHeld = holdOn(state, today) !== undefined;
  const isHandedOff = (state.handedOff ?? []).length > 0;
  if (!isHeld && !isLetGo && !isHandedOff) {
    const since = hold === undefined ? '' : `; its hold ended on ${hold.until}`;
    return refuse(
      caseRefusals.notHeld,
      `${caseId} is neither on hold nor closed by a person${since}`,
    );
  }
  const from = isLetGo || !isHeld ? 'close' : 'hold';
  return done({ type: 'CaseReleased', data: { caseId, accountId, from, act: by } });
};

const decideClose = (
  { caseId, accountId }: CaseState,
  as: 'closed-by-person' | 'handed-off',
  { by, owed }: CaseActContext,
): CaseActDecision => {
  if (owed.length > mostLetGo) {
    return refuse(
      caseRefusals.tooManyOwed,
      `${owed.length} instalments are owed, and a case is closed over ${mostLetGo} at most; hold it, or write some off`,
    );
  }
  const letGo = owed.map(({ invoiceNumber, instalment }) => ({ invoiceNumber, instalment }));
  return done({ type: 'CaseClosed', data: { caseId, accountId, reason: as, letGo, act: by } });
};

const decideTask = (
  { caseId, accountId }: CaseState,
  { taskId, claimedBy }: CaseTask,
  act: 'claim-task' | 'return-task' | 'finish-task',
  { by }: CaseActContext,
): CaseActDecision => {
  const data = { taskId, caseId, accountId, act: by };
  if (act === 'return-task') {
    return claimedBy === undefined
      ? refuse(caseRefusals.taskNotClaimed, `nobody has claimed ${taskId}`)
      : done({ type: 'TaskReturned', data });
  }
  // Whoever has a task is told when somebody else wants to do it: it goes back first.
  if (claimedBy !== undefined && (act === 'claim-task' || !isSamePerson(claimedBy, by.actor))) {
    return refuse(caseRefusals.taskClaimed, `${taskId} is claimed by ${claimedBy}`);
  }
  return done({ type: act === 'claim-task' ? 'TaskClaimed' : 'TaskFinished', data });
};

/** Holds an act of a person against the current or last case of an account. */
export const decideCaseAct = (
  state: CaseState | undefined,
  asked: CaseAct,
  context: CaseActContext,
): CaseActDecision => {
  const nothing = refuse(
    caseRefusals.noCase,
    state === undefined
      ? 'the account never had a case'
      : `no case is open; the last one, ${state.caseId}, is closed`,
  );
  if ('taskId' in asked) {
    const task = state?.tasks?.find(({ taskId }) => taskId === asked.taskId);
    return state === undefined || task === undefined
      ? refuse(
          caseRefusals.taskNotOpen,
          `${asked.taskId} is no open task: it was done, its case is closed, or there never was one`,
        )
      : decideTask(state, task, asked.act, context);
  }
  if (state === undefined) return nothing;
  if (asked.act === 'release-case') return decideRelease(state, context);
  if (state.status === 'closed') return nothing;
  return asked.act === 'hold-case'
    ? decideHold(state, asked.until, context)
    : decideClose(state, asked.as, context);
};

const nameOf = ({
  invoiceNumber,
  instalment,
}: Pick<OpenItem, 'invoiceNumber' | 'instalment'>): string => `${invoiceNumber}#${instalment}`;

/** Whether somebody else collects an instalment. */
export const isHandedOff = (
  state: Pick<CaseState, 'handedOff'> | undefined,
  item: Pick<OpenItem, 'invoiceNumber' | 'instalment'>,
): boolean => state?.handedOff?.some((each) => nameOf(each) === nameOf(item)) === true;

/** The position with what somebody else collects set aside, as what is disputed is. */
export const setAside = (
  position: AccountPosition,
  state: Pick<CaseState, 'handedOff'> | undefined,
): AccountPosition =>
  state?.handedOff === undefined
    ? position
    : {
        ...position,
        items: position.items.map((item) =>
          isHandedOff(state, item) ? { ...item, disputed: true } : item,
        ),
      };

/** What of the chased items a person closed the last case over is left out: the rest is new. */
export const notLetGo = (
  chased: readonly OpenItem[],
  last: Pick<CaseState, 'letGo'> | undefined,
): readonly OpenItem[] => {
  const letGo = new Set(last?.letGo?.map(nameOf));
  return letGo.size === 0 ? chased : chased.filter((item) => !letGo.has(nameOf(item)));
};
