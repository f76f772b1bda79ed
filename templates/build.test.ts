import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkedHashes, compileLayout, PublishedVersionChanged } from './build.ts';
import { publishedTemplates } from './catalogue.ts';
import { publishedLetters } from './letters.ts';

const root = join(import.meta.dirname, '..');

describe('what is published', () => {
  test('is what its sources make, and unchanged since it was published', async () => {
    const files = await compileLayout();
    for (const [path, content] of files) {
      expect(readFileSync(join(root, path), 'utf8'), `${path}: npm run generate`).toBe(content);
    }
  });

  test('is all in the catalogue', () => {
    const hashes: unknown = JSON.parse(readFileSync(join(root, 'templates/hashes.json'), 'utf8'));
    const listed = [...publishedTemplates, ...publishedLetters].map(
      ({ name, version }) => `${name}.v${version}`,
    );
    expect([...listed, 'email.v1'].sort()).toEqual(Object.keys(hashes as object));
  });

  test('may grow, but is never edited or taken away', () => {
    const first = checkedHashes({}, new Map([['a.v1', 'one']]));
    const second = checkedHashes(
      first,
      new Map([
        ['a.v1', 'one'],
        ['a.v2', 'two'],
      ]),
    );
    expect(Object.keys(second)).toEqual(['a.v1', 'a.v2']);
    expect(second['a.v1']).toBe(first['a.v1']);
    expect(() => checkedHashes(first, new Map([['a.v1', 'ONE']]))).toThrow(PublishedVersionChanged);
    expect(() => checkedHashes(second, new Map([['a.v1', 'one']]))).toThrow('a.v2');
  });
});
