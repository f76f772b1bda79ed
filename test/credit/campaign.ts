import type { DomainData } from '../../events/catalogue.ts';
import { createRandom } from '../../local/kernel/random.ts';
import type { Runtime } from '../../local/runtime.ts';
import { maintaining } from '../support/command-line.ts';
import { estateOf } from '../support/estate.ts';
import { problemsOf } from '../support/whole/problems.ts';
import { itemsOf, streamsOf } from '../support/whole/state.ts';
import { arrivalsEnd, dollarsOf, drawApplications } from './applicants.ts';
import { wrongGrant, wrongLines } from './authority.ts';
import { type Covered, covered } from './covered.ts';
import { openDesk, withdrawMeanwhile } from './desk.ts';
import { type Execution, endOf, kindOf, promisedEnds, type Story, wrongEnd } from './ends.ts';
import { openMailboxes } from './letters.ts';
import { disturb } from './outages.ts';
import { liveThroughHistories, openTrade, publishRates } from './trade.ts';
import { dayMs, openWorld, startMs, type World } from './world.ts';

export type Lived = {
  /** What is wrong, by application or by what else it is about; empty when all is well. */
  readonly problems: ReadonlyMap<string, readonly string[]>;
  readonly stories: number;
  /** How many of each kind ended how. */
  readonly ends: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** What the sources of all rounds came to. */
  readonly sources: ReadonlyMap<string, number>;
  readonly decisions: number;
  readonly replayed: number;
  readonly grants: { readonly policy: number; readonly person: number };
  readonly refusals: ReadonlyMap<string, number>;
  readonly answers: ReadonlyMap<string, number>;
  readonly acts: number;
  readonly coverage: Covered;
  readonly faults: Readonly<Record<string, number>>;
  readonly messages: number;
};

/** Every line is closed then, so that nothing is reviewed for ever; what is under way ends by itself. */
const closing = arrivalsEnd + 95 * dayMs;
const ending = closing + 60 * dayMs;

/** Fewer applications leave out some of what may happen to one. */
const ENOUGH = 200;

const isDead = ({ isDeadLetterQueue, visible }: ReturnType<Runtime['queues']>[number]): boolean =>
  isDeadLetterQueue && visible > 0;

/** What operators do each week: what was given up goes back. */
const redriveWeekly = ({ at, runtime }: World): void => {
  for (let week = startMs + 7 * dayMs; week < ending; week += 7 * dayMs) {
    at(week, 'redrive', async () => {
      for (const { logicalId } of runtime.queues().filter(isDead)) await runtime.redrive(logicalId);
    });
  }
};

const add = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

const executionsOf = (runtime: Runtime): ReadonlyMap<string, readonly Execution[]> =>
  Map.groupBy(
    runtime.executions('CreditApproval'),
    ({ input }) => (JSON.parse(input) as { readonly applicationId: string }).applicationId,
  );

/** Statuses of the snapshots by application. */
const snapshotsOf = async (runtime: Runtime): Promise<ReadonlyMap<string, string>> =>
  new Map(
    (await itemsOf(runtime, 'CreditTable'))
      .filter(({ pk, sk }) => pk.startsWith('APPLICATION#') && sk === 'APPLICATION')
      .map((item) => {
        const { status } = (item['state'] ?? item) as { readonly status?: unknown };
        return [item.pk.slice('APPLICATION#'.length), String(status)];
      }),
  );

/** Lives through so many applications of a seed in one run, and looks at everything that came of it. */
export const runThousand = async (options: {
  readonly assembly: string;
  readonly applications: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}): Promise<Lived> => {
  const { assembly, seed, say } = options;
  const random = createRandom(seed, 'thousand');
  const disturbed = disturb(seed);
  const world = await openWorld({ assembly, seed, faults: disturbed.plan });
  const { runtime, at, tell } = world;
  try {
    const applications = drawApplications(random.fork('applications'), options.applications);
    liveThroughHistories(world, applications);
    publishRates(world, random, (ending - startMs) / dayMs);
    for (const { at: moment, data } of applications) {
      at(moment, data.applicationId, () =>
        tell('CreditApplicationSubmitted', data.applicationId, data),
      );
    }
    const desk = openDesk(world, random.fork('desk'));
    const answers = openMailboxes(world, random.fork('letters'));
    openTrade(world, random.fork('trade'), desk, closing);
    redriveWeekly(world);
    withdrawMeanwhile(world, random.fork('withdrawn'), desk, disturbed);
    for (let until = startMs; until < ending; until += 30 * dayMs) {
      await runtime.runUntil(Math.min(ending, until + 30 * dayMs));
      say(`day ${Math.round((runtime.now() - startMs) / dayMs)} is over`);
    }

    const problems = new Map<string, string[]>();
    const blame = (about: string, found: readonly string[]): void => {
      if (found.length > 0) problems.set(about, [...(problems.get(about) ?? []), ...found]);
    };
    const streams = await streamsOf(runtime);
    const stories: Story[] = [...streams].flatMap(([streamId, events]) =>
      streamId.startsWith('application#')
        ? [{ id: streamId.slice('application#'.length), events }]
        : [],
    );
    for (const { data } of applications) {
      const isTaken = streams.has(`application#${data.applicationId}`);
      if (!isTaken) blame(data.applicationId, ['was never taken up']);
    }
    const executions = executionsOf(runtime);
    const snapshots = await snapshotsOf(runtime);
    const promised = promisedEnds();
    const ends = new Map<string, Map<string, number>>();
    const sources = new Map<string, number>();
    const grants = { policy: 0, person: 0 };
    let decisions = 0;
    let replayed = 0;
    const estate = estateOf(runtime);
    const operate = maintaining(() => estate);
    for (const story of stories) {
      const { id, events } = story;
      const known = { snapshot: snapshots.get(id), executions: executions.get(id) ?? [] };
      blame(id, wrongEnd(story, { ends: promised, ...known }));
      blame(id, wrongGrant(events, streams, dollarsOf));
      const ofKind = ends.get(kindOf(story)) ?? new Map<string, number>();
      ends.set(kindOf(story), ofKind);
      add(ofKind, endOf(story) ?? 'none');
      for (const { type, data } of events) {
        if (type === 'CreditApproved') grants[(data as { by: 'policy' | 'person' }).by] += 1;
        if (type === 'CreditDataGathered') {
          for (const { source, provider, status } of (data as DomainData<'CreditDataGathered'>)
            .sources) {
            add(sources, `${provider ?? source} ${status}`);
          }
        }
      }
      const here = events.filter(({ type }) => type === 'CreditDecided').length;
      if (here === 0) continue;
      decisions += here;
      const { code, out, err } = await operate('replay-decision', id);
      if (code === 0) replayed += here;
      else blame(id, [`its decision does not replay: ${out}${err}`]);
    }
    say(`${replayed} of ${decisions} decisions replayed`);
    for (const each of wrongLines(streams)) blame(each.split(':')[0] ?? 'lines', [each]);
    for (const surprise of desk.surprises) blame('desk', [surprise]);
    for (const each of await problemsOf(runtime)) blame('verify', [each]);
    const coverage = covered(runtime.coverage('CreditApproval'));
    if (applications.length >= ENOUGH) {
      blame(
        'coverage',
        coverage.missing.map((what) => `${what} was never visited`),
      );
    }
    return {
      problems,
      stories: stories.length,
      ends,
      sources,
      decisions,
      replayed,
      grants,
      refusals: desk.refusals,
      answers,
      acts: desk.acts(),
      coverage,
      faults: runtime.meter().faults,
      messages: runtime.outbox.length,
    };
  } finally {
    await runtime.close();
  }
};
