import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../shared/domain/canonical-json.ts';
import { contactRules } from './catalogue.ts';

const home = import.meta.dirname;
const read = (file: string): unknown => JSON.parse(readFileSync(join(home, file), 'utf8'));
const packs = readdirSync(home).flatMap((file) => {
  const match = /^([a-z0-9-]+)\.v(\d+)\.json$/.exec(file);
  return match ? [{ file, name: match[1] ?? '', version: Number(match[2]) }] : [];
});

describe('published contact rules', () => {
  test('are all in the catalogue, under the name and version of their file', () => {
    expect(packs.length).toBeGreaterThan(0);
    for (const { file, name, version } of packs) {
      expect(contactRules(name, version)).toEqual(read(file));
    }
  });

  test('are never edited: the journal names them for every contact that they allowed', () => {
    const hashes = Object.fromEntries(
      packs.map(({ file }) => [
        file,
        createHash('sha256')
          .update(canonicalJson(read(file)))
          .digest('hex'),
      ]),
    );
    expect(hashes).toEqual(read('hashes.json'));
  });

  test('are strict by default: weekdays from nine to seven, once a day, twice a week', () => {
    expect(contactRules('default', 1)).toMatchObject({
      windows: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '19:00' }],
      holidays: [],
      limits: [
        { kind: 'cap', max: 1, days: 1, per: 'party' },
        { kind: 'cap', max: 2, days: 7, per: 'party' },
      ],
    });
  });
});
