import { describe, expect, it } from 'vitest';
import { invoiceFigures } from '../shared/domain/scoring/lateness.ts';
import { inputsOf } from '../shared/domain/scoring/score.ts';
import { fileOf, publishedIn } from '../test/support/published.ts';
import { latenessModelOf, publishedLatenessModels } from './catalogue.ts';

const published = publishedIn(import.meta.dirname);

describe('published lateness models', () => {
  it('are all in the catalogue, under the name and version of their file', () => {
    expect(published.files).toEqual(publishedLatenessModels.map(({ late }) => fileOf(late)).sort());
  });

  it('are never edited: decisions name their digest', () => {
    expect(published.digests()).toEqual(published.recorded());
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
