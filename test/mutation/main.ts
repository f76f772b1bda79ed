// `npm run mutation -- [--only shared/domain/ledger] [--sample 4] [--static] [--fresh]`: changes the
// domain's code in one small way after another and counts how often its tests notice. Fails when
// they notice too rarely. A run over all rooms writes test/mutation/results.md.
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, matchesGlob, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { root } from '../../scripts/lib/tool.ts';
import { parsedOrUsage } from '../../scripts/lib/usage.ts';
import { narrowed, type Room, roomsIn } from './rooms.ts';
import { sampleOf } from './sample.ts';
import { shortfalls, table, tallies } from './score.ts';

const USAGE = 'npm run mutation -- [--only shared/domain/ledger] [--sample 4] [--static] [--fresh]';

const { values: flags } = parsedOrUsage(USAGE, () =>
  parseArgs({
    options: {
      /** A directory, a file or a glob of the domain. */
      only: { type: 'string', default: 'shared/domain' },
      /** One of so many bands of lines of each file: an estimate in a part of the time. */
      sample: { type: 'string', default: '1' },
      /** Also mutants in what a module does once, when it is loaded: each costs all tests. */
      static: { type: 'boolean', default: false },
      /** Takes nothing over from the run before. */
      fresh: { type: 'boolean', default: false },
    },
  }),
);

const all = roomsIn(root);
const rooms = narrowed(all, flags.only);
if (rooms.length === 0) {
  process.stderr.write(`--only ${flags.only}: no room of the domain; usage: ${USAGE}\n`);
  process.exit(2);
}

const every = Number(flags.sample);
if (!Number.isSafeInteger(every) || every < 1) {
  process.stderr.write(`--sample ${flags.sample}: expected a whole number above zero\n`);
  process.exit(2);
}

const scratch = join(root, '.build', 'mutation');
mkdirSync(scratch, { recursive: true });
process.chdir(root);
// The tests run in a copy of the tree that lies deeper.
process.env['CARTERA_SHARED'] = resolve(process.env['CARTERA_SHARED'] ?? '../shared');

type Told = { readonly file: string; readonly status: string; readonly line: string };

/** What of a room is changed: all of it, or the sample. */
const scopeOf = ({ mutate }: Room): string[] => {
  const [files = '', ...others] = mutate;
  if (every === 1) return [...mutate];
  const sampled = globSync(files)
    .filter((file) => !file.endsWith('.test.ts'))
    .toSorted()
    .flatMap((file) => sampleOf(file, readFileSync(file, 'utf8').split('\n').length, every));
  return [...sampled, ...others];
};

const measured = async (room: Room): Promise<readonly Told[]> => {
  const { directory, mutate, tests } = room;
  const name = `${directory.replaceAll('/', '-')}${flags.static ? '-static' : ''}`;
  const incrementalFile = join(scratch, `${name}.json`);
  if (flags.fresh) rmSync(incrementalFile, { force: true });
  process.env['MUTATION_TESTS'] = tests.join(',');
  const mutants = await new Stryker({
    testRunner: 'vitest',
    vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
    // Stryker reads this file with a compiler API that the current compiler lacks; it needs nothing from it.
    tsconfigFile: 'none',
    mutate: scopeOf(room),
    coverageAnalysis: 'perTest',
    ignoreStatic: !flags.static,
    incremental: true,
    incrementalFile,
    concurrency: 1,
    reporters: ['progress', 'html'],
    htmlReporter: { fileName: join(scratch, `${name}.html`) },
    tempDirName: join('.build', 'stryker'),
    ignorePatterns: ['.build', 'cdk.out', 'out', 'coverage'],
    timeoutMS: 10_000,
  }).runMutationTest();
  const [named = ''] = mutate;
  return (
    mutants
      .map(({ fileName, location, mutatorName, replacement, status }) => {
        const file = relative(root, fileName).replaceAll('\\', '/');
        const { line, column } = location.start;
        const what = `${status} ${mutatorName} -> ${replacement ?? ''}`;
        return { file, status, line: `${file}:${line}:${column} ${what}` };
      })
      // Stryker also answers what it remembers of files outside this run.
      .filter(({ file }) => matchesGlob(file, named))
  );
};

const told: Told[] = [];
for (const room of rooms) told.push(...(await measured(room)));

const alive = told.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
writeFileSync(join(scratch, 'alive.txt'), alive.map(({ line }) => `${line}\n`).join(''));

const counted = tallies(told);
const missing = shortfalls(counted);
const shown = table(counted);
process.stdout.write(`\n${shown}\n\nalive: .build/mutation/alive.txt\n`);
for (const line of missing) process.stdout.write(`${line}\n`);
if (rooms.length === all.length) {
  const asked = [
    ...(every === 1 ? [] : [`--sample ${every}`]),
    ...(flags.static ? ['--static'] : []),
  ];
  const command = ['npm run mutation', ...(asked.length > 0 ? ['--'] : []), ...asked].join(' ');
  writeFileSync(
    join(import.meta.dirname, flags.static ? 'results-static.md' : 'results.md'),
    `# Mutation score of the domain\n\n\`${command}\`\n\n${shown}\n`,
  );
}
process.exitCode = missing.length === 0 ? 0 : 1;
