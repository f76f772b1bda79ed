import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ConfigError } from '../../infra/config.ts';
import { synthesize } from '../../scripts/cdk.ts';
import { businessDate } from '../../shared/domain/calendar.ts';
import { bookOf } from '../csv/book.ts';
import { readCsv, readMap } from '../csv/read.ts';
import { buildReport } from '../report/build.ts';
import { readPriceTable } from '../report/cost.ts';
import type { Report } from '../report/schema.ts';
import { runBook } from './run-book.ts';

const folder = mkdtempSync(join(tmpdir(), 'cartera-zone-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// 07:00 in Tokyo is the evening before in UTC, the zone of the environment.
const book = bookOf(
  'tokyo.csv',
  readCsv(
    'tokyo.csv',
    [
      'invoice,customer,issued,due,amount,currency,settled',
      'A1,C1,2026-01-05,2026-01-20,100,USD,2026-01-21',
      'A2,C2,2026-01-06,2026-01-31,50,USD,2026-02-01',
    ].join('\n'),
    readMap('map.json', '{"zone":"Asia/Tokyo"}'),
  ),
);

let report: Report;

beforeAll(async () => {
  const outdir = join(folder, 'assembly');
  await synthesize('dev', { outdir, bookZone: book.zone });
  const record = await runBook({ assembly: outdir, book, seed: 1 });
  const asOf = ['2026-01-20', '2026-01-21', '2026-01-31', '2026-02-01'].map(businessDate);
  ({ report } = buildReport(record, { asOf, knownAt: undefined }, readPriceTable()));
});

it("dates payments by the book's own zone", () => {
  expect(report.currencies['USD']).toMatchObject({
    settledInvoices: 2,
    lateInvoices: 2,
    daysLateMean: 1,
    openMinor: 0,
  });
  expect(report.asOf.map(({ date, openMinor }) => [date, openMinor])).toEqual([
    ['2026-01-20', 15_000],
    ['2026-01-21', 5_000],
    ['2026-01-31', 5_000],
    ['2026-02-01', 0],
  ]);
  const buckets = report.asOf.map(({ aging }) => aging);
  expect(buckets[2]).toMatchObject({ current: 5_000 });
});

it('refuses a zone that is none', async () => {
  await expect(
    synthesize('dev', { outdir: join(folder, 'none'), bookZone: 'Mars/Olympus' }),
  ).rejects.toThrow(ConfigError);
});
