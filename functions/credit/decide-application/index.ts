import * as z from 'zod';
import { policyOf, scorecardOf } from '../../../credit-policies/catalogue.ts';
import {
  applicationVariables,
  createAwsApplications,
} from '../../../shared/adapters/applications.ts';
import { createAwsLines, lineSettings } from '../../../shared/adapters/credit-lines.ts';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { createAwsHeardOf } from '../../../shared/adapters/heard-of.ts';
import { createAwsCreditFiles } from '../../../shared/adapters/s3/credit-files.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { taskHandler } from '../../../shared/lambda/task.ts';
import { countingRates } from '../../../shared/services/credit/in-currency.ts';
import { createStandingReader } from '../../../shared/services/credit/standing.ts';
import { decideRequest } from '../../../statemachines/credit-approval/io.ts';
import { createHandler } from './handler.ts';
import { presentLineOf } from './present-line.ts';

const named = z.object({ name: z.string(), version: z.int().positive() });
const tables = { RECEIVABLES_TABLE_NAME: required, CREDIT_FILES_BUCKET_NAME: required };
const settings = lineSettings.extend({ creditPolicy: named });
const e = env(z.object({ ...applicationVariables, ...tables, SETTINGS: jsonOf(settings) }));
const { applications } = createAwsApplications(e, clock);
const { client, desk, lines, rates } = createAwsLines(e, e.SETTINGS, clock);
const files = createAwsCreditFiles(e.CREDIT_FILES_BUCKET_NAME);
const { bookZone, creditPolicy: policy, creditLine } = e.SETTINGS;
const published = { policy, policyOf, scorecardOf };
const rateOf = countingRates({ rates, rateDays: creditLine.rateDays });
const standingOf = createStandingReader({ applications, lines, rateOf });
const heardOf = createAwsHeardOf(client, e.CREDIT_TABLE_NAME);
const reads = { lineOf: presentLineOf(desk), standingOf, heardOf, rateOf };

export const handler = taskHandler(
  decideRequest,
  createHandler({ applications, files, ...reads, ...published, sha256, bookZone, clock }),
  { log: createLogger({ function: 'decide-application' }) },
);
