import * as z from 'zod';
import { policyOf } from '../../../credit-policies/catalogue.ts';
import { applicantDigestVariables } from '../../../shared/adapters/applicant-digests.ts';
import { createAwsLines, lineSettings } from '../../../shared/adapters/credit-lines.ts';
import { createCreditGroups } from '../../../shared/adapters/dynamodb/credit-lines.ts';
import { sha256 as hash } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { createAwsHasEnded } from '../../../shared/adapters/has-ended.ts';
import { createAwsOwnLines } from '../../../shared/adapters/own-lines.ts';
import { creditStaffSettings } from '../../../shared/domain/credit/settings.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { operatorHandler } from '../../../shared/lambda/operator.ts';
import { countingRates } from '../../../shared/services/credit/in-currency.ts';
import { createHandler } from './handler.ts';

const e = env(
  z.object({
    JOURNAL_TABLE_NAME: required,
    CREDIT_TABLE_NAME: required,
    RECEIVABLES_TABLE_NAME: required,
    ...applicantDigestVariables,
    SETTINGS: jsonOf(lineSettings.extend(creditStaffSettings.shape)),
  }),
);
const { client, journal, lines, rates, desk } = createAwsLines(e, e.SETTINGS, clock);
const isOwnLine = createAwsOwnLines(client, e, clock);
const hasEnded = createAwsHasEnded(client, e);
const groups = createCreditGroups({ client, tableName: e.CREDIT_TABLE_NAME, journal });
const { bookZone: zone, creditLine, creditPolicy, creditRoles: roles } = e.SETTINGS;
const policy = policyOf(creditPolicy.name, creditPolicy.version);
const rateOf = countingRates({ rates, rateDays: creditLine.rateDays });
const by = { roles, policy, rateOf };
const graceDays = creditLine.reviewGraceDays;

export const handler = operatorHandler(
  createHandler({ desk, lines, groups, isOwnLine, hasEnded, ...by, graceDays, zone, clock, hash }),
  { log: createLogger({ function: 'act-on-line' }) },
);
