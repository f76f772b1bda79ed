import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../local/services/dynamodb/dynoxide.ts';
import { root } from '../../scripts/lib/tool.ts';
import type { TestClock } from './clock.ts';
import type { Python } from './python.ts';

const folder = join(import.meta.dirname, 'emulator');

/** Loads the packages of 90 services; a busy machine takes some seconds for it. */
const START_SECONDS = 60;

export type Emulator = {
  /** `http://127.0.0.1:<port>`: by number, so that the SDK addresses buckets by path. */
  readonly endpoint: string;
  /** What a tool of AWS needs to speak to the emulator, on the clock of the test. */
  readonly environment: Readonly<Record<string, string>>;
  readonly log: () => string;
  readonly stop: () => Promise<void>;
};

const ended = (child: ChildProcess): Promise<unknown> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', resolve));

/**
 * Starts MiniStack with our patches on a port of its own.
 *
 * @throws Error with the end of its log when it does not come up.
 */
export const startEmulator = async (
  python: Python,
  options: { readonly clock: TestClock; readonly scratch: string },
): Promise<Emulator> => {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const logFile = join(options.scratch, 'ministack.log');
  const preload = { NODE_OPTIONS: `--require "${join(folder, 'clock.cjs')}"` };
  const clockFile = { CARTERA_CLOCK_FILE: options.clock.file };
  const account = {
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
  };
  const output = openSync(logFile, 'w');
  // Functions are unpacked in there; their code must not pass for modules because ours is.
  writeFileSync(join(options.scratch, 'package.json'), '{"type":"commonjs"}');
  const child = spawn(python.command, [join(folder, 'patches.py')], {
    cwd: options.scratch,
    stdio: ['ignore', output, output],
    env: {
      ...account,
      ...clockFile,
      ...preload,
      ...python.environment,
      // The functions run under the Node that this process runs under.
      PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
      // The Node runtime of Lambda brings the SDK along; bundles leave it out.
      NODE_PATH: join(root, 'node_modules'),
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      // Every call is checked against the policies of the role that makes it.
      AUTH: 'true',
      TMPDIR: options.scratch,
      PYTHONDONTWRITEBYTECODE: '1',
      // A leap of days must not look like idleness to the processes of the functions.
      LAMBDA_WARM_TTL_SECONDS: '1000000000',
    },
  });
  process.once('exit', () => child.kill('SIGKILL'));
  const log = (): string => readFileSync(logFile, 'utf8');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await ended(child);
    clearTimeout(late);
  };
  /** Up, and minding policies: a version that knew no such thing would let everything pass. */
  const isUp = async (): Promise<boolean> => {
    try {
      const health = await fetch(`${endpoint}/_ministack/health`);
      return ((await health.json()) as { auth?: string }).auth === 'enabled';
    } catch {
      return false;
    }
  };
  const until = performance.now() + START_SECONDS * 1000;
  while (!(await isUp())) {
    if (child.exitCode !== null || performance.now() > until) {
      await stop();
      throw new Error(`MiniStack did not start:\n${log().split('\n').slice(-20).join('\n')}`);
    }
    await sleep(100);
  }
  return {
    endpoint,
    environment: { ...account, ...clockFile, ...preload, AWS_ENDPOINT_URL: endpoint },
    log,
    stop,
  };
};
