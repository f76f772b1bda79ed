import { expect, it } from 'vitest';
import { runRecord } from '../../test/support/three-invoices.ts';
import { costOf, readPriceTable } from './cost.ts';

const table = readPriceTable();

it('multiplies use by list prices, service by service', () => {
  const cost = costOf(runRecord.usage, [], 2_500, table);
  expect(cost.byService).toEqual({
    // One million requests at 0.20, and 0.5 GB * 0.06 s each at 0.0000166667.
    lambda: 0.700001,
    stepFunctions: 0.2,
    dynamodb: 0.25 + 0.625,
    eventBridge: 0.5,
    sqs: 1,
    sns: 0,
    ses: 0.0001,
    apiGateway: 0.000003,
    s3: 0.000005,
    secretsManager: 0.00001,
  });
  const sum = Object.values(cost.byService).reduce((total, usd) => total + usd, 0);
  expect(cost.usdTotal).toBeCloseTo(sum, 6);
  expect(cost.usdPer1000Invoices).toBeCloseTo((sum / 2_500) * 1000, 5);
  expect(cost.priceTableDate).toBe('2026-11-22');
});

it('keeps SMS apart, by destination', () => {
  const cost = costOf(runRecord.usage, ['+15550100', '+15550101', '+573000000100'], 1, table);
  expect(cost.sms).toEqual({ messages: 3, usd: 2 * 0.00581 + 0.06 });
  expect(cost.usdTotal).toBe(costOf(runRecord.usage, [], 1, table).usdTotal);
});

it('has no price for a thousand of no invoices', () => {
  expect(costOf(runRecord.usage, [], 0, table).usdPer1000Invoices).toBeNull();
});
