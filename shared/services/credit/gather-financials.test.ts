import { expect, it } from 'vitest';
import type { Financials } from '../../../events/credit-parts.ts';
import { businessDate, instant } from '../../domain/calendar.ts';
import { gatherFinancials } from './gather-financials.ts';

const now = instant('2026-02-02T10:00:00.000Z');

const gather = async (financials: Financials | undefined, currency = 'USD') => {
  const put: unknown[] = [];
  const gathered = await gatherFinancials(
    {
      clock: { now: () => now },
      rateDays: 7,
      rates: {
        newest: async (from, to) =>
          to === 'EUR'
            ? { base: to, quote: from, on: businessDate('2026-01-26'), rate: '1.25' }
            : undefined,
      },
      files: {
        put: async ({ applicationId, round, source }, value) => {
          put.push(value);
          return { key: `${applicationId}/${round}/${source}`, sha256: 'digest' };
        },
      },
    },
    {
      applicationId: 'A-1',
      round: 2,
      customerId: 'acme',
      legalEntity: 'main',
      currency,
      termsDays: 30,
      fingerprint: 'f',
      applicant: {
        kind: 'company',
        country: 'CO',
        name: 'Acme',
        taxId: '1',
        purposes: [],
        financials,
      },
    },
  );
  return { gathered, ratios: put[0] };
};

const statements: Financials = {
  asOf: '2025-12-31',
  months: 12,
  currency: 'USD',
  figures: { currentAssets: 300, currentLiabilities: 200, turnover: 5000 },
};

it('keeps the ratios of statements', async () => {
  const { gathered, ratios } = await gather(statements);
  expect(gathered).toEqual({
    status: 'found',
    key: 'A-1/2/financials',
    sha256: 'digest',
    receivedAt: now,
  });
  expect(ratios).toMatchObject({ currentRatio: 1.5, turnoverMinor: 5000, equityRatio: null });
});

it('puts amounts into the currency of the application, where a rate says how', async () => {
  expect((await gather(statements, 'EUR')).ratios).toMatchObject({
    currentRatio: 1.5,
    turnoverMinor: 4000,
  });
  const poor = { ...statements, figures: { totalAssets: 100, totalLiabilities: 300 } };
  expect((await gather(poor, 'EUR')).ratios).toMatchObject({ ownFundsMinor: -160 });
});

it('leaves them out without one', async () => {
  expect((await gather(statements, 'COP')).ratios).toMatchObject({
    currentRatio: 1.5,
    turnoverMinor: null,
  });
});

it('says when there are none, and what is wrong with those that cannot be', async () => {
  expect((await gather(undefined)).gathered).toEqual({ status: 'not-asked' });
  const { gathered, ratios } = await gather({ ...statements, asOf: '2026-02-03' });
  expect(gathered).toEqual({ status: 'invalid', problems: ['2026-02-03 is in the future'] });
  expect(ratios).toBeUndefined();
});
