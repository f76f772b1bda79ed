import { handIn } from '../../book/run/drive.ts';
import type { Runtime } from '../../local/runtime.ts';
import { addDays, epochMs, instantAt } from '../../shared/domain/calendar.ts';
import { openStory } from '../support/story/open.ts';
import { problemsOf } from '../support/whole/problems.ts';
import { offReference, unaccounted } from './account-for.ts';
import { type Faults, faultsOf, planOf } from './plan.ts';
import { firstDay, lastDay, type RandomBook, randomBook } from './random-book.ts';

export type Outcome = {
  readonly seed: number;
  readonly faults: Faults;
  /** What does not hold, in sentences; none when all is well. */
  readonly problems: readonly string[];
  /** How often each kind of fault struck. */
  readonly struck: Readonly<Record<string, number>>;
  /** Messages that providers accepted. */
  readonly messages: number;
};

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** When all contact windows of a random book's zones are shut: nothing new begins meanwhile. */
const atNight = (days: number): number =>
  epochMs(instantAt('UTC', addDays(lastDay, days), '05:30'));

const isDead = ({ isDeadLetterQueue, visible }: ReturnType<Runtime['queues']>[number]): boolean =>
  isDeadLetterQueue && visible > 0;

/** Looks into the queue of rejected inputs every week, within the two that it keeps them. */
const watchRejected = (runtime: Runtime): ReadonlySet<string> => {
  const bodies = new Set<string>();
  const look = (): void => {
    for (const { path, messages } of runtime.queues()) {
      if (path.includes('RejectedInputs')) for (const { body } of messages) bodies.add(body);
    }
  };
  for (let at = runtime.now() + 7 * dayMs; at <= atNight(2); at += 7 * dayMs) {
    runtime.at(at, 'look at rejected inputs', look);
  }
  return bodies;
};

/** What an operator does after an outage: everything that was given up goes back, until all is done. */
const redriveAll = async (runtime: Runtime): Promise<void> => {
  for (let round = 1; round <= 3; round += 1) {
    const dead = runtime.queues().filter(isDead);
    if (dead.length === 0) return;
    for (const { logicalId } of dead) await runtime.redrive(logicalId);
    await runtime.runUntil(runtime.now() + dayMs / 2);
  }
};

const handInAll = (
  { runtime, secrets }: Awaited<ReturnType<typeof openStory>>,
  { facts }: RandomBook,
): void => {
  for (const { input, deliveredAt } of facts) {
    for (const at of deliveredAt) {
      // A crash behind a door shows to its caller, who tries again as providers do.
      const attempt = async (): Promise<void> => {
        try {
          await handIn(runtime, secrets, [input]);
        } catch {
          runtime.at(runtime.now() + 5 * minuteMs, input.key, attempt);
        }
      };
      runtime.at(at, input.key, attempt);
    }
  }
};

/**
 * Lives through the random book of a seed under the faults of that seed, lets the dust settle, and
 * checks all that must hold whatever happened.
 */
export const runCampaign = async (seed: number): Promise<Outcome> => {
  const book = randomBook(seed);
  const faults = faultsOf(seed);
  let raging = true;
  const story = await openStory({
    from: firstDay,
    seed,
    faults: planOf(faults, () => raging),
  });
  const { runtime } = story;
  try {
    handInAll(story, book);
    const rejected = watchRejected(runtime);
    await runtime.runUntil(atNight(0));
    raging = false;
    await runtime.runUntil(atNight(1));
    await redriveAll(runtime);
    return {
      seed,
      faults,
      problems: [
        ...(await problemsOf(runtime)),
        ...(await unaccounted(runtime, book, rejected)),
        ...(await offReference(runtime, book)),
      ],
      struck: runtime.meter().faults,
      messages: runtime.outbox.length,
    };
  } finally {
    await runtime.close();
  }
};
