import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { businessDate } from '../../events/envelope.ts';
import type { Usage } from '../run/usage.ts';
import type { Report } from './schema.ts';

const price = z.strictObject({
  usd: z.number().positive(),
  per: z.int().positive(),
  source: z.url({ protocol: /^https$/ }),
});

/** List prices of one day in one region, each with the page that says so. */
export const priceTableSchema = z.strictObject({
  date: businessDate,
  region: z.string(),
  assumptions: z.strictObject({
    lambdaMegabytes: z.int().positive(),
    lambdaMilliseconds: z.int().positive(),
    note: z.string(),
  }),
  prices: z.strictObject({
    lambdaRequest: price,
    lambdaGbSecond: price,
    stateTransition: price,
    dynamodbRead: price,
    dynamodbWrite: price,
    event: price,
    sqsRequest: price,
    snsPublish: price,
    email: price,
    httpRequest: price,
    s3Put: price,
    secretRead: price,
  }),
  sms: z.strictObject({
    northAmericaUsd: z.number().positive(),
    elsewhereUsd: z.number().positive(),
    source: z.url({ protocol: /^https$/ }),
    note: z.string(),
  }),
  leftOut: z.array(z.string()).min(1),
});

export type PriceTable = z.output<typeof priceTableSchema>;

export const readPriceTable = (): PriceTable =>
  priceTableSchema.parse(
    JSON.parse(readFileSync(join(import.meta.dirname, 'prices.json'), 'utf8')),
  );

/** Six decimals of a dollar: what is smaller is noise even for one invoice. */
const rounded = (usd: number): number => Math.round(usd * 1e6) / 1e6;

const times = (count: number, { usd, per }: z.output<typeof price>): number => (count * usd) / per;

/** What the metered run would be billed, by service; SMS apart. */
export const costOf = (
  usage: Usage,
  smsTo: readonly string[],
  invoices: number,
  table: PriceTable,
): Report['cost'] => {
  const { prices, assumptions, sms } = table;
  const gbSeconds =
    (usage.invocations * assumptions.lambdaMegabytes * assumptions.lambdaMilliseconds) /
    1024 /
    1000;
  const byService = {
    lambda:
      times(usage.invocations, prices.lambdaRequest) + times(gbSeconds, prices.lambdaGbSecond),
    stepFunctions: times(usage.transitions, prices.stateTransition),
    dynamodb:
      times(usage.dynamodbReadUnits, prices.dynamodbRead) +
      times(usage.dynamodbWriteUnits, prices.dynamodbWrite),
    eventBridge: times(usage.events, prices.event),
    sqs: times(usage.sqsRequests, prices.sqsRequest),
    sns: times(usage.topicPublishes, prices.snsPublish),
    ses: times(usage.emails, prices.email),
    apiGateway: times(usage.httpRequests, prices.httpRequest),
    s3: times(usage.s3Puts, prices.s3Put),
    secretsManager: times(usage.secretReads, prices.secretRead),
  };
  const usdTotal = Object.values(byService).reduce((sum, usd) => sum + usd, 0);
  const smsUsd = smsTo.reduce(
    (sum, to) => sum + (to.startsWith('+1') ? sms.northAmericaUsd : sms.elsewhereUsd),
    0,
  );
  return {
    priceTableDate: table.date,
    region: table.region,
    usdPer1000Invoices: invoices === 0 ? null : rounded((usdTotal / invoices) * 1000),
    usdTotal: rounded(usdTotal),
    byService: Object.fromEntries(
      Object.entries(byService).map(([service, usd]) => [service, rounded(usd)]),
    ),
    sms: { messages: smsTo.length, usd: rounded(smsUsd) },
    leftOut: table.leftOut,
  };
};
