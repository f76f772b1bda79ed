import { createDocumentClient } from '../../../shared/adapters/dynamodb/client.ts';
import { createJournal } from '../../../shared/adapters/dynamodb/journal.ts';
import { createControlStore, createDayReader } from '../../../shared/adapters/dynamodb/sending.ts';
import { partyVariables } from '../../../shared/adapters/parties.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { operatorHandler } from '../../../shared/lambda/operator.ts';
import { createSendingControl } from '../../../shared/services/contact/control.ts';
import { createHandler, settings } from './handler.ts';

const e = env(partyVariables.extend({ SETTINGS: jsonOf(settings) }));
const client = createDocumentClient();
const journal = createJournal({ client, tableName: e.JOURNAL_TABLE_NAME, clock });
const store = createControlStore({ client, tableName: e.CONTACT_TABLE_NAME, journal });

export const handler = operatorHandler(
  createHandler({
    control: createSendingControl({ store, clock }),
    settings: e.SETTINGS,
    taken: createDayReader({ client, tableName: e.CONTACT_TABLE_NAME }),
    clock,
  }),
  { log: createLogger({ function: 'control-sending' }) },
);
