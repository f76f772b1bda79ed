// Everything that can be known without running the product: `npm run check`.
import { runTool } from './lib/tool.ts';

const checks: readonly [title: string, packageName: string, command: string, args: string[]][] = [
  ['format and lint', '@biomejs/biome', 'biome', ['check', '--error-on-warnings']],
  ['lint with types', 'oxlint', 'oxlint', ['--type-aware', '--deny-warnings']],
  ['types', 'typescript', 'tsc', ['--noEmit']],
  [
    'dependency rules',
    'dependency-cruiser',
    'depcruise',
    [
      '--config',
      '.dependency-cruiser.cjs',
      'events',
      'shared',
      'functions',
      'infra',
      'local',
      'book',
      'bench',
      'doctor',
      'integrity',
      'operator',
      'scoring',
      'scripts',
      'test',
    ],
  ],
  ['dead code', 'knip', 'knip', []],
];

const failed = checks.filter(([title, packageName, command, args]) => {
  process.stdout.write(`\n== ${title}\n`);
  return runTool(packageName, command, args) !== 0;
});

process.stdout.write(
  failed.length === 0
    ? `\ncheck: all ${checks.length} passed\n`
    : `\ncheck: failed: ${failed.map(([title]) => title).join(', ')}\n`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
