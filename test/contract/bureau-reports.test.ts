import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBureauReports } from '../../shared/adapters/bureau-reports.ts';
import { createLineNews } from '../../shared/adapters/dynamodb/line-news.ts';
import { businessDate, type Instant, instant } from '../../shared/domain/calendar.ts';
import type { BureauReports, KeptAnswer } from '../../shared/ports/gathering.ts';
import { startDynamo, type TestDynamo } from '../support/dynamodb.ts';

let dynamo: TestDynamo;
let reports: BureauReports;
const objects = new Map<string, Uint8Array>();
beforeAll(async () => {
  dynamo = await startDynamo();
  reports = createBureauReports({
    client: dynamo.client,
    tableName: await dynamo.table('Credit'),
    files: {
      put: async (key, bytes) => {
        if (!objects.has(key)) objects.set(key, bytes);
      },
      get: async (key) => objects.get(key),
    },
  });
});
afterAll(() => dynamo.stop());

const report = {
  bureau: 'first',
  reportId: 'r1',
  asOf: '2026-02-01',
  score: 70,
  bankrupt: false,
  openDefaults: 0,
  openDefaultsMinor: null,
  legalActions: null,
  meanDaysBeyondTerms: -2.5,
  creditLines: 2,
  utilisation: 0.25,
  inquiries: null,
  monthsOnFile: 40,
};

const answer = (
  requestId: string,
  receivedAt: string,
  over: Partial<KeptAnswer> = {},
): KeptAnswer => ({
  bureau: 'first',
  requestId,
  receivedAt: instant(receivedAt),
  currency: 'USD',
  status: 'found',
  report,
  raw: '{"ñ":1}',
  ...over,
});

const longAgo = businessDate('2020-01-01');

const keysOf = (part: string): string[] => [...objects.keys()].filter((key) => key.includes(part));

describe('answers of bureaus', () => {
  it('are found by their question, whole, and the newest report by its applicant', async () => {
    const [older, newer] = [
      answer('q1', '2026-01-01T00:00:00Z'),
      answer('q2', '2026-02-01T00:00:00Z'),
    ];
    const kept = await reports.keep('anna', newer);
    await reports.keep('anna', older);
    expect(kept.answer).toEqual(newer);
    expect(await reports.answered('first', 'anna', 'q2')).toEqual(kept);
    expect((await reports.answered('first', 'anna', 'q1'))?.answer).toEqual(older);
    expect(await reports.newest('first', 'anna', longAgo)).toEqual(kept);
  });

  it('are not found by another bureau, applicant or question', async () => {
    await reports.keep('bert', answer('q1', '2026-01-01T00:00:00Z'));
    expect(await reports.newest('second', 'bert', longAgo)).toBeUndefined();
    expect(await reports.newest('first', 'nobody', longAgo)).toBeUndefined();
    expect(await reports.answered('first', 'bert', 'q9')).toBeUndefined();
  });

  it('that are no reports are found by their question only', async () => {
    const garbage = { status: 'invalid', report: undefined, problems: ['score'] } as const;
    await reports.keep('cleo', answer('q1', '2026-01-01T00:00:00Z', garbage));
    await reports.keep('cleo', {
      ...answer('q2', '2026-01-02T00:00:00Z'),
      report: undefined,
      status: 'no-record',
    });
    expect(await reports.newest('first', 'cleo', longAgo)).toBeUndefined();
    expect((await reports.answered('first', 'cleo', 'q1'))?.answer).toMatchObject({
      status: 'invalid',
      problems: ['score'],
    });
    expect((await reports.answered('first', 'cleo', 'q2'))?.answer.status).toBe('no-record');
  });

  it('of one question count once: the first that was kept, whichever came when', async () => {
    const [one, other] = [
      answer('q1', '2026-01-01T00:00:00Z'),
      answer('q1', '2026-01-01T00:00:01Z', { report: { ...report, score: 5 } }),
    ];
    const kept = await Promise.all([reports.keep('dora', one), reports.keep('dora', other)]);
    expect(kept[0]).toEqual(kept[1]);
    expect(await reports.newest('first', 'dora', longAgo)).toEqual(kept[0]);
    // The other one stays for people.
    expect(keysOf('dora')).toHaveLength(2);
  });

  it('that were changed afterwards, or are gone, are none', async () => {
    await reports.keep('emma', answer('q1', '2026-01-01T00:00:00Z'));
    const [key = ''] = keysOf('emma');
    const bytes = objects.get(key) ?? new Uint8Array();
    objects.set(
      key,
      Buffer.from(Buffer.from(bytes).toString().replace('"score":70', '"score":99')),
    );
    expect(await reports.newest('first', 'emma', longAgo)).toBeUndefined();
    objects.delete(key);
    expect(await reports.answered('first', 'emma', 'q1')).toBeUndefined();
  });

  it('are not even looked for when they are too old: their object may be gone', async () => {
    await reports.keep('fred', answer('q1', '2026-01-31T23:59:59.999Z'));
    objects.clear();
    const newestSince = (day: string) => reports.newest('first', 'fred', businessDate(day));
    expect(await newestSince('2026-01-31')).toBeUndefined();
    const young = await reports.keep('fred', answer('q2', '2026-02-01T00:00:00.000Z'));
    expect(await newestSince('2026-01-31')).toEqual(young);
    expect(await newestSince('2026-02-01')).toBeUndefined();
  });

  it('leave nothing about anybody in the table', async () => {
    const { Items = [] } = await dynamo.client.send(
      new (await import('@aws-sdk/lib-dynamodb')).ScanCommand({ TableName: 'Credit' }),
    );
    expect(Items.length).toBeGreaterThan(5);
    expect(new Set(Items.flatMap((item) => Object.keys(item)))).toEqual(
      new Set(['pk', 'sk', 'key', 'sha256', 'status', 'receivedAt']),
    );
  });
});

describe('news of a customer', () => {
  it('is every alert that was heard, each at the moment of its first telling', async () => {
    const news = createLineNews({ client: dynamo.client, tableName: 'Credit' });
    const remember = (lineId: string, alertId: string, heardAt: Instant, insolvent = false) =>
      news.remember(lineId, {
        alertId,
        heardAt,
        insolvent,
        ...(insolvent ? { bureau: 'one' } : {}),
      });
    const [first, second, third] = [
      instant('2026-03-10T09:00:00.000Z'),
      instant('2026-03-11T09:00:00.000Z'),
      instant('2026-03-12T09:00:00.000Z'),
    ];
    expect(await news.heard('acme|main')).toEqual([]);
    await remember('acme|main', 'bureau-alert:one:z', second);
    await remember('acme|main', 'bureau-alert:one:a', first);
    await remember('acme|main', 'bureau-alert:one:a', third);
    await remember('acme|main2', 'bureau-alert:one:b', third, true);
    expect(await news.heard('acme|main')).toEqual([
      { alertId: 'bureau-alert:one:a', heardAt: first, insolvent: false },
      { alertId: 'bureau-alert:one:z', heardAt: second, insolvent: false },
    ]);
    expect(await news.heard('acme|main2')).toMatchObject([{ insolvent: true, bureau: 'one' }]);
  });
});
