import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { maintaining } from '../../test/support/command-line.ts';
import { estateOf } from '../../test/support/estate.ts';
import { type OpenStory, openStory } from '../../test/support/story/open.ts';

let open: OpenStory;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'import-'));
  open = await openStory({ from: '2026-06-01' });
});
afterAll(async () => {
  await open.runtime.close();
  rmSync(folder, { recursive: true });
});

const fileOf = (...rows: string[]): string => {
  const path = join(folder, 'legacy.csv');
  const header = 'invoice,customer,issued,due,amount,currency,email,paidon,paidamount';
  writeFileSync(path, [header, ...rows].join('\n'));
  return path;
};

const line = maintaining(() => estateOf(open.runtime));
const run = (...words: string[]) =>
  line('import', ...words, ...(words.includes('--dry-run') ? [] : ['--reason', 'going live']));

const rows = [
  'OLD-1,acme,2025-01-02,2025-02-01,400.00,USD,acme@example.com,,',
  'OLD-2,acme,2026-05-20,2026-07-20,100.00,USD,,,',
  'OLD-3,bolt,2026-03-01,2026-04-01,300.00,USD,,2026-05-01,250.00',
  'OLD-4,bolt,2026-03-01,2026-04-01,80.00,USD,,2026-04-20,80.00',
];
const words = () => [fileOf(...rows), '--on', '2026-05-31'];

const told = [
  '3 invoices of 2 accounts, 550.00 USD open, of which 2 overdue with 450.00 USD',
  '1 invoice settled by 2026-05-31: left out',
  '1 customer without an address: no message is sent',
  'accounts with something overdue are chased from 2026-06-04 to 2026-06-16, at most 1 more on one day',
];

const afterwards =
  'what contradicts an invoice that is booked changes nothing and appears as an alert, one for the day';

const posted = () =>
  open.runtime.busEvents.flatMap(({ detailType, detail }) => {
    const { data } = detail as { data: Record<string, unknown> };
    return detailType === 'InvoicePosted'
      ? [[data['invoiceNumber'], data['totalMinor'], data['openingBalance']]]
      : [];
  });

it('tells what would come in and sends nothing of it, when it runs dry', async () => {
  expect(await run(...words(), '--dry-run')).toEqual({
    code: 0,
    out: [...told, '5 events would be sent', ''].join('\n'),
    err: '',
  });
  await open.liveThrough('2026-06-01');
  expect(open.runtime.busEvents).toEqual([]);
});

it('brings in what is open with its age, once however often it is run', async () => {
  expect(await run(...words())).toMatchObject({
    code: 0,
    out: [...told, '5 events were sent', afterwards, '']
      .join('\n')
      .replaceAll('06-04', '06-05')
      .replaceAll('06-16', '06-17'),
  });
  await open.liveThrough('2026-06-02');
  await run(...words());
  await open.liveThrough('2026-06-03');
  const of = (chaseFrom: string) => ({ on: '2026-05-31', chaseFrom });
  const byNumber = (a: unknown[], b: unknown[]) => (String(a[0]) < String(b[0]) ? -1 : 1);
  expect(posted().toSorted(byNumber)).toEqual([
    ['OLD-1', 40_000, of('2026-06-05')],
    ['OLD-2', 10_000, of('2026-06-05')],
    ['OLD-3', 5_000, of('2026-06-17')],
  ]);
  expect(open.runtime.outbox).toEqual([]);
  expect(open.errors).toEqual([]);
});

it('tells what is known already when it runs dry again, with one invoice more', async () => {
  const more = 'OLD-5,cedar,2026-03-01,2026-07-01,20.00,USD,,,';
  const { out } = await run(fileOf(...rows, more), '--on', '2026-05-31', '--dry-run');
  expect(out.split('\n')).toContain(
    '2 customers and 3 invoices of it are known already and stay as they are: OLD-1, OLD-2, OLD-3',
  );
  const afresh = await run(fileOf(more), '--on', '2026-05-31', '--dry-run', '--json');
  expect(JSON.parse(afresh.out)).toMatchObject({ known: { customers: [], invoices: [] } });
});

it('tells how it reads amounts without decimals, and what is due before it was issued', async () => {
  const given = ['OLD-6,cedar,2026-03-01,2026-02-01,500.000,CLP,,,'];
  const { code, out } = await run(fileOf(...given), '--on', '2026-05-31', '--dry-run');
  expect([code, ...out.split('\n').slice(0, 3)]).toEqual([
    0,
    'amounts are in thousands: "500.000" is read as 500000 CLP; decimalSeparator in a map says otherwise',
    'row 2, column "due", value "2026-02-01": due before it was issued on 2026-03-01; taken as written',
    '1 invoice of 1 account, 500000 CLP open, of which 1 overdue with 500000 CLP',
  ]);
});

it('raises one alert when it is run again with another day, and changes nothing', async () => {
  const of = (type: string) =>
    open.runtime.busEvents.filter(({ detailType }) => detailType === type).length;
  await run(fileOf(...rows), '--on', '2026-05-30');
  await open.liveThrough('2026-06-04');
  expect([of('EntryRefused'), of('AlertRaised'), posted().length]).toEqual([3, 1, 3]);
  expect(open.errors).toEqual([]);
});

it.each([
  [
    ['OLD-9,acme,2026-06-01,2026-07-01,1.00,USD,,,'],
    '2026-05-31',
    1,
    'issued on 2026-06-01, after the balance',
  ],
  [['OLD-9,acme,2026-02-30,2026-07-01,1.00,USD,,,'], '2026-05-31', 1, 'row 2, column "issued"'],
  [['OLD-9,acme,2026-01-30,2026-07-01,1.00,USD,,,'], '2026-12-31', 2, 'today is 2026-06-0'],
  [['OLD-9,acme,2026-01-30,2026-07-01,1.00,USD,,,'], 'yesterday', 2, 'expected a day written'],
])('refuses %j on %s before anything is sent', async (given, on, code, text) => {
  const before = open.runtime.busEvents.length;
  const said = await run(fileOf(...given), '--on', on);
  expect(said.code).toBe(code);
  expect(said.err).toContain(text);
  expect(open.runtime.busEvents).toHaveLength(before);
});

it('refuses a file that is not there', async () => {
  const { code, err } = await run(join(folder, 'none.csv'), '--on', '2026-05-31');
  expect([code, err]).toEqual([
    2,
    expect.stringContaining('cannot be read: there is no such file'),
  ]);
  const { err: ofFolder } = await run(folder, '--on', '2026-05-31');
  expect(ofFolder).toContain('cannot be read: it is a folder');
});
