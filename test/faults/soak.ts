// Money under faults: `npm run soak -- [--histories 10000 | --runs N | --deliveries N]`. Each run
// lives through a random book of one to three accounts, each with a history of its own, under
// random faults and, in every other, with people who act, all drawn from its seed; a failed one is replayed alone with
// `--seed S --runs 1`, and the first that fails is made smaller.
import { fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { synthesize } from '../../scripts/cdk.ts';
import { root } from '../../scripts/lib/tool.ts';
import { parsedOrUsage } from '../../scripts/lib/usage.ts';
import type { Outcome } from './campaign.ts';
import { happeningsOf, toldOf } from './happenings.ts';
import { faultsOf } from './plan.ts';

type Told = Omit<Outcome, 'faults'>;

const USAGE =
  'npm run soak -- [--histories 10000 | --runs N | --deliveries N] [--seed 1] [--workers N]';

const { values } = parsedOrUsage(USAGE, () =>
  parseArgs({
    options: {
      /** Ends after so many histories of accounts, unless another end is given. */
      histories: { type: 'string' },
      runs: { type: 'string' },
      seed: { type: 'string', default: '1' },
      /** Ends after so many messages and records handed to functions. */
      deliveries: { type: 'string' },
      workers: { type: 'string', default: String(Math.min(4, availableParallelism())) },
    },
  }),
);

type Count = 'histories' | 'runs' | 'deliveries' | 'seed' | 'workers';

const numberOf = (name: Count): number => {
  const value = Number(values[name]);
  if (Number.isSafeInteger(value) && value > 0) return value;
  process.stderr.write(`--${name} ${values[name]}: expected a whole number above zero\n`);
  process.exit(2);
};

const assembly = join(root, '.build', `soak-${process.pid}`);
const ends = ['histories', 'runs', 'deliveries'] as const;
if (ends.every((name) => values[name] === undefined)) values.histories = '10000';
const enough = new Map(
  ends.flatMap((name) => (values[name] === undefined ? [] : [[name, numberOf(name)] as const])),
);
const firstSeed = numberOf('seed');
const workers = Math.min(numberOf('workers'), enough.get('runs') ?? Number.POSITIVE_INFINITY);

const toldFaults = (seed: number): string =>
  JSON.stringify({ ...faultsOf(seed), ...toldOf(happeningsOf(seed)) });

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

let next = firstSeed;
let passed = 0;
let failed = 0;
let messages = 0;
const lived = { histories: 0, runs: 0, deliveries: 0 };
let firstFailed: number | undefined;
const struck = new Map<string, number>();

const isOver = (): boolean =>
  [...enough].some(([name, end]) =>
    name === 'runs' ? next >= firstSeed + end : lived[name] >= end,
  );

const livedText = (): string =>
  `${lived.runs} runs, ${lived.histories} histories, ${lived.deliveries} deliveries`;

const count = (outcome: Told): void => {
  lived.runs += 1;
  lived.histories += outcome.histories;
  lived.deliveries += outcome.deliveries;
  messages += outcome.messages;
  for (const [kind, times] of Object.entries(outcome.struck)) {
    struck.set(kind, (struck.get(kind) ?? 0) + times);
  }
  if (outcome.problems.length === 0) {
    passed += 1;
  } else {
    failed += 1;
    firstFailed ??= outcome.seed;
    say(`seed ${outcome.seed} failed under ${toldFaults(outcome.seed)}`);
    for (const problem of outcome.problems) say(`  ${problem}`);
    say(`  replay it alone: npm run soak -- --seed ${outcome.seed} --runs 1`);
  }
  if (lived.runs % 250 === 0) {
    say(`${livedText()}, ${failed} failed, ${Math.round(performance.now() / 1000)} s`);
  }
};

const startWorker = () =>
  fork(join(import.meta.dirname, 'worker.ts'), {
    env: { ...process.env, CARTERA_ASSEMBLY: assembly },
  });

/** Keeps one worker busy until no seed is left; a worker that dies fails its seed. */
const work = (): Promise<void> =>
  new Promise((resolve) => {
    const worker = startWorker();
    let seed = 0;
    const giveNext = (): void => {
      if (isOver()) {
        worker.disconnect();
        return;
      }
      seed = next;
      next += 1;
      worker.send({ seed, lessen: false });
    };
    worker.on('message', (outcome: Told) => {
      seed = 0;
      count(outcome);
      giveNext();
    });
    worker.once('exit', (code) => {
      if (seed !== 0) {
        const problems = [`its worker died with ${code}`];
        count({ seed, histories: 0, problems, struck: {}, messages: 0, deliveries: 0 });
      }
      resolve(seed !== 0 && !isOver() ? work() : undefined);
    });
    giveNext();
  });

/** The first failed seed with only the faults and inputs that it needs to fail. */
const tellSmallest = (seed: number): Promise<void> =>
  new Promise((resolve) => {
    say(`seed ${seed} is made smaller`);
    const worker = startWorker();
    worker.once('message', ({ lines }: { lines: readonly string[] }) => {
      for (const line of lines) say(`  ${line}`);
      worker.disconnect();
    });
    worker.once('exit', () => resolve());
    worker.send({ seed, lessen: true });
  });

// A folder of its own: whoever synthesizes meanwhile must not pull the template from under a run.
await synthesize('dev', { outdir: assembly });
await Promise.all(Array.from({ length: workers }, work));
if (firstFailed !== undefined) await tellSmallest(firstFailed);
rmSync(assembly, { recursive: true });
say(
  `faults: ${[...struck]
    .map(([kind, times]) => `${kind} ${times}`)
    .toSorted()
    .join(', ')}`,
);
say(`${livedText()}, ${messages} messages`);
say(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
