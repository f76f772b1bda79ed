import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConfigError, environments, parseConfig, readConfig } from '../../infra/config.ts';

type Tree = { [key: string]: unknown };

/** A copy of dev with one field set to another value, or gone. */
const changed = (path: string, value?: unknown): Tree => {
  const copy = structuredClone(readConfig('dev')) as Tree;
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce<Tree>((node, key) => node[key] as Tree, copy);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
};

const complaint = (content: unknown): string => {
  try {
    parseConfig('config/test.json', content);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
};

/** Asked over the network, a third of the time that there is. */
const slowBureau = (name: string, attempts: number) => ({
  name,
  kind: 'rest',
  url: 'https://bureau.example/v1',
  mapping: { name: 'direct', version: 1 },
  timeoutMs: 15_000,
  attempts,
});

describe('the configuration of an environment', () => {
  it('is there for dev, staging and prod', () => {
    expect(environments()).toEqual(expect.arrayContaining(['dev', 'prod', 'staging']));
    for (const name of environments()) expect(readConfig(name).environment).toBe(name);
  });

  it('keeps real data safe in prod', () => {
    expect(readConfig('prod').data).toMatchObject({
      retention: 'retain',
      pointInTimeRecovery: true,
      deletionProtection: true,
      encryption: 'customer-managed',
    });
  });

  it('contacts nobody in prod until somebody decides it, and only a list in staging', () => {
    expect(readConfig('prod').contact.mode).toBe('shadow');
    expect(readConfig('staging').contact.mode).toBe('allow-list');
  });

  it.each([
    ['contact.mode'],
    ['contact.dailyCap.sms'],
    ['creditor.name'],
    ['contact.fromAddress'],
    ['creditor.paymentInstructions.es'],
    ['strategy.version'],
    ['bookZone'],
    ['openingBalance.spreadDays'],
    ['data.retention'],
    ['apiThrottle.burst'],
    ['overdueThresholdMinor.default'],
    ['approval.writeOffLimitMinor.default'],
  ])('without %s is refused by that name', (path) => {
    expect(complaint(changed(path))).toContain(`${path}: got nothing; `);
  });

  it.each([
    ['data.retention', 'keep', 'data.retention: got "keep"; '],
    ['bookZone', 'Bogota', 'bookZone: got "Bogota"; expected an IANA zone'],
    ['contact.stepsConcurrency', 1, 'contact.stepsConcurrency: got 1; '],
    ['contact.mode', 'on', 'contact.mode: got "on"; '],
    ['contact.allowList', ['acme'], 'contact.allowList.0: got "acme"; expected a@b, @domain'],
    [
      'contact.allowList',
      Array.from({ length: 60 }, (_, nth) => `somebody-${nth}@acme.example`),
      'expected at most 1000 characters in all',
    ],
    ['contact.dailyCap', { email: 0, sms: 1 }, 'contact.dailyCap.email: got 0; '],
    ['contact.fromAddress', 'nobody', 'contact.fromAddress: got "nobody"; expected a@b'],
    ['overdueThresholdMinor.byCurrency', { usd: 5 }, 'overdueThresholdMinor.byCurrency'],
    [
      'overdueThresholdMinor.byCurrency.USD',
      0.5,
      'overdueThresholdMinor.byCurrency.USD: got 0.5; ',
    ],
    [
      'creditData.bureaus',
      [{ name: 'first', kind: 'rest', attempts: 1, url: 'http://bureau.example', timeoutMs: 500 }],
      'expected an https:// address',
    ],
    [
      'creditData.bureaus',
      [slowBureau('first', 3), slowBureau('second', 2)],
      'expected timeoutMs times attempts of all to be at most 45000',
    ],
    [
      'creditData.bureaus',
      [slowBureau('first', 1), slowBureau('first', 1)],
      'expected every name once',
    ],
    ['strategy.version', 99, 'strategy: expected the name and version of a published strategy'],
    [
      'strategyByRisk.low',
      { name: 'kind', version: 1 },
      'strategyByRisk: expected published strategies that begin as long before the due date',
    ],
    ['creditData.reuseMonths', 12, 'creditData.reuseMonths: expected reports to be kept'],
    ['environment', 'Dev!', 'environment: got "Dev!"; expected 2 to 15'],
    ['logRetentionDays', 15, 'logRetentionDays: got 15; '],
  ])('with %s = %j is refused', (path, value, expected) => {
    expect(complaint(changed(path, value))).toContain(expected);
  });

  it('lists every problem at once, and fields that nobody knows', () => {
    const wrong = { ...changed('creditor.name'), colour: 'blue' };
    expect(complaint(wrong)).toContain('creditor.name: got nothing');
    expect(complaint(wrong)).toContain('colour');
  });

  it.each([
    ['data.retention', 'retain'],
    ['environment', 'prod-eu'],
  ])('refuses the bureau that makes its answers up with %s %s', (path, value) => {
    expect(readConfig('dev').creditData.bureaus).toMatchObject([{ kind: 'sandbox' }]);
    expect(complaint(changed(path, value))).toContain(
      'creditData.bureaus: the sandbox makes its answers up',
    );
    expect(readConfig('prod').creditData.bureaus).toEqual([]);
  });

  it('names the environments there are when asked for another', () => {
    expect(() => readConfig('nowhere')).toThrow(
      'config/nowhere.json does not exist. Environments with a file: dev, prod, staging.',
    );
  });

  it('is not taken from a file that was copied and not renamed inside', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cartera-config-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'qa.json'), JSON.stringify(readConfig('dev')));
    expect(() => readConfig('qa', folder)).toThrow('environment: got "dev"; expected "qa"');
    writeFileSync(join(folder, 'qa.json'), '{');
    expect(() => readConfig('qa', folder)).toThrow('config/qa.json is not JSON');
    writeFileSync(
      join(folder, 'qa.json'),
      JSON.stringify({ ...readConfig('dev'), environment: 'qa' }),
    );
    expect(readConfig('qa', folder).environment).toBe('qa');
  });
});
