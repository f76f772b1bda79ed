import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

const require = createRequire(import.meta.url);

/** The script behind a package's command, so that it runs under the pinned Node on every platform. */
const commandOf = (packageName: string, command: string): string => {
  const manifest = join(root, 'node_modules', packageName, 'package.json');
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    bin: string | Record<string, string>;
  };
  const path = typeof bin === 'string' ? bin : bin[command];
  if (path === undefined) throw new Error(`${packageName} has no command ${command}`);
  return require.resolve(join(dirname(manifest), path));
};

/** Runs a package's command with our terminal; the answer is its exit code. */
export const runTool = (
  packageName: string,
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): number =>
  spawnSync(process.execPath, [commandOf(packageName, command), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  }).status ?? 1;
