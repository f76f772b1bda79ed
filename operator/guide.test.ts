import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusalCodes } from '../shared/domain/ledger/check.ts';
import { accountCommands } from './commands/account.ts';
import { ledgerCommands } from './commands/ledger.ts';
import { commands } from './commands.ts';
import { readLine } from './parse.ts';

const page = readFileSync(join(import.meta.dirname, '../docs/runbooks/operators.md'), 'utf8');
const lines = [...page.matchAll(/```console\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
  block.trim().split('\n'),
);

/** The words of a line as a shell reads them, double quotes being all that the page uses. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

describe('the page of the operators', () => {
  it.each(lines)('shows what can be run: %s', (line) => {
    const prefix = 'npm run cartera -- ';
    expect(line.startsWith(prefix)).toBe(true);
    expect(readLine(wordsOf(line.slice(prefix.length)), commands)).toMatchObject({
      kind: 'run',
      target: { kind: 'environment', name: 'prod' },
    });
  });

  it('shows every command about an account and its ledger', () => {
    for (const { name } of [...accountCommands, ...ledgerCommands]) {
      expect(
        lines.some((line) => line.includes(`-- ${name} `)),
        name,
      ).toBe(true);
    }
  });

  it('knows the rules that it names', () => {
    const table = page.slice(page.indexOf('## When an act is refused'));
    const named = [...table.matchAll(/^\| (`.+?) +\|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([a-z-]+)`/g)].map(([, rule = '']) => rule),
    );
    const ofTheDoor = ['act-id-taken', 'differs', 'date-ahead', 'busy', 'forbidden'];
    const known = new Set<string>([...refusalCodes, ...ofTheDoor]);
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((rule) => !known.has(rule))).toEqual([]);
  });
});
