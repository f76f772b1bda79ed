import { describe, expect, it } from 'vitest';
import { defaultStrategy } from '../../../test/support/collections.ts';
import {
  entryOf,
  leadDays,
  type Strategy,
  stageAfter,
  stepsOf,
  strategyRules,
  strategySchema,
} from './strategy.ts';

type Stages = Strategy['stages'];

/** The messages of what is wrong with the default strategy once its stages are changed. */
const problems = (change: (stages: Stages) => unknown): readonly string[] => {
  const stages: Stages = structuredClone(defaultStrategy.stages);
  const result = strategySchema.safeParse({ ...defaultStrategy, stages: change(stages) ?? stages });
  return result.success ? [] : result.error.issues.map(({ message }) => message);
};

const stepAt = (stages: Stages, stage: number, step: number) => {
  const found = stages[stage]?.steps[step];
  if (found === undefined) throw new Error('the default strategy changed');
  return found;
};

describe('a strategy', () => {
  it('is good as published', () => {
    expect(problems((stages) => stages)).toEqual([]);
  });

  it.each<[keyof typeof strategyRules, (stages: Stages) => unknown]>([
    ['order', (stages) => stages.toReversed()],
    ['order', (stages) => stages.slice(1)],
    ['entries', (stages) => stages.map((each) => ({ ...each, entryDays: 1 }))],
    ['entries', (stages) => stages.map((each) => ({ ...each, entryDays: undefined }))],
    ['ascending', (stages) => void stages[1]?.steps.reverse()],
    ['names', (stages) => void Object.assign(stepAt(stages, 2, 0), { name: 'text-overdue' })],
    ['preventive', (stages) => void Object.assign(stepAt(stages, 0, 0), { offsetDays: 0 })],
    [
      'notice',
      (stages) =>
        stages.map((each, at) => (at === 1 ? { ...each, steps: each.steps.slice(3) } : each)),
    ],
    ['within', (stages) => void Object.assign(stepAt(stages, 1, 3), { offsetDays: 30 })],
    ['within', (stages) => void Object.assign(stepAt(stages, 3, 0), { offsetDays: 89 })],
  ])('breaks the rule of %s', (rule, change) => {
    expect(problems(change)).toContain(strategyRules[rule]);
  });

  it('needs no message to give notice when it demands nothing by message either', () => {
    const work = stepAt(structuredClone(defaultStrategy.stages), 1, 3).action;
    const byPeople = (stages: Stages) =>
      stages.map((each, at) => ({
        ...each,
        steps: each.steps.map((one) => (at === 0 ? one : { ...one, action: work })),
      }));
    expect(problems(byPeople)).toEqual([]);
  });

  it.each<[string, (stages: Stages) => unknown]>([
    ['a stage without steps', (stages) => stages.map((each) => ({ ...each, steps: [] }))],
    ['a stage nobody knows', (stages) => [{ ...stages[0], stage: 'friendly' }]],
    [
      'a fraction of a day',
      (stages) => void Object.assign(stepAt(stages, 1, 0), { offsetDays: 1.5 }),
    ],
    [
      'a key character in a name',
      (stages) => void Object.assign(stepAt(stages, 1, 0), { name: 'a@b' }),
    ],
    [
      'a channel nobody serves',
      (stages) =>
        void Object.assign(stepAt(stages, 1, 0).action, { kind: 'message', channel: 'fax' }),
    ],
  ])('refuses %s', (_, change) => {
    expect(problems(change)).not.toEqual([]);
  });

  it('waits a week in each stage and merges five days unless it says otherwise', () => {
    const { minDaysInStage: _, mergeDays: __, ...bare } = defaultStrategy;
    expect(strategySchema.parse(bare)).toEqual(defaultStrategy);
  });

  it('answers what others ask of it', () => {
    expect(leadDays(defaultStrategy)).toBe(5);
    expect(entryOf(defaultStrategy, 'preventive')).toBe(0);
    expect(entryOf(defaultStrategy, 'judicial')).toBe(90);
    expect(stepsOf(defaultStrategy, 'extrajudicial').map(({ name }) => name)).toEqual([
      'demand-payment',
      'review-case',
    ]);
    expect([stageAfter('preventive'), stageAfter('judicial')]).toEqual([
      'administrative',
      undefined,
    ]);
  });
});
