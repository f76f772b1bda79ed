import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { UsageError } from '../cli/arguments.ts';
import { checkFolder, clearMessages } from './folder.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'cartera-out-'));

const ours = JSON.stringify({
  schemaVersion: 1,
  book: 'b',
  currencies: {},
  asOf: [],
  messages: {},
});

it('makes the folder, and takes one that holds other things', () => {
  const fresh = join(folder(), 'a', 'b');
  checkFolder(fresh);
  expect(readdirSync(fresh)).toEqual([]);
  const used = folder();
  writeFileSync(join(used, 'notes.txt'), 'mine');
  mkdirSync(join(used, 'messages'));
  checkFolder(used);
  expect(readdirSync(used).toSorted()).toEqual(['messages', 'notes.txt']);
});

it('refuses what is no folder, before anything runs', () => {
  const file = join(folder(), 'file');
  writeFileSync(file, '');
  expect(() => checkFolder(file)).toThrow(UsageError);
  expect(() => checkFolder(file)).toThrow('is a file, or goes through one');
  expect(() => checkFolder(join(file, 'below'))).toThrow('is a file, or goes through one');
  expect(() => checkFolder('/proc/nowhere')).toThrow(/--out \/proc\/nowhere: /);
});

it("never touches somebody else's files", () => {
  const messages = folder();
  mkdirSync(join(messages, 'messages'));
  writeFileSync(join(messages, 'messages', 'letter.txt'), 'mine');
  expect(() => checkFolder(messages)).toThrow('holds a folder messages that no run has left there');
  clearMessages(messages);
  expect(existsSync(join(messages, 'messages', 'letter.txt'))).toBe(true);
  const report = folder();
  writeFileSync(join(report, 'report.json'), '{"title":"mine"}');
  expect(() => checkFolder(report)).toThrow('holds a report.json that no run has left there');
});

it("clears an earlier run's messages, and nothing else", () => {
  const used = folder();
  writeFileSync(join(used, 'report.json'), ours);
  mkdirSync(join(used, 'messages', 'kept'), { recursive: true });
  for (const name of ['att-1.html', 'att-1.txt', 'my letter.txt', 'data.csv']) {
    writeFileSync(join(used, 'messages', name), '');
  }
  checkFolder(used);
  clearMessages(used);
  expect(readdirSync(join(used, 'messages')).toSorted()).toEqual([
    'data.csv',
    'kept',
    'my letter.txt',
  ]);
});
