import {
  addDays,
  type BusinessDate,
  dateIn,
  daysBetween,
  epochMs,
  type Instant,
  instantAt,
  instantOf,
} from '../calendar.ts';
import { isHandedOff, notLetGo } from '../collections/acts.ts';
import {
  chasedItems,
  concernsOn,
  countedOn,
  daysPastDue,
  horizonOn,
  overdueMinor,
} from '../collections/chased.ts';
import { deferredUntil } from '../collections/deferrals.ts';
import { nextStep } from '../collections/next-step.ts';
import { demandFrom, needsNotice } from '../collections/notices.ts';
import { recordFor } from '../collections/record.ts';
import { nextEntryOn, standingOf } from '../collections/stage.ts';
import { keyOf } from '../collections/step-key.ts';
import { type Strategy, stageIndex, stepsOf } from '../collections/strategy.ts';
import type { AccountPosition, Act, CaseState, Desk } from '../collections/types.ts';
import type { SendingStop } from '../contact/control.ts';
import { earliestContact } from '../contact/gate.ts';
import { countedFor } from '../contact/mode.ts';
import type { ContactRules } from '../contact/rules.ts';
import type { ContactView } from '../contact/types.ts';
import { sumMinor } from '../money.ts';
import { meaningOf } from './rules.ts';

/** What the account owes, as far as it is chased. Amounts in minor units. */
export type Standing = {
  readonly case: 'none' | 'open' | 'closed';
  readonly stage?: string | undefined;
  readonly daysPastDue: number;
  readonly chasedMinor: number;
  readonly overdueMinor: number;
};

export type NotChased = {
  readonly invoiceNumber: string;
  readonly instalment: number;
  readonly openMinor: number;
  readonly why: string;
};

/** The next thing that will happen by itself, and why not earlier. */
export type Next = {
  readonly what: 'message' | 'task' | 'stage' | 'case' | 'nothing';
  readonly step?: string | undefined;
  readonly stage?: string | undefined;
  readonly channel?: string | undefined;
  readonly template?: string | undefined;
  readonly anchorOn?: BusinessDate | undefined;
  readonly dueAt?: Instant | undefined;
  /** Of a case: the day whose sweep opens it; left out when the next signal or sweep does. */
  readonly opensOn?: BusinessDate | undefined;
  readonly why: readonly string[];
};

export type Situation = {
  readonly state: CaseState | undefined;
  readonly position: AccountPosition;
  readonly strategy: Strategy;
  readonly desk: Desk;
  readonly view: ContactView | undefined;
  readonly rules: ContactRules;
  readonly stop: SendingStop | undefined;
  readonly now: Instant;
};

export const standingIn = ({ state, position, desk, now }: Situation): Standing => {
  const today = dateIn(desk.zone, now);
  const chased = countedOn(chasedItems(position), today);
  return {
    case: state?.status ?? 'none',
    ...(state?.status === 'open' && state.stage !== undefined ? { stage: state.stage } : {}),
    daysPastDue: daysPastDue(chased, today),
    chasedMinor: sumMinor(chased.map(({ openMinor }) => openMinor)),
    overdueMinor: overdueMinor(chased, today),
  };
};

/** Open instalments that nobody is asked for, whole or in part. */
export const notChasedIn = ({
  state,
  position,
  desk,
  now,
}: Pick<Situation, 'state' | 'position' | 'desk' | 'now'>): readonly NotChased[] => {
  const today = dateIn(desk.zone, now);
  const chased = new Map(
    chasedItems(position).map((item) => [`${item.invoiceNumber}#${item.instalment}`, item]),
  );
  return position.items.flatMap(({ invoiceNumber, instalment, openMinor, disputed, chaseFrom }) => {
    const shown = (minor: number, why: string): readonly NotChased[] =>
      minor > 0 ? [{ invoiceNumber, instalment, openMinor: minor, why }] : [];
    if (isHandedOff(state, { invoiceNumber, instalment })) {
      return shown(openMinor, 'somebody else collects it since the case was handed off');
    }
    if (disputed) return shown(openMinor, 'it is flagged as disputed');
    const left = chased.get(`${invoiceNumber}#${instalment}`)?.openMinor ?? 0;
    return [
      ...shown(openMinor - left, 'cash on the account covers it'),
      ...(chaseFrom !== undefined && chaseFrom > today
        ? shown(left, `it was brought along from another system and is chased from ${chaseFrom} on`)
        : []),
    ];
  });
};

const offsetOf = (strategy: Strategy, act: Act): number =>
  stepsOf(strategy, act.stage).find(({ name }) => name === act.step)?.offsetDays ?? 0;

const dayText = (offsetDays: number): string => {
  if (offsetDays === 0) return 'on the day';
  const days = Math.abs(offsetDays);
  return `${days} day${days === 1 ? '' : 's'} ${offsetDays < 0 ? 'before' : 'after'} the day`;
};

/** What the contact rules say to a message from the day of its step on. */
const gateText = (situation: Situation, act: Act, stepOn: BusinessDate): readonly string[] => {
  if (act.action.kind !== 'message') return [];
  const { desk, view, rules, state, now } = situation;
  const from = stepOn > dateIn(desk.zone, now) ? instantAt(desk.zone, stepOn, '00:00') : now;
  const request = {
    channel: act.action.channel,
    accountId: state?.accountId ?? '',
    purpose: 'collection',
    courtesy: act.stage === 'preventive',
  };
  const counted = view && { ...view, recent: countedFor(desk.mode, view.recent) };
  const answer = earliestContact(request, counted, rules, from);
  if (answer.answer === 'no') return [`it will not be sent: ${meaningOf(answer.rule)}`];
  return answer.rule === undefined || dateIn(desk.zone, answer.at) === stepOn
    ? []
    : [`not before ${answer.at}: ${meaningOf(answer.rule)}`];
};

/** The first day of the act's stage, when the case has to stay where it is until then. */
const entryOn = (
  { state, position, strategy, desk, now }: Situation,
  act: Act,
): { readonly on: BusinessDate; readonly from: string } | undefined => {
  const today = dateIn(desk.zone, act.dueAt > now ? act.dueAt : now);
  const chased = countedOn(chasedItems(position), today);
  const [oldest] = chased;
  if (state === undefined || oldest === undefined) return undefined;
  const record = recordFor(state, desk.mode);
  const standing = standingOf(record, strategy, daysPastDue(chased, today), today);
  if (stageIndex(act.stage) <= stageIndex(standing.stage)) return undefined;
  const on = nextEntryOn(standing, strategy, oldest);
  return on && { on, from: standing.stage };
};

/** What the notice that must come before a demand has to do with the act. */
const noticeText = (situation: Situation, act: Act): readonly string[] => {
  const { state, position, strategy, desk, now } = situation;
  const latest = Math.max(epochMs(act.dueAt), epochMs(now));
  const today = dateIn(desk.zone, instantOf(latest));
  const [oldest] = countedOn(chasedItems(position), today);
  if (state === undefined || oldest === undefined) return [];
  const demandOn = demandFrom(recordFor(state, desk.mode), strategy, oldest);
  if (act.again !== undefined) {
    return ['no notice stands, so it is given once more before anything harder'];
  }
  if (!needsNotice(act.stage) || act.action.kind === 'task') return [];
  if (demandOn === undefined) {
    return [
      `no notice stands, so the case moves to ${act.stage} on its day and its messages wait for one`,
    ];
  }
  if (act.action.kind === 'enter') {
    return [`every step of ${act.stage} was carried out before, so the case only moves there`];
  }
  const otherwise = addDays(act.anchorOn, offsetOf(strategy, act));
  const staysUntil = entryOn(situation, act)?.on ?? otherwise;
  return demandOn > otherwise && demandOn > staysUntil
    ? [
        `not before ${demandOn}: ${strategy.minDaysInStage} days after the first notice that stands, days on hold not counted`,
      ]
    : [];
};

/** That nobody could be told yet, and when that is looked at again. */
const lookText = (lookAt: Instant | undefined): readonly string[] =>
  lookAt === undefined
    ? []
    : [
        `no notice stands and none can reach the customer: messages of later stages wait, and it is looked at again at ${lookAt}`,
      ];

const whyAct = (situation: Situation, act: Act): readonly string[] => {
  const { strategy, state, position, desk, stop, now } = situation;
  const offset = offsetOf(strategy, act);
  const anchor = chasedItems(position).find(({ dueOn }) => dueOn === act.anchorOn);
  const ownOn = addDays(act.anchorOn, offset);
  const chaseFrom = anchor?.chaseFrom;
  const belongsOn = chaseFrom !== undefined && chaseFrom > ownOn ? chaseFrom : ownOn;
  const entry = entryOn(situation, act);
  const stays = entry !== undefined && entry.on > belongsOn ? entry : undefined;
  const stepOn = stays?.on ?? belongsOn;
  const deferred = state && deferredUntil(state, keyOf(act));
  const { hold } = state ?? {};
  const heldUntil =
    hold !== undefined && hold.until > dateIn(desk.zone, now) ? hold.until : undefined;
  /** Whether a hold lasts longer than what would have kept the step until that day. */
  const outlasted = (on: BusinessDate): boolean => heldUntil !== undefined && on <= heldUntil;
  return [
    `${act.step} belongs ${dayText(offset)} on which the instalment fell or falls due, ${act.anchorOn}`,
    ...(belongsOn > ownOn && !outlasted(belongsOn)
      ? [`it was brought along from another system and is chased from ${belongsOn} on`]
      : []),
    ...(stays === undefined || outlasted(stays.on)
      ? []
      : [
          `the case stays in ${stays.from} until ${stays.on}: at least ${strategy.minDaysInStage} days in each stage`,
        ]),
    ...(heldUntil === undefined
      ? []
      : [`the case is on hold from ${hold?.from}: no step before ${heldUntil}`]),
    ...(act.action.kind === 'enter' && !needsNotice(act.stage)
      ? [`every step of ${act.stage} was carried out before, so the case only moves there`]
      : []),
    ...noticeText(situation, act),
    ...(act.fallback === true ? ['its message reached nobody on the first channel'] : []),
    ...(deferred !== undefined && !outlasted(addDays(dateIn(desk.zone, deferred), 1))
      ? [`it was put off to ${deferred}`]
      : []),
    ...gateText(situation, act, heldUntil !== undefined && heldUntil > stepOn ? heldUntil : stepOn),
    ...(desk.mode === 'shadow' && act.action.kind === 'message'
      ? ['the environment contacts this party in shadow: the message will be simulated']
      : []),
    ...(stop === undefined || act.action.kind !== 'message'
      ? []
      : [`all sending is stopped since ${stop.at} by ${stop.actor}: ${stop.reason}`]),
    ...(act.dueAt <= now ? ['it is due now'] : []),
  ];
};

const shownAct = (situation: Situation, act: Act): Next => {
  const { action } = act;
  const base = {
    stage: act.stage,
    step: act.step,
    anchorOn: act.anchorOn,
    dueAt: act.dueAt,
    why: whyAct(situation, act),
  };
  switch (action.kind) {
    case 'message':
      return { what: 'message', ...base, channel: action.channel, template: action.template };
    case 'task':
      return { what: 'task', ...base };
    case 'enter':
      return { what: 'stage', ...base };
  }
};

/** Without a case: why there is none. */
const withoutCase = ({ state, position, strategy, now }: Situation): Next => {
  const chased = chasedItems(position);
  const [first] = notLetGo(chased, state).toSorted((left, right) =>
    concernsOn(left) < concernsOn(right) ? -1 : 1,
  );
  if (first === undefined) {
    return {
      what: 'nothing',
      why: [
        chased.length === 0 && !position.items.some((item) => isHandedOff(state, item))
          ? 'nothing is owed that is chased'
          : 'a person closed the case over all that is owed; another opens when something else is owed, or when that person or another takes the close back',
      ],
    };
  }
  const today = dateIn('UTC', now);
  const horizon = horizonOn(strategy, now);
  const on = concernsOn(first);
  const sweep = `a case opens when the daily sweep comes to it, and the sweep looks as far as ${horizon}`;
  const brought = `what was brought along from another system is chased from ${on} on`;
  return {
    what: 'case',
    ...(on <= horizon ? {} : { opensOn: addDays(on, -daysBetween(today, horizon)) }),
    why: [
      on <= horizon
        ? `an instalment is due on ${first.dueOn}; a case opens with the next signal or daily sweep`
        : on > first.dueOn
          ? `${brought}; ${sweep}`
          : `the oldest chased instalment falls due on ${on}; ${sweep}`,
    ],
  };
};

/** What happens next on an account if nobody does anything, and why. */
export const nextIn = (situation: Situation): Next => {
  const { state, position, strategy, desk, now } = situation;
  if (state === undefined || state.status === 'closed') return withoutCase(situation);
  const plan = nextStep(recordFor(state, desk.mode), position, strategy, desk, now);
  switch (plan.next) {
    case 'wait': {
      const shown = shownAct(situation, plan.act);
      return { ...shown, why: [...shown.why, ...lookText(plan.lookAt)] };
    }
    case 'idle':
      return {
        what: 'nothing',
        stage: plan.stage,
        why: [
          `every step of the strategy up to ${plan.stage} was carried out; a person decides`,
          ...lookText(plan.lookAt),
        ],
      };
    case 'close':
      return { what: 'nothing', why: ['nothing that is chased is due: the case is closing'] };
  }
};
