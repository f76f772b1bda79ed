import { Duration } from 'aws-cdk-lib';
import type { FunctionPlan, House } from '../house.ts';
import { mayAppend, mayRead, mayReadSecret, mayWrite } from '../may.ts';
import { API_TIMEOUT } from './receivables.ts';

/** Lines and messages come in small batches, each line a read and a transaction. */
const REPORT_TIMEOUT = Duration.seconds(60);

const storesOf = (tables: House['tables']) => ({
  JOURNAL_TABLE_NAME: tables.journal.tableName,
  CONTACT_TABLE_NAME: tables.contact.tableName,
});

/** What became of a message is found by its attempt or its text, and recorded with its party. */
const recording = (tables: House['tables']) => ({
  env: storesOf(tables),
  may: [
    mayAppend(tables.journal, ['party#']),
    mayRead(tables.contact, ['get', 'get-together']),
    mayWrite(tables.contact, ['put'], ['PARTY#', 'ATTEMPT#', 'TEXT#', 'PHONE#']),
  ],
});

/** Who may be reached, and what became of what was sent. */
export const contact = ({ tables, queues, texts, secrets }: House): FunctionPlan[] => [
  {
    entry: 'contact/register-party',
    does: 'Keeps the profile, channels and opt-outs of each party',
    on: { kind: 'queue', queue: queues.partyCommands },
    env: storesOf(tables),
    may: [
      mayAppend(tables.journal, ['party#']),
      mayRead(tables.contact, ['get-together']),
      mayWrite(tables.contact, ['put'], ['PARTY#', 'CUSTOMER#', 'PHONE#']),
    ],
    errorImpact: 'Customers cannot be contacted, or at an address that is out of date.',
  },
  {
    entry: 'contact/record-delivery',
    does: 'Records what became of each e-mail, and which addresses take none',
    on: { kind: 'queue', queue: queues.sendEvents },
    ...recording(tables),
    errorImpact: 'Dead addresses are written to again, and no step falls back on another channel.',
  },
  {
    entry: 'contact/record-text-status',
    does: 'Records what became of each text message, and which numbers take none',
    on: { kind: 'logs', groups: texts.logs, timeout: REPORT_TIMEOUT },
    ...recording(tables),
    errorImpact: 'Dead numbers are texted again, and who refused texts may get another.',
  },
  {
    entry: 'contact/record-reply',
    does: 'Obeys people who answer a text with a word that ends texts',
    on: { kind: 'topic', topic: texts.inbound, timeout: REPORT_TIMEOUT },
    env: storesOf(tables),
    may: [
      mayAppend(tables.journal, ['party#']),
      mayRead(tables.contact, ['query'], ['PHONE#']),
      mayRead(tables.contact, ['get'], ['PARTY#']),
      mayWrite(tables.contact, ['put'], ['PARTY#']),
    ],
    errorImpact: 'People who answered STOP are texted again.',
  },
  {
    entry: 'contact/unsubscribe',
    does: 'POST /v1/unsubscribe/{token}: ends reminders before anything is due',
    on: {
      kind: 'route',
      path: '/v1/unsubscribe/{token}',
      methods: ['GET', 'POST'],
      timeout: API_TIMEOUT,
    },
    env: {
      ...storesOf(tables),
      UNSUBSCRIBE_SECRET_ARN: secrets.unsubscribe.secretArn,
    },
    may: [
      mayReadSecret(secrets.unsubscribe),
      mayAppend(tables.journal, ['party#']),
      mayRead(tables.contact, ['get'], ['ATTEMPT#', 'PARTY#']),
      mayWrite(tables.contact, ['put'], ['PARTY#']),
    ],
    errorImpact: 'People cannot end reminders that they do not want, and complain instead.',
  },
];
