import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../shared/domain/canonical-json.ts';
import { invoiceFigures } from '../shared/domain/scoring/lateness.ts';
import { inputsOf } from '../shared/domain/scoring/score.ts';
import { latenessModelOf, publishedLatenessModels } from './catalogue.ts';

const home = import.meta.dirname;
const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(home, ...path), 'utf8'));

const files = readdirSync(home, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(join(home, name)).map((file) => [name, file] as const));

describe('published lateness models', () => {
  it('are all in the catalogue, under the name and version of their file', () => {
    expect(files.map(([name, file]) => `${name} ${file}`).sort()).toEqual(
      publishedLatenessModels.map(({ late }) => `${late.name} v${late.version}.json`).sort(),
    );
  });

  it('are never edited: decisions name their digest', () => {
    const hashes = Object.fromEntries(
      files.map(([name, file]) => [
        `${name}/${file}`,
        createHash('sha256')
          .update(canonicalJson(read(name, file)))
          .digest('hex'),
      ]),
    );
    expect(hashes).toEqual(read('hashes.json'));
  });

  it('judge accounts: a decision about credit has no invoice to look at', () => {
    const figures = publishedLatenessModels.flatMap(({ late, days }) => [
      ...inputsOf(late),
      ...inputsOf(days),
    ]);
    expect(figures.length).toBeGreaterThan(0);
    expect(figures.filter((name) => invoiceFigures.includes(name))).toEqual([]);
  });

  it('are found by name and version, or refused', () => {
    expect(latenessModelOf('ibm-sample', 1)).toMatchObject({ lateAfterDays: 10 });
    expect(() => latenessModelOf('ibm-sample', 99)).toThrow(
      'no lateness model ibm-sample version 99',
    );
  });
});
