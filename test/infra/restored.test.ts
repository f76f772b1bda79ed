import { beforeAll, expect, it } from 'vitest';
import { list, type Synthesized, synthesized } from './support/template.ts';

const streamArn = 'arn:aws:dynamodb:us-east-1:111111111111:table/journal-restored/stream/2026';
const restored = {
  JournalTable: { name: 'journal-restored', streamArn },
  ReceivablesTable: { name: 'receivables-restored' },
} as const;

let before: Synthesized;
let after: Synthesized;
beforeAll(async () => {
  before = await synthesized('dev');
  after = await synthesized('dev', { restored });
});

const tableNames = (stacks: Synthesized, variable: string): Set<string> =>
  new Set(
    stacks
      .ofType('AWS::Lambda::Function')
      .map(({ property }) => property('Environment', 'Variables', variable))
      .filter((value) => value !== undefined)
      .map(stacks.text),
  );

it('points every function to the tables that a restore made, and to the others as before', () => {
  expect(tableNames(before, 'JOURNAL_TABLE_NAME')).toEqual(new Set(['JournalTable']));
  expect(tableNames(after, 'JOURNAL_TABLE_NAME')).toEqual(new Set(['journal-restored']));
  expect(tableNames(after, 'RECEIVABLES_TABLE_NAME')).toEqual(new Set(['receivables-restored']));
  expect(tableNames(after, 'CONTACT_TABLE_NAME')).toEqual(new Set(['ContactTable']));
});

it('lets nobody act on the tables that are left behind', () => {
  const resources = after
    .ofType('AWS::IAM::Policy')
    .flatMap(({ property }) => list(property('PolicyDocument', 'Statement')))
    .map((statement) => after.text(statement));
  expect(resources.filter((text) => /JournalTable|ReceivablesTable/.test(text))).toEqual([]);
  expect(resources.some((text) => text.includes('table/journal-restored'))).toBe(true);
});

it('publishes the journal from the stream of the restored table', () => {
  const sources = after
    .ofType('AWS::Lambda::EventSourceMapping')
    .map(({ property }) => after.text(property('EventSourceArn')));
  expect(sources).toContain(streamArn);
  expect(sources.filter((source) => source.includes('JournalTable'))).toEqual([]);
});

it('keeps the tables of the stack: they are the evidence', () => {
  const tables = ({ ofType }: Synthesized) => ofType('AWS::DynamoDB::Table').map(({ id }) => id);
  expect(tables(after)).toEqual(tables(before));
  expect(after.outputs).toContain('JournalTableName');
});
