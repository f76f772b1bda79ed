import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../shared/domain/canonical-json.ts';
import { bureauMapping, publishedMappings } from './catalogue.ts';

const home = import.meta.dirname;
const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(home, ...path), 'utf8'));

const files = readdirSync(home, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(join(home, name)).map((file) => [name, file] as const));

describe('published bureau mappings', () => {
  it('are all in the catalogue, under the name and version of their file', () => {
    expect(files.map(([name, file]) => `${name} ${file}`).sort()).toEqual(
      publishedMappings.map(({ name, version }) => `${name} v${version}.json`).sort(),
    );
  });

  it('are never edited: kept answers were read by them', () => {
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

  it('hold expressions that can be read', () => {
    for (const { request, noRecord, report } of publishedMappings) {
      for (const expression of [request, noRecord, report]) {
        expect(() => jsonata(expression)).not.toThrow();
      }
    }
  });

  it('are found by name and version, or refused', () => {
    expect(bureauMapping('direct', 1)).toMatchObject({ name: 'direct', version: 1 });
    expect(() => bureauMapping('direct', 99)).toThrow('no bureau mapping direct version 99');
    expect(() => bureauMapping('kind', 1)).toThrow(RangeError);
  });
});
