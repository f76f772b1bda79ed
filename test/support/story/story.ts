import { expect } from 'vitest';
import { addDays, businessDate } from '../../../shared/domain/calendar.ts';
import { problemsOf } from '../whole/problems.ts';
import { type OpenStory, openStory, type Setting } from './open.ts';

export type Story = Pick<OpenStory, 'runtime' | 'secrets' | 'tell'> & {
  /**
   * Lives through the day and states all that it brings: domain events in the order of their
   * recording, messages, notices. Every day since the last one stated must have been quiet.
   */
  readonly on: (day: string, lines: readonly string[]) => Promise<void>;
  /** Lives through the days before this one and states that nothing happened on any of them. */
  readonly quietUntil: (day: string) => Promise<void>;
  /** Lives through the day and answers with its lines, for stories whose point is elsewhere. */
  readonly skipThrough: (day: string) => Promise<readonly string[]>;
  /** States entered by the collection machine, plus retries, so far. */
  readonly transitions: () => number;
};

type Options = Setting & {
  /** Names of dead-letter queues that the story fills on purpose. */
  readonly deadLetters?: readonly string[];
};

const quiet = (days: ReadonlyMap<string, readonly string[]>): void => {
  expect(Object.fromEntries(days), 'days that should have been quiet').toEqual({});
};

const told = ({ runtime, secrets, tell, liveThrough }: OpenStory): Story => ({
  runtime,
  secrets,
  tell,
  on: async (day, lines) => {
    const days = new Map<string, readonly string[]>(await liveThrough(day));
    const stated = days.get(day) ?? [];
    days.delete(day);
    quiet(days);
    expect(stated, day).toEqual(lines);
  },
  quietUntil: async (day) => quiet(await liveThrough(addDays(businessDate(day), -1))),
  skipThrough: async (day) => [...(await liveThrough(day)).values()].flat(),
  transitions: () =>
    Object.values(runtime.meter().transitions).reduce((sum, count) => sum + count, 0),
});

/**
 * Tells a story with dates. At its end nothing may have happened that it does not state, and
 * whatever did, the books must be whole.
 */
export const story = async (
  options: Options,
  body: (story: Story) => Promise<void>,
): Promise<void> => {
  const open = await openStory(options);
  try {
    await body(told(open));
    expect(await problemsOf(open.runtime, options.deadLetters)).toEqual([]);
  } catch (error) {
    // What a function complained of is the first thing that whoever reads the difference asks.
    if (error instanceof Error && open.errors.length > 0) {
      error.message += `\n\nlogged by functions:\n${open.errors.slice(0, 5).join('\n')}`;
    }
    throw error;
  } finally {
    await open.runtime.close();
  }
};
