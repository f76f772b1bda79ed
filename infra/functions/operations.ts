import type { FunctionPlan, House } from '../house.ts';
import { mayFollow, mayRead } from '../may.ts';
import { API_TIMEOUT } from './receivables.ts';

/** What people see of the book; nothing here writes. */
export const operations = ({ tables, config }: House): FunctionPlan[] => [
  {
    entry: 'operations/show-account',
    does: 'Shows an account as it is or was, explains what is sent about it, and lists write-offs that wait',
    on: {
      kind: 'operator',
      routes: [
        'GET /v1/operator/accounts/{accountId}',
        'GET /v1/operator/accounts/{accountId}/explanation',
        'GET /v1/operator/write-offs',
      ],
      timeout: API_TIMEOUT,
    },
    env: {
      JOURNAL_TABLE_NAME: tables.journal.tableName,
      COLLECTIONS_TABLE_NAME: tables.collections.tableName,
      RECEIVABLES_TABLE_NAME: tables.receivables.tableName,
      CONTACT_TABLE_NAME: tables.contact.tableName,
      SETTINGS: JSON.stringify({
        strategy: config.strategy,
        contactRules: config.contactRules,
        contact: { mode: config.contact.mode, allowList: config.contact.allowList },
        bookZone: config.bookZone,
      }),
    },
    may: [
      mayFollow(tables.journal, ['account#', 'case#', 'party#']),
      mayRead(tables.collections, ['get'], ['ACCOUNT#']),
      mayRead(tables.receivables, ['get-together', 'query']),
      mayRead(tables.contact, ['get', 'get-together']),
    ],
    errorImpact: 'Nobody can see why a customer was written to, or what an account owes.',
  },
];
