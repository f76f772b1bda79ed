import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import { sha256 as hash } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { createJournal } from '../../../shared/adapters/dynamodb/journal.ts';
import { createJournalReader } from '../../../shared/adapters/dynamodb/journal-reader.ts';
import { createPartyActs } from '../../../shared/adapters/dynamodb/party-acts.ts';
import { partyVariables } from '../../../shared/adapters/parties.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { operatorHandler } from '../../../shared/lambda/operator.ts';
import { createHandler } from './handler.ts';

const e = env(partyVariables);
const client = createDocumentClient();
const journal = createJournal({ client, tableName: e.JOURNAL_TABLE_NAME, clock });
const reader = createJournalReader({ client, tableName: e.JOURNAL_TABLE_NAME });
const parties = createPartyActs({ client, tableName: e.CONTACT_TABLE_NAME, journal });

export const handler = operatorHandler(createHandler({ parties, journal: reader, clock, hash }), {
  log: createLogger({ function: 'act-on-party' }),
});
