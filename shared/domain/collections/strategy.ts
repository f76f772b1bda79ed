import * as z from 'zod';

/** Hardening order. A case enters them in this order and never skips one. */
export const stages = ['preventive', 'administrative', 'extrajudicial', 'judicial'] as const;
export type Stage = (typeof stages)[number];

export const stageIndex = (stage: Stage): number => stages.indexOf(stage);

/** The stage whose messages give notice: none of a later stage leaves before one of these. */
export const noticeStage: Stage = 'administrative';

const word = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,63}$/, 'expected lower case words joined by hyphens');

const channel = z.enum(['email', 'sms']);
const template = word.meta({ title: 'Template', description: 'Name of a published template' });

/** The words of a refusal; see `strategyRules`. */
const otherChannel = 'expected the fallback on another channel than the message';

const message = z
  .object({
    kind: z.literal('message'),
    channel,
    template,
    fallback: z
      .object({ channel, template })
      .optional()
      .meta({ title: 'Fallback', description: 'Once, when the message certainly reached nobody' }),
  })
  .refine(({ channel: own, fallback }) => fallback?.channel !== own, {
    message: otherChannel,
    path: ['fallback', 'channel'],
  })
  .meta({ title: 'Message', description: 'One message to the party, through the contact gate' });

const task = z
  .object({
    kind: z.literal('task'),
    role: z.enum(['collector', 'manager', 'legal']),
    task: word.meta({ title: 'Task', description: 'What the person is asked to do' }),
    dueInDays: z
      .int()
      .min(0)
      .max(90)
      .meta({ title: 'Due in days', description: 'Calendar days that the person has for it' }),
  })
  .meta({ title: 'Task', description: 'Work for a person; no contact with the party by itself' });

const step = z
  .object({
    name: word.meta({ title: 'Step', description: 'Unique within the strategy' }),
    offsetDays: z
      .int()
      .min(-60)
      .max(720)
      .meta({ title: 'Offset', description: 'Days from the due date that sets the days past due' }),
    action: z.discriminatedUnion('kind', [message, task]),
  })
  .meta({ title: 'Step', description: 'One thing to do on a day counted from the due date' });

const stageOf = z
  .object({
    stage: z.enum(stages),
    entryDays: z
      .int()
      .min(1)
      .max(720)
      .optional()
      .meta({ title: 'Entry', description: 'Days past due; absent for the preventive stage' }),
    steps: z.array(step).min(1).max(20),
  })
  .meta({ title: 'Stage', description: 'From which lateness it applies and what it does' });

/** What the shape alone cannot say; each rule has the words that a refusal shows. */
export const strategyRules = {
  order: 'expected the stages preventive, administrative, extrajudicial, judicial, in this order',
  entries: 'expected entryDays on every stage but the preventive one, each above the one before',
  ascending: 'expected the steps of a stage in ascending order of offsetDays',
  names: 'expected every step name once in the strategy',
  preventive: 'expected offsets of preventive steps before the due date',
  fallback: otherChannel,
  notice:
    'expected a message in the administrative stage, since a later stage has some: none of them leaves before a notice (docs/adr/0024)',
  within: 'expected offsets from the entry of their stage until before the entry of the next',
} as const;

type StrategyShape = {
  readonly stages: readonly {
    readonly stage: Stage;
    readonly entryDays?: number | undefined;
    readonly steps: readonly {
      readonly name: string;
      readonly offsetDays: number;
      readonly action: { readonly kind: string };
    }[];
  }[];
};

const ascending = (numbers: readonly number[]): boolean =>
  numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? number));

type ShapeRule = Exclude<keyof typeof strategyRules, 'fallback'>;

const brokenRules = ({ stages: given }: StrategyShape): ShapeRule[] => {
  const broken: ShapeRule[] = [];
  if (given.map(({ stage }) => stage).join() !== stages.join()) return ['order'];
  const entries = given.slice(1).map(({ entryDays }) => entryDays ?? 0);
  if (given[0]?.entryDays !== undefined || entries.includes(0) || !ascending(entries)) {
    broken.push('entries');
  }
  if (!given.every(({ steps }) => ascending(steps.map(({ offsetDays }) => offsetDays)))) {
    broken.push('ascending');
  }
  const names = given.flatMap(({ steps }) => steps.map(({ name }) => name));
  if (new Set(names).size !== names.length) broken.push('names');
  for (const [index, { steps }] of given.entries()) {
    const from = index === 0 ? Number.NEGATIVE_INFINITY : (given[index]?.entryDays ?? 0);
    const until = index === 0 ? 0 : (given[index + 1]?.entryDays ?? Number.POSITIVE_INFINITY);
    if (steps.some(({ offsetDays }) => offsetDays < from || offsetDays >= until)) {
      broken.push(index === 0 ? 'preventive' : 'within');
    }
  }
  const speaking = given.filter(({ steps }) =>
    steps.some(({ action }) => action.kind === 'message'),
  );
  const isDemanding = speaking.some(({ stage }) => stageIndex(stage) > stageIndex(noticeStage));
  if (isDemanding && !speaking.some(({ stage }) => stage === noticeStage)) broken.push('notice');
  return broken;
};

/** Where the mistake stands; most rules are about several stages at once. */
const placeOf = (rule: ShapeRule): (string | number)[] =>
  rule === 'notice' ? ['stages', stageIndex(noticeStage), 'steps'] : ['stages'];

/**
 * How an account is collected: stages, the lateness at which each begins, and their steps.
 * Versioned data: what is published under a version never changes, because open cases carry it.
 */
export const strategySchema = z
  .object({
    name: word,
    version: z.int().positive(),
    minDaysInStage: z
      .int()
      .min(0)
      .max(90)
      .default(7)
      .meta({ title: 'Days in a stage', description: 'Least stay before the next stage' }),
    mergeDays: z
      .int()
      .min(0)
      .max(30)
      .default(5)
      .meta({ title: 'Merge', description: 'One announcement covers what falls due this close' }),
    stages: z.array(stageOf),
  })
  .superRefine((value, context) => {
    for (const rule of new Set(brokenRules(value))) {
      context.addIssue({ code: 'custom', message: strategyRules[rule], path: placeOf(rule) });
    }
  })
  .meta({ title: 'Strategy', description: 'Stages and steps of a collection effort' });

export type Strategy = z.infer<typeof strategySchema>;
export type Step = z.infer<typeof step>;
export type StepAction = Step['action'];

export const stepsOf = (strategy: Strategy, stage: Stage): readonly Step[] =>
  strategy.stages[stageIndex(stage)]?.steps ?? [];

/** Days past due from which a stage applies; zero for the preventive one. */
export const entryOf = (strategy: Strategy, stage: Stage): number =>
  strategy.stages[stageIndex(stage)]?.entryDays ?? 0;

export const stageAfter = (stage: Stage): Stage | undefined => stages[stageIndex(stage) + 1];

/** Days before a due date on which the first preventive step may fall; above zero. */
export const leadDays = (strategy: Strategy): number =>
  -Math.min(...stepsOf(strategy, 'preventive').map(({ offsetDays }) => offsetDays));
