import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type Bundle, bundlesFolder } from '../scripts/bundle.ts';
import { root } from '../scripts/lib/tool.ts';

export type Weighed = Bundle & {
  /** Median milliseconds in which a fresh Node loads the bundle and the SDK parts that it needs. */
  readonly initMs: number;
};

const runs = 5;

/** Loading runs the module's top level, which checks its environment: the message is not our concern. */
const probe = `
  const started = performance.now();
  try { require(process.argv[1]); } catch {}
  process.stdout.write(String(performance.now() - started));
`;

const initOf = (entry: string): number => {
  const times = Array.from({ length: runs }, () => {
    const file = join(bundlesFolder, entry, 'index.js');
    const { stdout } = spawnSync(process.execPath, ['--eval', probe, file], {
      cwd: root,
      encoding: 'utf8',
    });
    return Number(stdout);
  }).sort((a, b) => a - b);
  return times[Math.floor(runs / 2)] ?? 0;
};

export const weigh = (bundles: readonly Bundle[]): Weighed[] =>
  bundles.map((bundle) => ({ ...bundle, initMs: initOf(bundle.entry) }));
