import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../lib/tool.ts';
import { generateEventDocs, orphans } from './events.ts';

it.each([...generateEventDocs()])(
  '%s is as the contracts say (npm run generate)',
  (path, content) => {
    expect(existsSync(join(root, path)), path).toBe(true);
    expect(readFileSync(join(root, path), 'utf8')).toBe(content);
  },
);

it('nothing is left of events that are gone', () => {
  expect(orphans()).toEqual([]);
});
