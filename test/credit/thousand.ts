// Many applications for credit in one local run: `node scripts/run.mjs test/credit/thousand.ts
// [--applications 1000] [--seed 1]`. Companies and persons of eight countries apply, bureaus fail,
// reviewers and applicants do what people do, lines are used and reviewed, all over virtual time
// with permissions enforced and under faults. At the end every application must have ended as the
// README of the machine promises, every decision replays, and nothing was granted without authority.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { synthesize } from '../../scripts/cdk.ts';
import { root } from '../../scripts/lib/tool.ts';
import { parsedOrUsage } from '../../scripts/lib/usage.ts';
import { bureaus } from './bureaus.ts';
import { type Lived, runThousand } from './campaign.ts';

const USAGE = 'node scripts/run.mjs test/credit/thousand.ts [--applications 1000] [--seed 1]';

const { values } = parsedOrUsage(USAGE, () =>
  parseArgs({
    options: {
      applications: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
    },
  }),
);

const numberOf = (name: 'applications' | 'seed'): number => {
  const value = Number(values[name]);
  if (Number.isSafeInteger(value) && value > 0) return value;
  process.stderr.write(`--${name} ${values[name]}: expected a whole number above zero\n`);
  process.exit(2);
};

const say = (line: string): void => {
  process.stdout.write(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${line}\n`);
};

const list = (counts: ReadonlyMap<string, number> | Readonly<Record<string, number>>): string =>
  [...(counts instanceof Map ? counts : Object.entries(counts))]
    .map(([name, times]) => `${name} ${times}`)
    .toSorted()
    .join(', ');

/** As many of the problems as a person reads. */
const mostShown = 40;

const report = (lived: Lived): number => {
  const { problems, stories, ends, coverage } = lived;
  for (const [kind, counts] of ends) say(`${kind}: ${list(counts)}`);
  say(`sources: ${list(lived.sources)}`);
  say(`decisions: ${lived.decisions}, of which ${lived.replayed} came out the same again`);
  say(`granted by policy ${lived.grants.policy}, by people ${lived.grants.person}`);
  say(`acts of people: ${lived.acts}; refused: ${list(lived.refusals)}`);
  say(`answers of applicants: ${list(lived.answers)}`);
  say(`faults: ${list(lived.faults)}; ${lived.messages} messages`);
  say(`machine: ${coverage.visited} of ${coverage.all} states, retries and catches visited`);
  say(`  left to its own test: ${coverage.left.join(', ')}`);
  const all = [...problems].flatMap(([about, found]) =>
    [...Map.groupBy(found, (each) => each)].map(
      ([each, times]) => `${about}: ${each}${times.length > 1 ? ` (${times.length} times)` : ''}`,
    ),
  );
  for (const problem of all.slice(0, mostShown)) say(problem);
  if (all.length > mostShown) say(`and ${all.length - mostShown} more problems`);
  const failed = problems.size;
  if (failed > 0) {
    say(
      `again: ${USAGE.split(' [')[0]} --applications ${values.applications} --seed ${values.seed}`,
    );
  }
  process.stdout.write(`${Math.max(0, stories - failed)} passed, ${failed} failed\n`);
  return failed;
};

// A folder of its own: whoever synthesizes meanwhile must not pull the template from under the run.
const assembly = join(root, '.build', `thousand-${process.pid}`);
await synthesize('dev', { outdir: assembly, creditData: { bureaus } });
try {
  const applications = numberOf('applications');
  const failed = report(await runThousand({ assembly, applications, seed: numberOf('seed'), say }));
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  rmSync(assembly, { recursive: true });
}
