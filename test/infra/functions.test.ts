import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { beforeAll, describe, expect, it } from 'vitest';
import { functionId } from '../../infra/constructs/function.ts';
import {
  type Bundle,
  bundleFunctions,
  bundlesFolder,
  functionEntries,
  maxBundleBytes,
  maxMedianBundleBytes,
} from '../../scripts/bundle.ts';
import { type Synthesized, synthesized } from './support/template.ts';

const root = join(import.meta.dirname, '..', '..');
const entries = functionEntries();

let stacks: Synthesized;
beforeAll(async () => {
  stacks = await synthesized('dev');
});

const variablesOf = (entry: string): Readonly<Record<string, string>> => {
  const variables = stacks
    .get(`${functionId(entry)}Function`)
    .property('Environment', 'Variables') as Readonly<Record<string, never>>;
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, stacks.text(value)]),
  );
};

/** Rows of the function table of the architecture page: entry and what its env cell names. */
const documented = (): ReadonlyMap<string, readonly string[]> => {
  const page = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8');
  const rows = [...page.matchAll(/^\| (\w+\/[\w-]+) +\|[^|]+\|([^|]+)\|/gm)];
  return new Map(
    rows.map(([, entry = '', cell = '']) => {
      const names = cell.match(/\b[A-Z][A-Z0-9]*(_[A-Z0-9]+)+\b|\bSETTINGS\b/g) ?? [];
      const topics = cell.includes('three topic ARNs')
        ? ['INFO', 'WARNING', 'CRITICAL'].map((severity) => `ALERTS_${severity}_TOPIC_ARN`)
        : [];
      return [entry, [...names, ...topics].sort()];
    }),
  );
};

describe('the functions of the stacks', () => {
  it('are those of the repository, each in the architecture page', () => {
    const deployed = stacks
      .ofType('AWS::Lambda::Function')
      .map(({ id }) => id)
      .sort();
    expect(deployed).toEqual(entries.map((entry) => `${functionId(entry)}Function`).sort());
    expect([...documented().keys()].sort()).toEqual([...entries].sort());
  });

  it.each(entries)('%s runs on Node 24 and ARM, traced, with a log of its own', (entry) => {
    const id = functionId(entry);
    expect(stacks.show(stacks.get(`${id}Function`).properties)).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Role: `${id}Role.Arn`,
      LoggingConfig: { LogGroup: `${id}Logs` },
      TracingConfig: { Mode: 'Active' },
    });
  });

  it.each(entries)('%s has the variables that the architecture page gives it', (entry) => {
    expect(Object.keys(variablesOf(entry)).sort()).toEqual(documented().get(entry));
  });
});

/** Runs a bundle's top level as Lambda would, with these variables and no others. */
const load = (entry: string, variables: Readonly<Record<string, string>>) => {
  const read = new Set<string>();
  const env = new Proxy<Record<string, string>>(
    { AWS_REGION: 'us-east-1', ...variables },
    {
      get: (target, name) => {
        read.add(String(name));
        return Reflect.get(target, name) as unknown;
      },
    },
  );
  const code = readFileSync(join(bundlesFolder, entry, 'index.js'), 'utf8');
  const module = { exports: {} as { readonly handler?: unknown } };
  const run = compileFunction(code, ['module', 'exports', 'require', 'process']);
  run(module, module.exports, createRequire(import.meta.url), { ...process, env });
  return { exports: module.exports, read };
};

describe('every composition root', () => {
  it.each(entries)('%s accepts its variables and reads each of them', (entry) => {
    const { exports, read } = load(entry, variablesOf(entry));
    expect(exports.handler).toBeTypeOf('function');
    expect(Object.keys(variablesOf(entry)).filter((name) => !read.has(name))).toEqual([]);
  });

  it.each(entries)('%s refuses a deployment that forgot one of them, by its name', (entry) => {
    for (const forgotten of Object.keys(variablesOf(entry))) {
      const { [forgotten]: _, ...others } = variablesOf(entry);
      expect(() => load(entry, others)).toThrow(forgotten);
    }
  });
});

describe('variables', () => {
  it('hold the address of a secret, never its value', () => {
    for (const entry of entries) {
      for (const [name, value] of Object.entries(variablesOf(entry))) {
        if (/SECRET|KEY|TOKEN|PASSWORD/.test(name) && !name.endsWith('_TABLE_NAME')) {
          expect([name, value]).toEqual([
            expect.stringMatching(/_SECRET_ARN$/),
            expect.stringMatching(/^\w+Secret$/),
          ]);
        }
      }
    }
  });

  it('stay under the 4 kB that Lambda takes', () => {
    for (const entry of entries) {
      expect(Buffer.byteLength(JSON.stringify(variablesOf(entry))), entry).toBeLessThan(4096);
    }
  });
});

describe('bundles', () => {
  let bundles: Bundle[];
  beforeAll(async () => {
    bundles = await bundleFunctions();
  });

  it('are under 300 kB each, without the SDK and without source maps', () => {
    expect(bundles.map(({ entry }) => entry)).toEqual(
      [...entries].sort((a, b) => a.localeCompare(b)),
    );
    for (const { entry, bytes } of bundles) {
      expect(bytes, entry).toBeLessThan(maxBundleBytes);
      const folder = join(bundlesFolder, entry);
      expect(readdirSync(folder), entry).toEqual(['index.js']);
      expect(existsSync(join(folder, '..', '..', '..', 'source-maps', entry, 'index.js.map'))).toBe(
        true,
      );
      // The SDK announces itself in the user agent; its sources would carry that text.
      expect(readFileSync(join(folder, 'index.js'), 'utf8'), entry).not.toContain('aws-sdk-js/3');
    }
  });

  it('are under 150 kB in the middle', () => {
    const sizes = bundles.map(({ bytes }) => bytes).sort((a, b) => a - b);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThan(maxMedianBundleBytes);
  });
});
