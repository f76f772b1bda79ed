import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Measured } from './measure.ts';

const quotaName = z.enum([
  'openExecutions',
  'startExecutionPerSecond',
  'stateTransitionsPerSecond',
  'putEventsPerSecond',
  'lambdaConcurrency',
  'tableWriteUnitsPerSecond',
  'httpRequestsPerSecond',
  'emailsPerDay',
  'smsUsdPerMonth',
]);
type QuotaName = z.output<typeof quotaName>;

const tableSchema = z.strictObject({
  date: z.iso.date(),
  region: z.string(),
  assumptions: z.strictObject({
    /** Days of a month, and hours of a day, in which all work is taken to happen. */
    workDays: z.int().positive(),
    workHours: z.int().positive(),
    /** How much the busiest second exceeds the mean of those hours. */
    peakOverMean: z.number().positive(),
    invocationSeconds: z.number().positive(),
  }),
  quotas: z.record(
    quotaName,
    z.strictObject({ default: z.number().positive(), source: z.url({ protocol: /^https$/ }) }),
  ),
});

/** What AWS grants a new account unasked, with the page that says so. */
export type QuotaTable = z.output<typeof tableSchema>;

export const readQuotas = (): QuotaTable =>
  tableSchema.parse(JSON.parse(readFileSync(join(import.meta.dirname, 'quotas.json'), 'utf8')));

export type Need = {
  readonly quota: QuotaName;
  readonly default: number;
  readonly needs: number[];
};

/**
 * What each monthly volume of invoices needs at its busiest, from the counts per invoice of a
 * measured book. All DynamoDB writes are counted against one table, which is more than any has.
 */
export const needsOf = (
  { usage, invoices, openDaysMean, cost }: Measured,
  volumes: readonly number[],
  { assumptions, quotas }: QuotaTable,
): Need[] => {
  const { workDays, workHours, peakOverMean, invocationSeconds } = assumptions;
  const perSecond =
    (count: number) =>
    (volume: number): number =>
      ((count / invoices) * volume * peakOverMean) / (workDays * workHours * 3600);
  const formulas: Readonly<Record<QuotaName, (volume: number) => number>> = {
    openExecutions: (volume) => ((usage.executions / invoices) * volume * openDaysMean) / 30,
    startExecutionPerSecond: perSecond(usage.executions),
    stateTransitionsPerSecond: perSecond(usage.transitions),
    putEventsPerSecond: perSecond(usage.events),
    lambdaConcurrency: perSecond(usage.invocations * invocationSeconds),
    tableWriteUnitsPerSecond: perSecond(usage.dynamodbWriteUnits),
    httpRequestsPerSecond: perSecond(usage.httpRequests),
    emailsPerDay: (volume) => ((usage.emails / invoices) * volume) / workDays,
    smsUsdPerMonth: (volume) => (cost.sms.usd / invoices) * volume,
  };
  return quotaName.options.map((quota) => ({
    quota,
    default: quotas[quota].default,
    needs: volumes.map(formulas[quota]),
  }));
};
