import * as z from 'zod';
import { policyOf } from '../../../credit-policies/catalogue.ts';
import {
  applicationVariables,
  createAwsApplications,
} from '../../../shared/adapters/applications.ts';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { creditStaffSettings } from '../../../shared/domain/credit/settings.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { operatorHandler } from '../../../shared/lambda/operator.ts';
import { createHandler } from './handler.ts';

const e = env(z.object({ ...applicationVariables, SETTINGS: jsonOf(creditStaffSettings) }));
const { applications } = createAwsApplications(e, clock);
const { creditPolicy: policy, creditRoles: roles, bookZone } = e.SETTINGS;

export const handler = operatorHandler(
  createHandler({ applications, policy, policyOf, roles, sha256, bookZone, clock }),
  { log: createLogger({ function: 'act-on-application' }) },
);
