import * as z from 'zod';
import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import { createJournal } from '../../../shared/adapters/dynamodb/journal.ts';
import { createPartyStore } from '../../../shared/adapters/dynamodb/parties.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, required } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { queueHandler } from '../../../shared/lambda/queue.ts';
import { createHandler } from './handler.ts';

const { JOURNAL_TABLE_NAME, CONTACT_TABLE_NAME } = env(
  z.object({ JOURNAL_TABLE_NAME: required, CONTACT_TABLE_NAME: required }),
);
const client = createDocumentClient();
const journal = createJournal({ client, tableName: JOURNAL_TABLE_NAME, clock });
const store = createPartyStore({ client, tableName: CONTACT_TABLE_NAME, journal });

export const handler = queueHandler(createHandler({ store, clock }), {
  log: createLogger({ function: 'record-delivery' }),
});
