import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const script = `
import { parseArgs } from 'node:util';
import { parsedOrUsage } from ${JSON.stringify(join(import.meta.dirname, 'usage.ts'))};
const { values } = parsedOrUsage('do -- [--seed N]', () =>
  parseArgs({ options: { seed: { type: 'string' } } }));
console.log(values.seed);
`;

it.each([
  [['--seed', '7'], 0, '7\n', ''],
  [['--help'], 0, 'usage: do -- [--seed N]\n', ''],
  [['--nope'], 2, '', "Unknown option '--nope'; usage: do -- [--seed N]\n"],
])('%j ends in a line and no stack', (words, status, stdout, stderr) => {
  const told = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', script, '--', ...words],
    { encoding: 'utf8' },
  );
  expect([told.status, told.stdout, told.stderr]).toEqual([status, stdout, stderr]);
});
