import * as z from 'zod';
import { createBureauReports } from '../../../shared/adapters/bureau-reports.ts';
import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import {
  bureauVariables,
  createAwsGathering,
  createBureaus,
  gatheringVariables,
} from '../../../shared/adapters/gathering.ts';
import { createAwsHeardOf } from '../../../shared/adapters/heard-of.ts';
import { bureauSettings } from '../../../shared/domain/credit/gathering/settings.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { taskHandler } from '../../../shared/lambda/task.ts';
import { applicationRequest } from '../../../statemachines/credit-approval/io.ts';
import { createHandler } from './handler.ts';

const e = env(z.object({ ...gatheringVariables, SETTINGS: jsonOf(bureauSettings) }));
const settings = e.SETTINGS;
const client = createDocumentClient();
const { applications, files, creditFiles } = createAwsGathering({ client, variables: e });
const tableName = e.CREDIT_TABLE_NAME;
const reports = createBureauReports({ client, tableName, files: creditFiles });
const heardOf = createAwsHeardOf(client, tableName);
const variables = env(z.object(bureauVariables(settings)));
const bureauOf = createBureaus({ settings, variables, clock });

export const handler = taskHandler(
  applicationRequest,
  createHandler({ applications, heardOf, settings, bureauOf, reports, files, clock, sha256 }),
  { log: createLogger({ function: 'gather-bureau' }) },
);
