import * as z from 'zod';
import { policyOf } from '../../../credit-policies/catalogue.ts';
import {
  createAwsLineView,
  lineSettings,
  lineVariables,
} from '../../../shared/adapters/credit-lines.ts';
import { createApplicationReader } from '../../../shared/adapters/dynamodb/applications.ts';
import { createJournalReader } from '../../../shared/adapters/dynamodb/journal-reader.ts';
import { createAwsHeardOf } from '../../../shared/adapters/heard-of.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { operatorHandler } from '../../../shared/lambda/operator.ts';
import { countingRates } from '../../../shared/services/credit/in-currency.ts';
import { lookAt } from '../../../shared/services/credit/line-view.ts';
import { createStandingReader } from '../../../shared/services/credit/standing.ts';
import { createHandler } from './handler.ts';

const named = z.object({ name: z.string(), version: z.int().positive() });
const settings = lineSettings.extend({ creditPolicy: named });
const e = env(z.object({ ...lineVariables, SETTINGS: jsonOf(settings) }));
const { creditPolicy: policy, creditLine, bookZone } = e.SETTINGS;
const view = createAwsLineView(e, e.SETTINGS, clock);
const { client, lines, rates } = view;
const applications = createApplicationReader({ client, tableName: e.CREDIT_TABLE_NAME });
const journal = createJournalReader({ client, tableName: e.JOURNAL_TABLE_NAME });
const rateOf = countingRates({ rates, rateDays: creditLine.rateDays });
const standingOf = createStandingReader({ applications, lines, rateOf });
const heardOf = createAwsHeardOf(client, e.CREDIT_TABLE_NAME);
const look = (id: string) => lookAt(view, id);
const reads = { applications, journal, standingOf, heardOf, look };
const looksPastDue = creditLine.holdFor.includes('past-due');

export const handler = operatorHandler(
  createHandler({ ...reads, looksPastDue, policy, policyOf, bookZone, clock }),
  { log: createLogger({ function: 'show-application' }) },
);
