import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { businessDate, instant } from '../../shared/domain/calendar.ts';
import { journal, runRecord } from '../../test/support/three-invoices.ts';
import { buildReport } from './build.ts';
import { readPriceTable } from './cost.ts';
import { reportJsonSchema, reportSchema } from './schema.ts';
import { monthEndsBetween, monthsBetween, weeksBetween } from './series.ts';

const prices = readPriceTable();
const whole = { asOf: [], knownAt: undefined };
const { report, messages, series } = buildReport(runRecord, whole, prices);

describe('currencies', () => {
  it('adds up what was issued, paid, credited, open, unapplied and refunded', () => {
    expect(report.currencies).toEqual({
      USD: {
        issuedMinor: 20_000,
        paidMinor: 15_000,
        creditedMinor: 1_000,
        writtenOffMinor: 0,
        openMinor: 4_000,
        unappliedMinor: 200,
        refundedMinor: 300,
        receivedMinor: 15_500,
        reversedMinor: 4_000,
        invoices: 3,
        settledInvoices: 2,
        lateInvoices: 1,
        // A ten days late, B early: (10 + 0) / 2, and 10 * 100.00 / 160.00.
        daysLateMean: 5,
        daysLateWeighted: 6.25,
      },
    });
  });

  it('keeps both identities of the ledger', () => {
    for (const figures of Object.values(report.currencies)) {
      const { issuedMinor, openMinor, paidMinor, creditedMinor, writtenOffMinor } = figures;
      expect(issuedMinor).toBe(openMinor + paidMinor + creditedMinor + writtenOffMinor);
      expect(figures.receivedMinor).toBe(
        figures.paidMinor + figures.unappliedMinor + figures.refundedMinor,
      );
    }
  });
});

const at = (...days: string[]) =>
  buildReport(runRecord, { asOf: days.map(businessDate), knownAt: undefined }, prices).report.asOf;

describe('as of a day', () => {
  const nothing = { current: 0, d1_30: 0, d31_60: 0, d61_90: 0, d91_plus: 0 };

  it('counts documents and allocations that count for that day or earlier', () => {
    expect(at('2026-01-04', '2026-01-19', '2026-01-20', '2026-02-04', '2026-02-05')).toEqual([
      { date: '2026-01-04', currency: 'USD', openMinor: 0, unappliedMinor: 0, aging: nothing },
      {
        date: '2026-01-19',
        currency: 'USD',
        openMinor: 16_000,
        unappliedMinor: 0,
        aging: { ...nothing, current: 16_000 },
      },
      {
        date: '2026-01-20',
        currency: 'USD',
        openMinor: 15_000,
        unappliedMinor: 0,
        aging: { ...nothing, current: 15_000 },
      },
      {
        date: '2026-02-04',
        currency: 'USD',
        openMinor: 10_000,
        unappliedMinor: 500,
        aging: { ...nothing, current: 10_000 },
      },
      {
        date: '2026-02-05',
        currency: 'USD',
        openMinor: 10_000,
        unappliedMinor: 500,
        aging: { ...nothing, d1_30: 10_000 },
      },
    ]);
  });

  it('moves what stays open through the buckets', () => {
    const ages = at(
      '2026-03-31',
      '2026-04-01',
      '2026-04-30',
      '2026-05-01',
      '2026-06-29',
      '2026-06-30',
    );
    expect(
      ages.map(({ aging }) => Object.entries(aging).find(([, open]) => open > 0)?.[0]),
    ).toEqual(['current', 'd1_30', 'd1_30', 'd31_60', 'd61_90', 'd91_plus']);
  });

  it('takes month ends and the last day when no day is asked for', () => {
    expect(report.asOf.map(({ date }) => date)).toEqual(['2026-01-31', '2026-02-28', '2026-03-31']);
  });

  it('knows only what was recorded by then', () => {
    const before = buildReport(
      runRecord,
      { asOf: [businessDate('2026-03-21')], knownAt: instant('2026-03-22T00:00:00Z') },
      prices,
    ).report;
    const after = at('2026-03-21');
    expect(before.asOf[0]?.openMinor).toBe(0);
    expect(before.knownAt).toBe('2026-03-22T00:00:00.000Z');
    expect(after[0]?.openMinor).toBe(4_000);
    expect(before.currencies['USD']?.paidMinor).toBe(19_000);
  });
});

it('gives the indices by calendar month, null where they are undefined', () => {
  expect(report.months).toEqual([
    // Sales 160.00, open 150.00 of it current: 150 / 160 * 31.
    { month: '2026-01', currency: 'USD', dso: 29.0625, bestPossibleDso: 29.0625, add: 0, cei: 100 },
    // Nothing sold, everything collected.
    { month: '2026-02', currency: 'USD', dso: null, bestPossibleDso: null, add: null, cei: 100 },
    { month: '2026-03', currency: 'USD', dso: 31, bestPossibleDso: 31, add: 0, cei: null },
  ]);
});

it('counts messages, cases, stages and alerts from the journal', () => {
  expect(report.messages).toEqual({
    total: 1,
    byChannel: { email: 1 },
    byStage: { administrative: 1 },
    byTemplate: { 'reminder-overdue': 1 },
  });
  expect(report.stages.administrative).toEqual({
    entered: 1,
    leftBackwards: 0,
    messages: 1,
    tasks: 0,
  });
  expect(report.cases).toEqual({ opened: 1, closed: { settled: 1 } });
  expect(report.alerts).toEqual({
    total: 1,
    byKind: { 'payment-returned': 1 },
    bySeverity: { warning: 1 },
  });
  expect(report.contacts).toMatchObject({ attempted: 1, sent: 1, failed: 0, unknown: 0 });
});

it('joins an accepted message with its attempt by the id that the provider gave', () => {
  expect(messages.map(({ line }) => line)).toEqual([
    {
      id: 'attempt-1',
      at: '2026-02-05T10:15:00.000Z',
      accountId: 'C1|main|USD',
      partyId: 'C1',
      channel: 'email',
      stage: 'administrative',
      step: 'email-1',
      template: 'reminder-overdue',
      templateVersion: 1,
      locale: 'en',
      invoiceIds: ['A', 'B'],
      amountMinor: 10_000,
      currency: 'USD',
      to: 'c1@example.com',
      subject: 'Invoice A is <overdue>',
      bodyPath: 'messages/attempt-1.html',
    },
  ]);
});

it('refuses to report a message that the journal never heard of', () => {
  const unheard = { ...runRecord, journal: journal.filter(({ type }) => type !== 'ContactSent') };
  expect(() => buildReport(unheard, whole, prices)).toThrow(
    'message ses-1 has no attempt in the journal',
  );
});

it('draws open receivables in major units, one point a week and one for the last day', () => {
  const weekly = series['USD']?.weekly;
  expect(weekly?.dates).toHaveLength(14);
  expect(weekly?.issued.at(-1)).toBe(200);
  expect(weekly?.buckets.map((bucket) => bucket.at(-1))).toEqual([40, 0, 0, 0, 0]);
});

describe('the published schema', () => {
  it('is what the code says', () => {
    expect(readFileSync(join(import.meta.dirname, 'report.schema.json'), 'utf8')).toBe(
      reportJsonSchema(),
    );
  });

  it('accepts a report and refuses one with a figure missing or half a cent', () => {
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
      JSON.parse(reportJsonSchema()),
    );
    expect(validate(JSON.parse(JSON.stringify(report)))).toBe(true);
    const { wallSeconds: _, ...without } = report;
    expect(validate(without)).toBe(false);
    const usd = { ...report.currencies['USD'], openMinor: 0.5 };
    expect(validate({ ...report, currencies: { USD: usd } })).toBe(false);
    expect(reportSchema.safeParse(report).error).toBeUndefined();
  });
});

describe('days of a report', () => {
  const day = businessDate;
  it('lists weeks, month ends and months', () => {
    expect(weeksBetween(day('2026-01-01'), day('2026-01-15'))).toEqual([
      '2026-01-01',
      '2026-01-08',
      '2026-01-15',
    ]);
    expect(monthEndsBetween(day('2025-11-15'), day('2026-01-10'))).toEqual([
      '2025-11-30',
      '2025-12-31',
      '2026-01-10',
    ]);
    expect(monthsBetween(day('2025-11-15'), day('2026-02-01'))).toEqual([
      '2025-11',
      '2025-12',
      '2026-01',
      '2026-02',
    ]);
  });
});
