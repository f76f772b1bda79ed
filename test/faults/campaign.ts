import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { total } from '../../local/meter.ts';
import type { Runtime } from '../../local/runtime.ts';
import { addDays, epochMs, instantAt, instantOf } from '../../shared/domain/calendar.ts';
import { maintaining } from '../support/command-line.ts';
import { estateOf } from '../support/estate.ts';
import { knock } from '../support/story/knock.ts';
import { openStory, testAssembly } from '../support/story/open.ts';
import { problemsOf } from '../support/whole/problems.ts';
import { offReference, unaccounted } from './account-for.ts';
import { actsOf, countsOf, letAct, misreported, movedBy } from './acts.ts';
import { type Happenings, happeningsOf, inShadow, nextRelease } from './happenings.ts';
import { type Faults, faultsOf, planOf } from './plan.ts';
import { firstDay, lastDay, type RandomBook, randomBook } from './random-book.ts';

export type Outcome = {
  readonly seed: number;
  /** Accounts of the book, each with a history of its own. */
  readonly histories: number;
  readonly faults: Faults;
  /** What does not hold, in sentences; none when all is well. */
  readonly problems: readonly string[];
  /** How often each kind of fault struck, and people acted. */
  readonly struck: Readonly<Record<string, number>>;
  /** Messages that providers accepted. */
  readonly messages: number;
  /** Messages and records that the runtime handed to functions. */
  readonly deliveries: number;
};

/** What a run is to be like; left out, the seed says it. */
export type Setting = {
  readonly faults?: Faults;
  readonly happenings?: Happenings;
  /** A part of the book's facts, in their order. */
  readonly facts?: RandomBook['facts'];
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

/** More looks at a case for each thing that happens to it than retries and redeliveries explain. */
const looksPerAct = 30;

/** A machine that is woken for nothing again and again costs money and never stops. */
const restless = (runtime: Runtime): string[] => {
  const acts = runtime.busEvents.filter(({ detailType }) =>
    /^(Step|Case|Contact)/.test(detailType),
  );
  const looks = runtime.meter().invocations['PlanNextStepFunction'] ?? 0;
  return looks <= looksPerAct * (acts.length + 1)
    ? []
    : [`cases were planned ${looks} times for ${acts.length} acts`];
};

/** What an operator types to bring back to the bus what was recorded since then. */
const republish = async (runtime: Runtime, since: number): Promise<void> => {
  const { code, out, err } = await maintaining(() => estateOf(runtime))(
    'republish',
    '--since',
    instantOf(since),
    '--reason',
    'the bus was out',
  );
  if (code !== 0) throw new Error(`republish ended with ${code}: ${out}${err}`);
};

const variants = new Map<string, string>();
let variantsFolder: string | undefined;

/** Made once in a process, and gone with it. */
const variant = (name: string, make: (to: string) => string): string => {
  const known = variants.get(name);
  if (known !== undefined) return known;
  if (variantsFolder === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'cartera-release-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    variantsFolder = folder;
  }
  const made = make(join(variantsFolder, name));
  variants.set(name, made);
  return made;
};

const shadowAssembly = (): string => variant('shadow', (to) => inShadow(testAssembly, to));

const releaseOf = (isShadow: boolean): string =>
  isShadow
    ? variant('next-in-shadow', (to) => nextRelease(shadowAssembly(), to))
    : variant('next', (to) => nextRelease(testAssembly, to));

const letHappen = (
  runtime: Runtime,
  { replayAt, releaseAt, busOutage, shadowUntil }: Happenings,
): void => {
  if (replayAt !== undefined) {
    const begin = epochMs(instantAt('UTC', firstDay, '00:00'));
    runtime.at(replayAt, 'publish everything again', () => republish(runtime, begin));
  }
  if (busOutage !== undefined) {
    runtime.at(busOutage.until + minuteMs, 'publish again', () =>
      republish(runtime, busOutage.from),
    );
  }
  if (releaseAt !== undefined) {
    const isShadow = shadowUntil !== undefined && releaseAt < shadowUntil;
    runtime.at(releaseAt, 'deploy the next release', () => runtime.redeploy(releaseOf(isShadow)));
  }
  if (shadowUntil !== undefined) {
    const isNext = releaseAt !== undefined && releaseAt < shadowUntil;
    runtime.at(shadowUntil, 'contact for real', () =>
      runtime.redeploy(isNext ? releaseOf(false) : testAssembly),
    );
  }
};

/** What left while nobody was to be contacted. */
const leftInShadow = ({ outbox }: Runtime, { shadowUntil }: Happenings): string[] =>
  shadowUntil === undefined
    ? []
    : outbox
        .filter(({ at }) => at < shadowUntil)
        .map(({ at, channel }) => `${channel} left in shadow at ${instantOf(at)}`);

const handInAll = (
  { runtime, secrets }: Awaited<ReturnType<typeof openStory>>,
  { facts }: RandomBook,
): void => {
  for (const { input, deliveredAt } of facts) {
    for (const at of deliveredAt) runtime.at(at, input.key, knock(runtime, secrets, input));
  }
};

/**
 * Lives through the random book of a seed under the faults of that seed, lets the dust settle, and
 * checks all that must hold whatever happened.
 */
export const runCampaign = async (seed: number, setting: Setting = {}): Promise<Outcome> => {
  const { faults = faultsOf(seed), happenings = happeningsOf(seed) } = setting;
  const whole = randomBook(seed);
  const book = { ...whole, facts: setting.facts ?? whole.facts };
  let raging = true;
  const story = await openStory({
    from: firstDay,
    seed,
    ...(happenings.shadowUntil === undefined ? {} : { assembly: shadowAssembly() }),
    faults: planOf(
      faults,
      () => raging,
      happenings,
      () => story.runtime.now(),
    ),
  });
  const { runtime } = story;
  try {
    handInAll(story, book);
    letHappen(runtime, happenings);
    const acts = happenings.people === undefined ? [] : actsOf(seed, whole);
    const deeds = letAct(runtime, acts);
    const rejected = watchRejected(runtime);
    await runtime.runUntil(atNight(0));
    raging = false;
    const { busOutage } = happenings;
    if (busOutage !== undefined) await republish(runtime, busOutage.from);
    await runtime.runUntil(atNight(1));
    await redriveAll(runtime);
    return {
      seed,
      histories: book.accounts,
      faults,
      problems: [
        ...(await problemsOf(runtime, [], { givesUpRecords: busOutage !== undefined })),
        ...(await unaccounted(runtime, book, rejected)),
        ...(await offReference(runtime, book, movedBy(acts, deeds))),
        ...(await misreported(runtime, acts, deeds)),
        ...leftInShadow(runtime, happenings),
        ...restless(runtime),
      ],
      struck: { ...runtime.meter().faults, ...countsOf(deeds) },
      messages: runtime.outbox.length,
      deliveries: total(runtime.meter().deliveries),
    };
  } finally {
    await runtime.close();
  }
};
