import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import { fileOf, publishedIn } from '../test/support/published.ts';
import { bureauMapping, publishedMappings } from './catalogue.ts';

const published = publishedIn(import.meta.dirname);

describe('published bureau mappings', () => {
  it('are all in the catalogue, under the name and version of their file', () => {
    expect(published.files).toEqual(publishedMappings.map(fileOf).sort());
  });

  it('are never edited: kept answers were read by them', () => {
    expect(published.digests()).toEqual(published.recorded());
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
