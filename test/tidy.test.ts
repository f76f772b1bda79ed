import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { domainEvents, inboundEvents } from '../events/catalogue.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(root, path)));
const sources = tracked.filter((path) => /\.(ts|mjs)$/.test(path));
const product = sources.filter(
  (path) => /^(events|shared|functions)\//.test(path) && !path.endsWith('.test.ts'),
);

/** Comments may name what code may not call. */
const codeOf = (path: string): string =>
  read(path)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '');

const offenders = (paths: readonly string[], pattern: RegExp): string[] =>
  paths.filter((path) => pattern.test(codeOf(path)));

const functionFolders = readdirSync(join(root, 'functions'), { withFileTypes: true })
  .filter((context) => context.isDirectory())
  .flatMap((context) =>
    readdirSync(join(root, 'functions', context.name), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `functions/${context.name}/${entry.name}`),
  );

describe('ambient state has one home', () => {
  it('reads the time only in the system clock', () => {
    expect(offenders(product, /new Date\(\)|Date\.now\(/)).toEqual(['shared/lambda/clock.ts']);
  });

  it('draws no random numbers', () => {
    expect(offenders(product, /Math\.random|randomUUID|randomBytes/)).toEqual([]);
  });

  it('reads the environment only where it is parsed', () => {
    expect(offenders(product, /process\.env/)).toEqual(['shared/lambda/env.ts']);
  });
});

describe('every function', () => {
  it.each(functionFolders)(
    '%s has a handler, a test, a README and a short composition root',
    (folder) => {
      for (const file of ['handler.ts', 'handler.test.ts', 'README.md', 'index.ts']) {
        expect(existsSync(join(root, folder, file)), `${folder}/${file}`).toBe(true);
      }
      expect(read(`${folder}/index.ts`).split('\n').length).toBeLessThanOrEqual(40);
    },
  );
});

describe('every event', () => {
  it.each(Object.keys({ ...inboundEvents, ...domainEvents }))(
    '%s has an example and a schema',
    (name) => {
      expect(existsSync(join(root, 'events', 'examples', `${name}.json`))).toBe(true);
      expect(existsSync(join(root, 'events', 'schemas', `${name}.v1.json`))).toBe(true);
    },
  );

  // Commands of maintenance journal what they do by themselves.
  const named = sources
    .filter((path) => /^(shared|functions|operator)\//.test(path) && !path.endsWith('.test.ts'))
    .map(read)
    .join('\n');
  it.each(Object.keys(domainEvents))('%s is produced by something', (name) => {
    expect(named).toContain(`'${name}'`);
  });
});

describe('the house', () => {
  it('has files that one person can hold in mind', () => {
    // A table of cases may run on; a decision may not.
    const limitOf = (path: string): number => (path.endsWith('.test.ts') ? 650 : 400);
    const long = sources.filter((path) => read(path).split('\n').length > limitOf(path));
    expect(long).toEqual([]);
  });

  it('leaves no loose ends in the code', () => {
    const others = sources.filter((path) => path !== 'test/tidy.test.ts');
    expect(others.filter((path) => /\b(TODO|FIXME)\b/.test(read(path)))).toEqual([]);
  });

  it('skips and focuses no test', () => {
    const tests = sources.filter(
      (path) => path.endsWith('.test.ts') && path !== 'test/tidy.test.ts',
    );
    expect(offenders(tests, /\b(it|test|describe)\.(skip|only|todo)\b/)).toEqual([]);
  });

  it('locks versions without naming where they came from', () => {
    expect(read('package-lock.json')).not.toContain('"resolved": "http');
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
      read('package.json'),
    );
    for (const [name, version] of Object.entries({
      ...dependencies,
      ...devDependencies,
      ...optionalDependencies,
    })) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+/);
    }
  });

  it('names no machine of its makers', () => {
    const folders = ['home', 'root', 'work', 'Users'];
    const pattern = new RegExp(`(^|[\\s"'\`(])/(${folders.join('|')})/`, 'm');
    const texts = tracked.filter((path) => /\.(ts|mjs|md|json|mjml|cjs)$|\.ci\/run$/.test(path));
    expect(
      texts.filter((path) => path !== 'package-lock.json' && pattern.test(read(path))),
    ).toEqual([]);
  });
});
