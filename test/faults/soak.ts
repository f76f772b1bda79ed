// Money under faults: `npm run soak -- [--runs 10000] [--seed 1] [--workers N]`. Each run lives
// through a random book under random faults, both drawn from its seed; a failed one is replayed
// alone with `--seed S --runs 1`.
import { fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { synthesize } from '../../scripts/cdk.ts';
import { root } from '../../scripts/lib/tool.ts';
import type { Outcome } from './campaign.ts';
import { faultsOf } from './plan.ts';

type Told = Pick<Outcome, 'seed' | 'problems' | 'struck' | 'messages'>;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(Math.min(4, availableParallelism())) },
  },
});

const numberOf = (name: 'runs' | 'seed' | 'workers'): number => {
  const value = Number(values[name]);
  if (Number.isSafeInteger(value) && value > 0) return value;
  process.stderr.write(`--${name} ${values[name]}: expected a whole number above zero\n`);
  process.exit(2);
};

const assembly = join(root, '.build', `soak-${process.pid}`);
const runs = numberOf('runs');
const firstSeed = numberOf('seed');
const workers = Math.min(numberOf('workers'), runs);

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

let next = firstSeed;
let passed = 0;
let failed = 0;
const struck = new Map<string, number>();

const count = (outcome: Told): void => {
  for (const [kind, times] of Object.entries(outcome.struck)) {
    struck.set(kind, (struck.get(kind) ?? 0) + times);
  }
  if (outcome.problems.length === 0) {
    passed += 1;
  } else {
    failed += 1;
    say(`seed ${outcome.seed} failed under ${JSON.stringify(faultsOf(outcome.seed))}`);
    for (const problem of outcome.problems) say(`  ${problem}`);
    say(`  replay it alone: npm run soak -- --seed ${outcome.seed} --runs 1`);
  }
  const done = passed + failed;
  if (done % Math.max(1, Math.floor(runs / 20)) === 0) {
    say(`${done} of ${runs} runs, ${failed} failed, ${Math.round(performance.now() / 1000)} s`);
  }
};

/** Keeps one worker busy until no seed is left; a worker that dies fails its seed. */
const work = (): Promise<void> =>
  new Promise((resolve) => {
    const worker = fork(join(import.meta.dirname, 'worker.ts'), {
      env: { ...process.env, CARTERA_ASSEMBLY: assembly },
    });
    let seed = 0;
    const giveNext = (): void => {
      if (next >= firstSeed + runs) {
        worker.disconnect();
        return;
      }
      seed = next;
      next += 1;
      worker.send(seed);
    };
    worker.on('message', (outcome: Told) => {
      seed = 0;
      count(outcome);
      giveNext();
    });
    worker.once('exit', (code) => {
      if (seed !== 0) {
        count({ seed, problems: [`its worker died with ${code}`], struck: {}, messages: 0 });
      }
      resolve(seed !== 0 && next < firstSeed + runs ? work() : undefined);
    });
    giveNext();
  });

// A folder of its own: whoever synthesizes meanwhile must not pull the template from under a run.
await synthesize('dev', { outdir: assembly });
await Promise.all(Array.from({ length: workers }, work));
rmSync(assembly, { recursive: true });
say(
  `faults: ${[...struck]
    .map(([kind, times]) => `${kind} ${times}`)
    .toSorted()
    .join(', ')}`,
);
say(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
