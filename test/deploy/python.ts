import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/tool.ts';

const requirements = join(import.meta.dirname, 'emulator', 'requirements.txt');

/** MiniStack runs from this version of Python on. */
const LEAST: readonly [number, number] = [3, 10];

/** What the machine lacks; the message says it and what to install. */
export class PythonMissing extends Error {
  override readonly name = 'PythonMissing';
}

/** How to start a Python in which MiniStack is installed. */
export type Python = {
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
};

const run = (command: string, args: readonly string[], environment = {}) =>
  spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, ...environment } });

const findPython = (): string => {
  const seen: string[] = [];
  for (const command of ['python3', 'python']) {
    const { status, stdout } = run(command, ['-c', 'import sys; print(*sys.version_info[:2])']);
    if (status !== 0) continue;
    const [major = 0, minor = 0] = stdout.trim().split(' ').map(Number);
    if (major === LEAST[0] && minor >= LEAST[1]) return command;
    seen.push(`${command} is ${major}.${minor}`);
  }
  throw new PythonMissing(
    `Python ${LEAST.join('.')} or newer is missing (${seen.join(', ') || 'there is no python3'})`,
  );
};

const tail = (text: string): string => text.trim().split('\n').slice(-8).join('\n');

/**
 * Installs MiniStack, pinned, into a folder of its own under `.build` unless it is there: a
 * virtual environment, or a plain folder of packages where Python comes without `venv`, as on a
 * bare Debian.
 *
 * @throws PythonMissing without a Python, or one with neither `venv` nor `pip`.
 * @throws Error when the packages cannot be installed.
 */
export const installMinistack = (): Python => {
  const python = findPython();
  const version = run(python, ['--version']).stdout;
  const pinned = readFileSync(requirements, 'utf8');
  const digest = createHash('sha256').update(version).update(pinned).digest('hex').slice(0, 12);
  const folder = join(root, '.build', `ministack-${digest}`);
  const packages = join(folder, 'packages');
  const bin = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const installed = (): Python =>
    existsSync(packages)
      ? { command: python, environment: { PYTHONPATH: packages } }
      : { command: bin, environment: {} };
  const stamp = join(folder, 'installed');
  if (existsSync(stamp)) return installed();

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const hasVenv = run(python, ['-m', 'venv', folder]).status === 0;
  if (!hasVenv) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(packages, { recursive: true });
    if (run(python, ['-m', 'pip', '--version']).status !== 0) {
      throw new PythonMissing(`${python} has neither venv nor pip (python3-venv on Debian)`);
    }
  }
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
  const { status, stdout, stderr } = run(
    installed().command,
    [...pip, ...(hasVenv ? [] : ['--target', packages]), '--requirement', requirements],
    // A folder of its own is none of the system's, which Debian protects.
    { PIP_BREAK_SYSTEM_PACKAGES: '1' },
  );
  if (status !== 0) throw new Error(`pip could not install MiniStack:\n${tail(stderr || stdout)}`);
  writeFileSync(stamp, '');
  return installed();
};
