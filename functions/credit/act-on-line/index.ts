import * as z from 'zod';
import { createAwsLines, lineSettings } from '../../../shared/adapters/credit-lines.ts';
import { createCreditGroups } from '../../../shared/adapters/dynamodb/credit-lines.ts';
import { sha256 as hash } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { creditStaffSettings } from '../../../shared/domain/credit/settings.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { operatorHandler } from '../../../shared/lambda/operator.ts';
import { createHandler } from './handler.ts';

const e = env(
  z.object({
    JOURNAL_TABLE_NAME: required,
    CREDIT_TABLE_NAME: required,
    RECEIVABLES_TABLE_NAME: required,
    SETTINGS: jsonOf(lineSettings.extend({ creditRoles: creditStaffSettings.shape.creditRoles })),
  }),
);
const { client, journal, lines, desk } = createAwsLines(e, e.SETTINGS, clock);
const groups = createCreditGroups({ client, tableName: e.CREDIT_TABLE_NAME, journal });
const { bookZone: zone, creditLine, creditRoles: roles } = e.SETTINGS;
const graceDays = creditLine.reviewGraceDays;

export const handler = operatorHandler(
  createHandler({ desk, lines, groups, roles, graceDays, zone, clock, hash }),
  { log: createLogger({ function: 'act-on-line' }) },
);
