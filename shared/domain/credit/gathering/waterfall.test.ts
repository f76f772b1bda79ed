import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant } from '../../calendar.ts';
import type { BureauReport } from '../inputs.ts';
import type { BureauPlan } from './settings.ts';
import {
  type BureauTry,
  bureausFor,
  lacksData,
  oneReport,
  readReport,
  statusOf,
} from './waterfall.ts';

const report = (over: Partial<BureauReport> = {}): BureauReport => ({
  bureau: 'first',
  reportId: 'r1',
  asOf: '2026-02-01',
  score: 70,
  bankrupt: false,
  openDefaults: 0,
  openDefaultsMinor: 0,
  legalActions: null,
  meanDaysBeyondTerms: 3,
  creditLines: 2,
  utilisation: null,
  inquiries: null,
  monthsOnFile: 40,
  ...over,
});
const tried = (status: BureauTry['status'], over?: BureauReport): BureauTry => ({
  provider: over?.bureau ?? 'first',
  status,
  ...(over && { report: over, receivedAt: instant('2026-02-01T00:00:00.000Z') }),
});

describe('reports of several bureaus', () => {
  it('are one: the earlier word stands, gaps are filled, bad news stays', () => {
    const second = report({
      bureau: 'second',
      score: 10,
      bankrupt: true,
      openDefaults: 2,
      openDefaultsMinor: 500,
      utilisation: 0.5,
      legalActions: 1,
      monthsOnFile: 3,
    });
    expect(
      oneReport([tried('found', report()), tried('timed-out'), tried('reused', second)]),
    ).toEqual({
      ...report(),
      bankrupt: true,
      openDefaults: 2,
      openDefaultsMinor: 500,
      utilisation: 0.5,
      legalActions: 1,
    });
  });

  it('are clean when both are, and bad when either says so: lawsuits are as bad as defaults', () => {
    const [clean, bad] = [
      report({ legalActions: 0 }),
      report({ bankrupt: true, openDefaults: 2, openDefaultsMinor: 500, legalActions: 1 }),
    ];
    const both = (first: BureauReport, next: BureauReport) =>
      oneReport([tried('found', first), tried('found', { ...next, bureau: 'second' })]);
    expect(both(clean, clean)).toEqual(clean);
    expect(both(bad, clean)).toEqual(bad);
    expect(both(clean, bad)).toEqual(bad);
  });

  it('fill in each figure that the one asked first does not give, and no other', () => {
    const figures = {
      score: 10,
      openDefaultsMinor: 500,
      legalActions: 1,
      meanDaysBeyondTerms: 9,
      creditLines: 3,
      utilisation: 0.5,
      inquiries: 4,
      monthsOnFile: 8,
    };
    const silent = Object.fromEntries(Object.keys(figures).map((name) => [name, null]));
    const [known, unknown] = [report(figures), report(silent)];
    const both = (...reports: readonly BureauReport[]) =>
      oneReport(reports.map((one) => tried('found', one)));
    expect(both(unknown, known)).toEqual(known);
    expect(both(known, unknown)).toEqual(known);
  });

  it('are none without one', () => {
    expect(oneReport([tried('no-record'), tried('unavailable')])).toBeUndefined();
  });

  it('lack what is wanted, or nothing', () => {
    expect(lacksData(undefined, [])).toBe(true);
    expect(lacksData(report(), [])).toBe(false);
    expect(lacksData(report(), ['score', 'creditLines'])).toBe(false);
    expect(lacksData(report(), ['score', 'utilisation'])).toBe(true);
  });
});

describe('what bureaus came to', () => {
  it.each([
    ['not-asked', []],
    ['found', ['no-record', 'timed-out', 'found', 'reused']],
    ['reused', ['invalid', 'reused']],
    ['no-record', ['no-record', 'no-record']],
    ['timed-out', ['no-record', 'invalid', 'timed-out']],
    ['unavailable', ['unavailable', 'no-record']],
    ['invalid', ['invalid', 'no-record']],
  ] as const)('is %s after %j', (expected, statuses) => {
    expect(statusOf(statuses.map((status) => tried(status)))).toBe(expected);
  });
});

describe('bureaus', () => {
  it('are asked about the applicants that they may know, in their order', () => {
    const sandbox = (name: string, of: Partial<BureauPlan>): BureauPlan =>
      ({ name, kind: 'sandbox', attempts: 1, ...of }) as BureauPlan;
    const all = [
      sandbox('chile', { countries: ['CL'] }),
      sandbox('anyone', {}),
      sandbox('people', { applicants: ['person'] }),
      sandbox('firms', { applicants: ['company'], countries: ['CL', 'CO'] }),
    ];
    const names = (country: string, kind: 'company' | 'person') =>
      bureausFor(all, { country, kind }).map(({ name }) => name);
    expect(names('CL', 'company')).toEqual(['chile', 'anyone', 'firms']);
    expect(names('CL', 'person')).toEqual(['chile', 'anyone', 'people']);
    expect(names('US', 'company')).toEqual(['anyone']);
  });
});

describe('what a bureau answered', () => {
  const today = '2026-02-02';
  it('is a report when it fits, under the name by which we know the bureau', () => {
    expect(readReport('second', report({ bureau: 'Somebody Else' }), today)).toEqual({
      ok: true,
      report: report({ bureau: 'second' }),
    });
  });

  it.each([
    [undefined, 'expected an object'],
    ['<html>', 'expected an object'],
    [[], 'expected an object'],
    [{ ...report(), score: 'excellent' }, 'score'],
    [{ ...report(), utilisation: 45 }, 'utilisation'],
    [{ ...report(), openDefaults: 1.5 }, 'openDefaults'],
    [{ ...report(), score: undefined }, 'score'],
    [{ ...report(), asOf: '2026-02-31' }, 'asOf'],
    [{ ...report(), asOf: '2026-02-03' }, 'asOf: expected a day that has come'],
  ])('%j is garbage as a whole, and named without its value', (record, problem) => {
    const read = readReport('second', record, today);
    expect(read.ok).toBe(false);
    const said = read.ok ? '' : read.problems.join();
    expect(said).toContain(problem);
    expect(said).not.toContain('excellent');
  });

  it('is read or refused, whatever it is, and never half read', () => {
    const field = fc.constantFrom(...Object.keys(report()));
    fc.assert(
      fc.property(fc.option(field), fc.jsonValue(), (broken, value) => {
        const record = broken === null ? value : { ...report(), [broken]: value };
        const read = readReport('second', record, today);
        if (!read.ok) {
          expect(read.problems.length).toBeGreaterThan(0);
          return;
        }
        expect(Object.keys(read.report).sort()).toEqual(Object.keys(report()).sort());
        expect(read.report.bureau).toBe('second');
      }),
    );
  });
});
