// `npm run bench [-- --large] [--seed N] [--out FILE]`: measures books of several sizes and writes
// bench/results.md. Fails when a count per invoice is not flat or an on-time invoice costs too much.
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleFunctions } from '../scripts/bundle.ts';
import { synthesize } from '../scripts/cdk.ts';
import { ownAssembly } from '../scripts/lib/own-assembly.ts';
import { parsedOrUsage } from '../scripts/lib/usage.ts';
import { weigh } from './bundles.ts';
import type { Measured } from './measure.ts';
import { marginalOf, pageOf } from './page.ts';
import { needsOf, readQuotas } from './quotas.ts';

const { values } = parsedOrUsage('npm run bench -- [--large] [--seed N] [--out FILE]', () =>
  parseArgs({
    options: {
      large: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      out: { type: 'string', default: join(import.meta.dirname, 'results.md') },
    },
  }),
);

const seed = Number(values.seed);
const sizes = [1_000, 10_000, ...(values.large ? [50_000] : [])];
const volumes = [10_000, 1_000_000, 100_000_000];
/** Of a count per invoice, between the smallest book and the invoices that follow. */
const flatWithin = 0.05;
const usdPer1000OnTime = 0.45;
const heapMegabytes = 12_000;

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const { outdir } = await synthesize('dev', { outdir: ownAssembly('bench') });

const measured = (kind: 'on-time' | 'mixed', size: number): Promise<Measured> => {
  say(`${kind} ${size}`);
  const { promise, resolve: answer, reject } = Promise.withResolvers<Measured>();
  const worker = fork(
    join(import.meta.dirname, 'worker.ts'),
    [outdir, kind, String(size), String(seed)],
    { execArgv: [...process.execArgv, `--max-old-space-size=${heapMegabytes}`] },
  );
  worker.once('message', (result) => answer(result as Measured));
  worker.once('exit', (code) => reject(new Error(`${kind} ${size} ended with ${code}`)));
  return promise;
};

const onTime: Measured[] = [];
const mixed: Measured[] = [];
for (const size of sizes) onTime.push(await measured('on-time', size));
for (const size of sizes) mixed.push(await measured('mixed', size));

const [small, medium] = onTime;
const [, mixedMedium] = mixed;
if (small === undefined || medium === undefined || mixedMedium === undefined) {
  throw new Error('nothing was measured');
}
const largest = onTime.at(-1) ?? medium;
const quotas = readQuotas();
const command = `npm run bench${values.large ? ' -- --large' : ''}`;
const page = pageOf({
  command,
  books: [...onTime, ...mixed],
  flat: onTime.slice(1).map((large) => ({ small, large })),
  bundles: weigh(await bundleFunctions()),
  cpuFrom: mixedMedium,
  needs: needsOf(mixedMedium, volumes, quotas),
  needsFrom: mixedMedium,
  volumes,
  quotas,
});
writeFileSync(resolve(values.out), page);
process.stdout.write(page);

const problems = [
  ...marginalOf(small, largest)
    .filter(({ change }) => Math.abs(change) > flatWithin)
    .map(({ name, first, each }) => `${name}: ${first} each at first, ${each} later`),
  ...onTime
    .filter(({ cost }) => (cost.usdPer1000Invoices ?? 0) > usdPer1000OnTime)
    .map(({ name, cost }) => `${name} cost ${cost.usdPer1000Invoices} USD per 1,000`),
];
for (const problem of problems) say(`over the target: ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;
