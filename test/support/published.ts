import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { canonicalJson } from '../../shared/domain/canonical-json.ts';

/** Versioned data as it lies in a folder: `<name>/v<version>.json`, and the digests of all. */
export const publishedIn = (home: string) => {
  const read = (path: string): unknown => JSON.parse(readFileSync(join(home, path), 'utf8'));
  const digestOf = (path: string): string =>
    createHash('sha256')
      .update(canonicalJson(read(path)))
      .digest('hex');
  const files = readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /^v\d+\.json$/.test(entry.name))
    .map((entry) => relative(home, join(entry.parentPath, entry.name)))
    .sort();
  return {
    read,
    /** Paths within the folder, sorted. */
    files,
    /** Digests of the files as they are, by path. */
    digests: () => Object.fromEntries(files.map((file) => [file, digestOf(file)])),
    /** Digests of the files as they were published. */
    recorded: () => read('hashes.json'),
  };
};

export const fileOf = ({ name, version }: { readonly name: string; readonly version: number }) =>
  `${name}/v${version}.json`;
