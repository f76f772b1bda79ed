import { addDays, type BusinessDate, dateIn, type Instant } from '../calendar.ts';
import { dueAtOf, laterDate, type Situation, type Todo, todoOf } from './due.ts';
import { noticeAgain, noticeSteps } from './notices.ts';
import { keyOf } from './step-key.ts';
import type { Act } from './types.ts';

/** The notice that comes first, or when to look whether one can; neither after too many tries. */
export type MissingNotice = {
  readonly act?: Act | undefined;
  readonly lookAt?: Instant | undefined;
};

type Candidate = Todo & { readonly stepOn: BusinessDate; readonly from: BusinessDate };

/**
 * Ways to give notice for a due date, per step mildest first: what was not done of it yet, or else
 * the same once more; on its other channel only where it was tried on that before.
 */
const candidatesOf = (
  { state, strategy }: Situation,
  anchorOn: BusinessDate,
): readonly (readonly Candidate[])[] => {
  const more = noticeAgain(state, anchorOn);
  return noticeSteps(strategy).map((step) => {
    const stepOn = addDays(anchorOn, step.offsetDays);
    const todo = todoOf(state, step, anchorOn);
    const own = todo === undefined ? [] : [{ ...todo, stepOn, from: stepOn }];
    if (more === undefined) return own;
    const { fallback, ...main } = step.action;
    const { again } = more;
    const from = laterDate(stepOn, more.from);
    const key = { step: step.name, anchorOn, again };
    const once = { key, action: main, stepOn, from };
    const fellBack = { step: step.name, anchorOn, fallback: true } as const;
    if (fallback === undefined || !state.performed.includes(keyOf(fellBack))) return [...own, once];
    const action = { kind: 'message', ...fallback } as const;
    return [...own, once, { key: { ...fellBack, again }, action, stepOn, from }];
  });
};

/** Whether the gate lets the message through at any time. */
const reaches = ({ desk, now }: Situation, { key, action }: Todo): boolean =>
  action.kind === 'message' && desk.earliest(key, action.channel, now) !== undefined;

/**
 * What has to come before anything harder while no notice stands: the hardest one that can reach
 * the party and whose day has come. Whom none can reach is looked at again on the next day of
 * contact, at the hour at which the notice would leave: an address may have come by then.
 */
export const missingNotice = (situation: Situation, anchorOn: BusinessDate): MissingNotice => {
  const { desk, now } = situation;
  const candidates = candidatesOf(situation, anchorOn);
  const acts = candidates.flatMap((ways) => {
    const way = ways.find((each) => reaches(situation, each));
    if (way === undefined) return [];
    const { key, action, stepOn, from } = way;
    const dueAt = dueAtOf(situation, key, action, from);
    return [{ stepOn, act: { ...key, stage: 'administrative', dueAt, action } as const }];
  });
  const [earliest] = acts.map(({ act }) => act.dueAt).sort();
  if (earliest !== undefined) {
    const on = dateIn(desk.zone, earliest);
    return { act: acts.findLast(({ stepOn }) => stepOn <= on)?.act };
  }
  const hardest = candidates.flat().at(-1);
  if (hardest === undefined) return {};
  const lookOn = (from: BusinessDate) =>
    dueAtOf(situation, hardest.key, { kind: 'enter' }, laterDate(hardest.from, from));
  const today = dateIn(desk.zone, now);
  const lookAt = lookOn(today);
  return { lookAt: lookAt > now ? lookAt : lookOn(addDays(today, 1)) };
};
