// `npm run mutation -- [--only shared/domain/ledger] [--static] [--fresh]`: changes the domain's
// code in one small way after another and counts how often its tests notice. Fails when they
// notice too rarely. A whole run writes test/mutation/results.md.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, matchesGlob, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { root } from '../../scripts/lib/tool.ts';
import { parsedOrUsage } from '../../scripts/lib/usage.ts';
import { shortfalls, table, tallies } from './score.ts';

const DOMAIN = 'shared/domain';

const { values: flags } = parsedOrUsage(
  'npm run mutation -- [--only shared/domain/ledger] [--static] [--fresh] [--workers N]',
  () =>
    parseArgs({
      options: {
        /** A directory, a file or a glob of the domain. */
        only: { type: 'string', default: DOMAIN },
        /** Also mutants in what a module does once, when it is loaded: each costs the whole suite. */
        static: { type: 'boolean', default: false },
        /** Takes nothing over from the run before. */
        fresh: { type: 'boolean', default: false },
        workers: { type: 'string', default: '1' },
      },
    }),
);

const only = flags.only.replace(/\/$/, '');
const scope = /[*]|\.ts$/.test(only) ? only : `${only}/**/*.ts`;
const whole = only === DOMAIN;
const scratch = join(root, '.build', 'mutation');
mkdirSync(scratch, { recursive: true });

process.chdir(root);
// The tests run in a copy of the tree that lies deeper.
process.env['CARTERA_SHARED'] = resolve(process.env['CARTERA_SHARED'] ?? '../shared');

const incrementalFile = join(scratch, flags.static ? 'known-static.json' : 'known.json');
if (flags.fresh) rmSync(incrementalFile, { force: true });

const mutants = await new Stryker({
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  // Stryker reads this file with a compiler API that the current compiler lacks; it needs nothing from it.
  tsconfigFile: 'none',
  mutate: [scope, '!**/*.test.ts'],
  coverageAnalysis: 'perTest',
  ignoreStatic: !flags.static,
  incremental: true,
  incrementalFile,
  concurrency: Number(flags.workers),
  reporters: ['progress', 'html'],
  htmlReporter: { fileName: join(scratch, 'report.html') },
  tempDirName: join('.build', 'stryker'),
  ignorePatterns: ['.build', 'cdk.out', 'out', 'coverage'],
  timeoutMS: 5000,
}).runMutationTest();

// Stryker also answers what it remembers of files outside this run.
const inScope = mutants
  .map((mutant) => ({ ...mutant, file: relative(root, mutant.fileName).replaceAll('\\', '/') }))
  .filter(({ file }) => matchesGlob(file, scope));

const alive = inScope
  .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
  .map(({ file, location, mutatorName, replacement, status }) => {
    const { line, column } = location.start;
    return `${file}:${line}:${column} ${status} ${mutatorName} -> ${replacement}`;
  });
writeFileSync(join(scratch, 'alive.txt'), `${alive.join('\n')}\n`);

const counted = tallies(inScope);
const missing = shortfalls(counted);
const shown = table(counted);
process.stdout.write(`\n${shown}\n\nalive: .build/mutation/alive.txt\n`);
for (const line of missing) process.stdout.write(`${line}\n`);
if (whole) {
  writeFileSync(
    join(import.meta.dirname, flags.static ? 'results-static.md' : 'results.md'),
    `# Mutation score of the domain\n\n\`npm run mutation${flags.static ? ' -- --static' : ''}\`\n\n${shown}\n`,
  );
}
process.exitCode = missing.length === 0 ? 0 : 1;
