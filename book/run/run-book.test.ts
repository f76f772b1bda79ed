import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { bookOf } from '../csv/book.ts';
import { readCsv } from '../csv/read.ts';
import { type BuiltReport, buildReport } from '../report/build.ts';
import { readPriceTable } from '../report/cost.ts';
import { messageLine, reportSchema } from '../report/schema.ts';
import { writeReport } from '../report/write.ts';
import type { RunRecord } from './record.ts';
import { runBook } from './run-book.ts';

// `npm test` synthesizes it before the suite runs.
const assembly = process.env['CARTERA_ASSEMBLY'] ?? join(import.meta.dirname, '../../cdk.out');

const book = bookOf(
  'tiny.csv',
  readCsv(
    'tiny.csv',
    [
      'invoice,customer,issued,due,amount,currency,settled,paid amount,email,phone,country,zone,locale',
      'EARLY,C1,2026-01-05,2026-01-20,100.00,USD,2026-01-12,100.00,c1@example.com,+15550101,US,America/New_York,en',
      'LATE,C2,2026-01-06,2026-01-16,250000,CLP,2026-02-20,250000,c2@example.com,+56900000101,CL,America/Santiago,es',
      'PART,C3,2026-01-07,2026-01-16,80.00,BRL,2026-01-27,30.00,c3@example.com,+5511900000101,BR,America/Sao_Paulo,pt',
    ].join('\n'),
  ),
);

let record: RunRecord;
let built: BuiltReport;

beforeAll(async () => {
  record = await runBook({ assembly, book: { ...book, to: book.to }, seed: 1 });
  built = buildReport(record, { asOf: [], knownAt: undefined }, readPriceTable());
});

it('accounts for every cent of every currency', () => {
  const { BRL, CLP, USD } = built.report.currencies;
  expect(USD).toMatchObject({ issuedMinor: 10_000, paidMinor: 10_000, openMinor: 0 });
  expect(CLP).toMatchObject({ issuedMinor: 250_000, paidMinor: 250_000, lateInvoices: 1 });
  expect(CLP?.daysLateMean).toBe(35);
  expect(BRL).toMatchObject({ issuedMinor: 8_000, paidMinor: 3_000, openMinor: 5_000 });
  expect(
    built.report.asOf.map(({ date, currency, openMinor }) => [date, currency, openMinor]),
  ).toEqual([
    ['2026-01-31', 'BRL', 5_000],
    ['2026-01-31', 'CLP', 250_000],
    ['2026-01-31', 'USD', 0],
    ['2026-02-20', 'BRL', 5_000],
    ['2026-02-20', 'CLP', 0],
    ['2026-02-20', 'USD', 0],
  ]);
});

it('leaves alone who pays early and reminds who does not, in their language and hours', () => {
  const lines = built.messages.map(({ line }) => line);
  for (const line of lines) {
    expect(messageLine.safeParse(line).error).toBeUndefined();
    const due = line.invoiceIds.includes('LATE') ? ['CLP', 'es'] : ['BRL', 'pt'];
    expect([line.currency, line.locale]).toEqual(due);
  }
  expect(lines.some(({ invoiceIds }) => invoiceIds.includes('EARLY'))).toBe(false);
  const late = lines.filter(({ invoiceIds }) => invoiceIds.includes('LATE'));
  expect(late.map(({ template }) => template)).toEqual([
    'reminder-before-due',
    'reminder-overdue',
    'sms-overdue',
    'reminder-overdue-second',
    'formal-demand',
  ]);
  const afterPart = lines.filter(
    ({ invoiceIds, at }) => invoiceIds.includes('PART') && at > '2026-01-27',
  );
  expect(afterPart.length).toBeGreaterThan(0);
  expect(new Set(afterPart.map(({ amountMinor }) => amountMinor))).toEqual(new Set([5_000]));
});

it('writes a report that fits its schema, with each message beside it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cartera-report-'));
  const page = writeReport(folder, built, record.busEvents);
  const text = (file: string): string => readFileSync(join(folder, file), 'utf8');
  expect(reportSchema.safeParse(JSON.parse(text('report.json'))).error).toBeUndefined();
  expect(readFileSync(page, 'utf8')).toContain('tiny.csv');
  const events = text('events.ndjson').trim().split('\n');
  expect(events).toHaveLength(record.busEvents.length);
  expect(JSON.parse(events[0] ?? '')).toMatchObject({
    at: '2026-01-05T05:00:00.000Z',
    source: 'upstream.book',
    detailType: 'CustomerUpserted',
  });
  const lines = text('messages.ndjson')
    .trim()
    .split('\n')
    .map((line) => messageLine.parse(JSON.parse(line)));
  for (const { bodyPath, amountMinor, currency } of lines) {
    const twin = text(bodyPath.replace(/\.html$/, '.txt'));
    // Every message says how much, whatever the language groups it by.
    expect(twin.replace(/\D/g, '')).toContain(
      String(currency === 'CLP' ? amountMinor : amountMinor / 100),
    );
  }
  const files = readdirSync(join(folder, 'messages'));
  const emails = lines.filter(({ channel }) => channel === 'email').length;
  expect(files).toHaveLength(lines.length + emails);
});

it('says the same again for the same seed', async () => {
  const again = await runBook({ assembly, book, seed: 1 });
  expect(again.busEvents).toEqual(record.busEvents);
  expect(again.outbox).toEqual(record.outbox);
});

it('says the same on an engine that we did not write', async () => {
  const elsewhere = await runBook({ assembly, book, seed: 1, engine: 'dynoxide' });
  expect(elsewhere.busEvents).toEqual(record.busEvents);
  expect(elsewhere.outbox).toEqual(record.outbox);
});
