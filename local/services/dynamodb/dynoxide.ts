import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { UnsupportedError } from '../../kernel/errors.ts';
import type { DynamoEngine } from './engine.ts';
import { type HttpLane, openLane } from './http-lane.ts';

const HOST = '127.0.0.1';
/** The engine listens within 20 ms; a loaded machine may take a hundred times that. */
const CONNECT_ATTEMPTS = 400;
const CONNECT_PAUSE_MS = 10;

/** @throws UnsupportedError naming the npm package that holds the engine for this platform. */
const binaryPath = (): string => {
  const platform = `${process.platform}-${process.arch}`;
  const name = `@dynoxide/${platform}`;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    const binary = join(
      dirname(manifest),
      process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide',
    );
    if (existsSync(binary)) return binary;
  } catch {
    // Falls through to the same answer as a package without its binary.
  }
  throw new UnsupportedError(
    `The local runtime needs the database engine for ${platform}: run "npm install --no-save ${name}".`,
  );
};

/** A port of the loopback interface that nobody listened on a moment ago. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, HOST, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });

/**
 * Starts the engine so that it cannot outlive us: a shell holds our pipe, and kills the engine when
 * the pipe ends, which the operating system does for us even when this process is killed.
 */
const spawnBound = (binary: string, port: number): ChildProcess => {
  const args = ['--host', HOST, '--port', String(port)];
  if (process.platform === 'win32') return spawn(binary, args, { stdio: 'ignore' });
  const script = '"$@" >/dev/null 2>&1 & engine=$!; cat >/dev/null; kill "$engine" 2>/dev/null';
  return spawn('/bin/sh', ['-c', script, 'sh', binary, ...args], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Calls come one at a time: a second worker thread only adds wake-ups (a tenth of a transaction).
    env: { PATH: '/usr/bin:/bin', TOKIO_WORKER_THREADS: '1' },
  });
};

const connectLane = async (port: number): Promise<HttpLane> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await openLane(HOST, port);
    } catch (error) {
      if (attempt === CONNECT_ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, CONNECT_PAUSE_MS));
    }
  }
};

const headersOf = (operation: string): string =>
  `content-type: application/x-amz-json-1.0\r\nx-amz-target: DynamoDB_20120810.${operation}\r\n` +
  'authorization: AWS4-HMAC-SHA256 Credential=local/20000101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=local\r\n' +
  'x-amz-date: 20000101T000000Z\r\n';

/** A dynoxide process of its own, in memory, on a free loopback port. */
export const startDynoxide = async (): Promise<DynamoEngine> => {
  const binary = binaryPath();
  const port = await freePort();
  const child = spawnBound(binary, port);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const lane = await connectLane(port).catch((error: unknown) => {
    child.stdin?.end();
    child.kill();
    throw error;
  });
  child.unref();
  const headers = new Map<string, string>();
  return {
    request: (operation, body) => {
      let head = headers.get(operation);
      if (head === undefined) {
        head = headersOf(operation);
        headers.set(operation, head);
      }
      return lane.post(head, body);
    },
    close: async () => {
      lane.close();
      // Unreferenced while it worked, so that it never keeps the host alive; now we wait for it.
      child.ref();
      if (process.platform === 'win32') child.kill();
      else child.stdin?.end();
      await ended;
    },
  };
};
