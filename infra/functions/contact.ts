import type { FunctionPlan, House } from '../house.ts';
import { mayAppend, mayRead, mayWrite } from '../may.ts';

/** Who may be reached, and what became of what was sent. */
export const contact = ({ tables, queues }: House): FunctionPlan[] => [
  {
    entry: 'contact/register-party',
    does: 'Keeps the profile, channels and opt-outs of each party',
    on: { kind: 'queue', queue: queues.partyCommands },
    env: {
      JOURNAL_TABLE_NAME: tables.journal.tableName,
      CONTACT_TABLE_NAME: tables.contact.tableName,
    },
    may: [
      mayAppend(tables.journal, ['party#']),
      mayRead(tables.contact, ['get-together']),
      mayWrite(tables.contact, ['put']),
    ],
    errorImpact: 'Customers cannot be contacted, or at an address that is out of date.',
  },
  {
    entry: 'contact/record-delivery',
    does: 'Records what became of each e-mail, and which addresses take none',
    on: { kind: 'queue', queue: queues.sendEvents },
    env: {
      JOURNAL_TABLE_NAME: tables.journal.tableName,
      CONTACT_TABLE_NAME: tables.contact.tableName,
    },
    may: [
      mayAppend(tables.journal, ['party#']),
      mayRead(tables.contact, ['get', 'get-together']),
      mayWrite(tables.contact, ['put']),
    ],
    errorImpact: 'Dead addresses are written to again, and no step falls back on another channel.',
  },
];
