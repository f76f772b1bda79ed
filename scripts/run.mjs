// Plain JavaScript for any Node from 20 on: it runs before anything is installed.
// Installs the locked dependencies when they are missing or stale, then runs the named
// script under the Node that the lock file pins, so every machine runs the same one.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stampFile = join(root, 'node_modules', '.cartera-lock');
const requiredMajor = 24;

const lockDigest = () =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');

function install() {
  const digest = lockDigest();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === digest) return;
  process.stderr.write('cartera: installing the locked dependencies (once)\n');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const outcome = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', args, {
        cwd: root,
        stdio: ['ignore', 2, 2],
        shell: process.platform === 'win32',
      });
  if (outcome.status !== 0) {
    process.stderr.write('cartera: npm ci failed; the lines above say why\n');
    process.exit(outcome.status ?? 1);
  }
  writeFileSync(stampFile, digest);
}

function pinnedNode() {
  const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const require = createRequire(join(root, 'package.json'));
  for (const name of [`node-${platform}`, `node-bin-${platform}`]) {
    try {
      const home = dirname(require.resolve(`${name}/package.json`));
      const binary = join(home, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
      if (existsSync(binary)) return binary;
    } catch {
      // Not this package: the next name, or the running Node, may serve.
    }
  }
  if (Number(process.versions.node.split('.')[0]) >= requiredMajor) return process.execPath;
  process.stderr.write(
    `cartera: needs Node ${requiredMajor}. Install it, or run: npm install --no-save node-${platform}@${requiredMajor}\n`,
  );
  process.exit(1);
}

const [script, ...args] = process.argv.slice(2);
install();
const node = pinnedNode();
const outcome = spawnSync(
  node,
  ['--disable-warning=ExperimentalWarning', join(root, script), ...args],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      // Children that say `node` (vitest workers, the CDK's app command) get the pinned one.
      PATH: `${dirname(node)}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH ?? ''}`,
    },
  },
);
if (outcome.error) throw outcome.error;
process.exit(outcome.status ?? 1);
