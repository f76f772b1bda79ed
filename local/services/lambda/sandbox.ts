import { Console } from 'node:console';
import nodeCrypto from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { Writable } from 'node:stream';
import { compileFunction } from 'node:vm';
import { UnsupportedError } from '../../kernel/errors.ts';
import type { Random } from '../../kernel/random.ts';
import { fetchFrom, type Hosts, hostOf } from './hosts.ts';

export type LogSink = (line: string) => void;

export type Sandbox = {
  /** The function's own environment variables and those that Lambda adds. */
  readonly environment: Readonly<Record<string, string>>;
  /** Randomness of the invocation that runs, or of the initialization. */
  readonly random: () => Random;
  readonly log: LogSink;
  /** Machines that somebody plays; there are no others. */
  readonly hosts: Hosts;
  /** Ends the run: the function did what this runtime does not imitate. */
  readonly fail: (error: UnsupportedError) => void;
};

type ModuleObject = { exports: unknown };

const hostRequire = createRequire(import.meta.url);

const PARAMETERS = [
  'exports',
  'require',
  'module',
  '__filename',
  '__dirname',
  'process',
  'console',
  'crypto',
  'Math',
  'fetch',
] as const;

/** Node's ways to other machines; what the AWS SDK does is intercepted before it gets there. */
const NETWORK = /^(node:)?(dgram|dns|http|http2|https|net|tls)(\/|$)/;

/** Streams that hand whole lines to the log, as Powertools writes to `process.stdout` itself. */
const lineStream = (log: LogSink): Writable =>
  new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, done) => {
      for (const line of String(chunk).split('\n')) if (line !== '') log(line);
      done();
    },
  });

/** The real process, with the function's environment instead of ours and no way to end it. */
const shadowProcess = ({ environment, log }: Sandbox): NodeJS.Process =>
  Object.create(process, {
    env: { value: { ...environment }, writable: true, enumerable: true },
    stdout: { value: lineStream(log), enumerable: true },
    stderr: { value: lineStream(log), enumerable: true },
    exit: {
      value: (code?: number) => {
        throw new Error(`Runtime exited with error: exit status ${code ?? 0}`);
      },
    },
  });

const seededCrypto = (random: () => Random): typeof nodeCrypto =>
  Object.create(nodeCrypto, {
    randomUUID: { value: () => random().uuid(), enumerable: true },
    randomBytes: { value: (size: number) => Buffer.from(random().bytes(size)), enumerable: true },
    randomInt: {
      value: (first: number, second?: number) =>
        second === undefined ? random().below(first) : first + random().below(second - first),
      enumerable: true,
    },
    webcrypto: { get: () => seededWebCrypto(random), enumerable: true },
  });

const seededWebCrypto = (random: () => Random): typeof globalThis.crypto => {
  const real = globalThis.crypto;
  return Object.create(real, {
    randomUUID: { value: () => random().uuid() },
    getRandomValues: {
      value: (array: Uint8Array) => {
        const view = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
        view.set(random().bytes(view.length));
        return array;
      },
    },
    subtle: { value: real.subtle },
  });
};

const seededMath = (random: () => Random): typeof Math =>
  Object.create(Math, { random: { value: () => random().next() } });

/**
 * No function reaches the network but hosts that somebody plays: a run would not be reproducible,
 * and would act on the real world. A function that catches the error does not keep the run from ending.
 */
const offline = ({ fail }: Sandbox, what: string): never => {
  const error = new UnsupportedError(`${what}: functions do not reach the network here.`);
  fail(error);
  throw error;
};

/** The path is left out: it may name a person. */
const originOf = (input: unknown): string => {
  const url = input instanceof Request ? input.url : String(input);
  return URL.canParse(url) ? new URL(url).origin : 'an address';
};

const consoleOf = (shadow: NodeJS.Process): Console =>
  new Console({ stdout: shadow.stdout, stderr: shadow.stderr });

const findFile = (path: string): string => {
  for (const candidate of [
    path,
    `${path}.js`,
    `${path}.cjs`,
    `${path}.json`,
    resolve(path, 'index.js'),
  ]) {
    if (existsSync(candidate) && statSync(candidate).isFile()) return candidate;
  }
  if (existsSync(`${path}.mjs`)) {
    throw new UnsupportedError(`${path}.mjs is an ES module; bundle functions as CommonJS.`);
  }
  throw new Error(`Runtime.ImportModuleError: Cannot find module '${path}'`);
};

/**
 * Loads the CommonJS module at `file` (or the given source) as Lambda's init phase would, with its
 * own process, console and randomness. The AWS SDK and Node's modules are the host's, so that the
 * interception of SDK clients sees the calls.
 */
export const loadModule = (entry: string, sandbox: Sandbox, inlineSource?: string): unknown => {
  const shadow = shadowProcess(sandbox);
  const shadowConsole = consoleOf(shadow);
  const cryptoModule = seededCrypto(sandbox.random);
  const webCrypto = seededWebCrypto(sandbox.random);
  const math = seededMath(sandbox.random);
  const fetchPlayed: typeof fetch = async (input, init) => {
    const host = hostOf(sandbox.hosts, input);
    if (host === undefined) return offline(sandbox, `fetch from ${originOf(input)}`);
    try {
      return await fetchFrom(host, input, init);
    } catch (error) {
      if (error instanceof UnsupportedError) sandbox.fail(error);
      throw error;
    }
  };
  const cache = new Map<string, ModuleObject>();

  const requireFrom =
    (directory: string) =>
    (name: string): unknown => {
      if (name.startsWith('.') || name.startsWith('/'))
        return load(findFile(resolve(directory, name)));
      if (name === 'crypto' || name === 'node:crypto') return cryptoModule;
      if (name === 'process' || name === 'node:process') return shadow;
      if (NETWORK.test(name)) return offline(sandbox, `require('${name}')`);
      return hostRequire(name);
    };

  const run = (file: string, source: string): ModuleObject => {
    const module: ModuleObject = { exports: {} };
    cache.set(file, module);
    const directory = dirname(file);
    const body = compileFunction(source, [...PARAMETERS], { filename: file });
    body.call(
      module.exports,
      module.exports,
      requireFrom(directory),
      module,
      file,
      directory,
      shadow,
      shadowConsole,
      webCrypto,
      math,
      fetchPlayed,
    );
    return module;
  };

  const load = (file: string): unknown => {
    const known = cache.get(file);
    if (known !== undefined) return known.exports;
    const source = readFileSync(file, 'utf8');
    if (file.endsWith('.json')) {
      const module = { exports: JSON.parse(source) as unknown };
      cache.set(file, module);
      return module.exports;
    }
    return run(file, source).exports;
  };

  return inlineSource === undefined ? load(findFile(entry)) : run(entry, inlineSource).exports;
};
