import * as z from 'zod';
import { createCaseActs } from '../../../shared/adapters/dynamodb/cases.ts';
import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import { sha256 as hash } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { createJournal } from '../../../shared/adapters/dynamodb/journal.ts';
import { createLedgerReader } from '../../../shared/adapters/dynamodb/ledger.ts';
import { createPartyReader } from '../../../shared/adapters/dynamodb/parties.ts';
import { surveyTables } from '../../../shared/domain/collections/settings.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { operatorHandler } from '../../../shared/lambda/operator.ts';
import { strategyOf } from '../../../strategies/catalogue.ts';
import { createHandler } from './handler.ts';

const e = env(z.object({ ...surveyTables, JOURNAL_TABLE_NAME: required }));
const client = createDocumentClient();
const journal = createJournal({ client, tableName: e.JOURNAL_TABLE_NAME, clock });
const cases = createCaseActs({ client, tableName: e.COLLECTIONS_TABLE_NAME, journal });
const ledger = createLedgerReader({ client, receivablesTableName: e.RECEIVABLES_TABLE_NAME });
const parties = createPartyReader({ client, tableName: e.CONTACT_TABLE_NAME });

export const handler = operatorHandler(
  createHandler({ cases, ledger, parties, strategyOf, clock, hash }),
  { log: createLogger({ function: 'act-on-case' }) },
);
