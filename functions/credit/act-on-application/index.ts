import * as z from 'zod';
import { policyOf } from '../../../credit-policies/catalogue.ts';
import {
  applicantDigestVariables,
  createApplicantDigests,
} from '../../../shared/adapters/applicant-digests.ts';
import { createAwsStanding } from '../../../shared/adapters/applicant-standing.ts';
import {
  applicationVariables,
  createAwsApplications,
} from '../../../shared/adapters/applications.ts';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { createAwsNewsSince } from '../../../shared/adapters/news-since.ts';
import { creditLineSettings } from '../../../shared/domain/credit/line/settings.ts';
import { creditStaffSettings } from '../../../shared/domain/credit/settings.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { operatorHandler } from '../../../shared/lambda/operator.ts';
import { createHandler } from './handler.ts';

const settings = creditStaffSettings.extend({ creditLine: creditLineSettings });
const e = env(
  z.object({ ...applicationVariables, ...applicantDigestVariables, SETTINGS: jsonOf(settings) }),
);
const { client, applications } = createAwsApplications(e, clock);
const { creditPolicy: policy, creditRoles: roles, bookZone, creditLine } = e.SETTINGS;
const { rateDays } = creditLine;
const tableName = e.CREDIT_TABLE_NAME;
const standing = createAwsStanding({ client, tableName, applications, rateDays });
const newsSince = createAwsNewsSince(client, e, e.SETTINGS);
const reads = { ...standing, newsSince, digestOf: createApplicantDigests(e, clock) };

export const handler = operatorHandler(
  createHandler({ applications, policy, policyOf, roles, ...reads, sha256, bookZone, clock }),
  { log: createLogger({ function: 'act-on-application' }) },
);
