import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { beforeAll, expect, it } from 'vitest';
import { bundlesFolder } from '../../scripts/bundle.ts';
import { permissionsOf } from './support/permissions.ts';
import { type Synthesized, synthesized } from './support/template.ts';

const bureau = {
  name: 'first-bureau',
  kind: 'rest',
  url: 'https://bureau.example/v1/reports',
  mapping: { name: 'direct', version: 1 },
  timeoutMs: 5_000,
  attempts: 2,
} as const;

let stacks: Synthesized;
beforeAll(async () => {
  stacks = await synthesized('dev', { creditData: { bureaus: [bureau] } });
});

const variables = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(
      stacks.get('GatherBureauFunction').property('Environment', 'Variables') as object,
    ).map(([name, value]) => [name, stacks.text(value as string)]),
  );

/** Runs the bundle's top level with these variables, as Lambda would. */
const load = (env: Record<string, string>): void => {
  const code = readFileSync(join(bundlesFolder, 'credit', 'gather-bureau', 'index.js'), 'utf8');
  const run = compileFunction(code, ['module', 'exports', 'require', 'process']);
  const module = { exports: {} };
  const environment = { AWS_REGION: 'us-east-1', ...env };
  run(module, module.exports, createRequire(import.meta.url), { ...process, env: environment });
};

it('gives each bureau that is asked over the network a key of its own, which one function reads', () => {
  expect(stacks.get('FirstBureauBureauSecret').property('SecretString')).toBe('{"valid":[]}');
  const reads = 'secretsmanager:GetSecretValue on FirstBureauBureauSecret';
  expect(permissionsOf(stacks, 'GatherBureauRole')).toContain(reads);
  const others = stacks
    .ofType('AWS::IAM::Role')
    .filter(({ id }) => id !== 'GatherBureauRole')
    .filter(({ id }) => permissionsOf(stacks, id).includes(reads));
  expect(others).toEqual([]);
});

it('names that key to the function, which does not start without it', () => {
  const all = variables();
  expect(all['BUREAU_FIRST_BUREAU_SECRET_ARN']).toBe('FirstBureauBureauSecret');
  expect(() => load(all)).not.toThrow();
  const { BUREAU_FIRST_BUREAU_SECRET_ARN: _, ...others } = all;
  expect(() => load(others)).toThrow('BUREAU_FIRST_BUREAU_SECRET_ARN');
});

it('does not start with a mapping that nobody published', () => {
  const all = variables();
  const SETTINGS = (all['SETTINGS'] ?? '').replace('"direct"', '"other"');
  expect(() => load({ ...all, SETTINGS })).toThrow('no bureau mapping other version 1');
});
