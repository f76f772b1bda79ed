import type { FunctionPlan, House } from '../house.ts';
import { mayAppend, mayFollow, mayRead, mayWrite } from '../may.ts';
import { API_TIMEOUT } from './receivables.ts';

/** What people decide about cases, tasks and messages. The ledger's acts stand with the ledger. */
export const desk = ({ config, tables }: House): FunctionPlan[] => [
  {
    entry: 'collections/act-on-case',
    does: 'Carries out what a person decided about a case or one of its tasks',
    on: {
      kind: 'operator',
      // Tasks have a route of their own, so that whoever works them off need not hold cases.
      routes: [
        'POST /v1/operator/accounts/{accountId}/case/acts',
        'POST /v1/operator/accounts/{accountId}/tasks/acts',
      ],
      timeout: API_TIMEOUT,
    },
    env: {
      JOURNAL_TABLE_NAME: tables.journal.tableName,
      COLLECTIONS_TABLE_NAME: tables.collections.tableName,
      RECEIVABLES_TABLE_NAME: tables.receivables.tableName,
      CONTACT_TABLE_NAME: tables.contact.tableName,
    },
    may: [
      mayAppend(tables.journal, ['case#']),
      mayRead(tables.collections, ['get'], ['ACCOUNT#']),
      mayWrite(tables.collections, ['put', 'update'], ['ACCOUNT#', 'DESK#']),
      mayWrite(tables.collections, ['delete'], ['DESK#']),
      mayRead(tables.receivables, ['get-together', 'query'], ['ACCOUNT#']),
      mayRead(tables.contact, ['get-together']),
    ],
    errorImpact: 'People cannot hold, release or close a case, or work off its tasks.',
  },
  {
    entry: 'collections/list-tasks',
    does: 'Lists the open tasks of a desk',
    on: { kind: 'operator', routes: ['GET /v1/operator/tasks'], timeout: API_TIMEOUT },
    env: { COLLECTIONS_TABLE_NAME: tables.collections.tableName },
    may: [mayRead(tables.collections, ['query'], ['DESK#'])],
    errorImpact: 'Nobody sees which calls and decisions wait for them.',
  },
  {
    entry: 'contact/act-on-party',
    does: 'Carries out what a person decided about how a party is reached',
    on: {
      kind: 'operator',
      routes: ['GET /v1/operator/parties/{partyId}', 'POST /v1/operator/parties/{partyId}/acts'],
      timeout: API_TIMEOUT,
    },
    env: {
      JOURNAL_TABLE_NAME: tables.journal.tableName,
      CONTACT_TABLE_NAME: tables.contact.tableName,
    },
    may: [
      mayAppend(tables.journal, ['party#']),
      mayFollow(tables.journal, ['party#']),
      mayRead(tables.contact, ['get'], ['PARTY#']),
      mayWrite(tables.contact, ['put'], ['PARTY#']),
    ],
    errorImpact: 'Who asks by phone not to be written to is written to again.',
  },
  {
    entry: 'contact/control-sending',
    does: 'Stops every message of the environment, and lets them go again',
    on: {
      kind: 'operator',
      routes: ['GET /v1/operator/sending', 'POST /v1/operator/sending/acts'],
      timeout: API_TIMEOUT,
    },
    env: {
      JOURNAL_TABLE_NAME: tables.journal.tableName,
      CONTACT_TABLE_NAME: tables.contact.tableName,
      SETTINGS: JSON.stringify({ mode: config.contact.mode, dailyCap: config.contact.dailyCap }),
    },
    may: [
      mayAppend(tables.journal, ['sending#control']),
      mayRead(tables.contact, ['get'], ['CONTROL', 'CAP#']),
      mayWrite(tables.contact, ['put'], ['CONTROL']),
    ],
    errorImpact: 'Wrong messages cannot be stopped but by a deployment.',
  },
];
