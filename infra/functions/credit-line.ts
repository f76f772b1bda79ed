import { Duration } from 'aws-cdk-lib';
import type { FunctionPlan, House } from '../house.ts';
import {
  type Grant,
  mayAppend,
  mayFollow,
  mayRead,
  mayReadSecret,
  maySend,
  mayWrite,
} from '../may.ts';
import { API_TIMEOUT } from './receivables.ts';

/** Several events of one commit, and of one account, are answered by one look at its line. */
const WATCH_WINDOW = Duration.seconds(10);
const SWEEP_TIMEOUT = Duration.minutes(5);

/** What a look at a line reads: the line, its accounts and how they came to be, and rates. */
export const mayLook = ({ tables }: House): readonly Grant[] => [
  mayRead(tables.credit, ['get', 'get-together', 'query'], ['LINE#', 'GROUP#', 'RATE#']),
  mayRead(tables.receivables, ['get-together', 'query'], ['ACCOUNT#']),
  mayFollow(tables.journal, ['account#']),
];

const LINE_ITEMS = ['LINE#', 'GROUP#', 'REVIEW#', 'EXPIRY#'];

/**
 * What a commit on a line writes: its items, where it is found again, and what it rests on. IAM
 * holds all that one transaction puts against one statement, so `also` cannot be one of its own.
 */
const mayCommit = ({ tables }: House, also: readonly string[]): readonly Grant[] => [
  mayAppend(tables.journal, ['line#']),
  mayWrite(tables.credit, ['put'], [...LINE_ITEMS, ...also]),
  mayWrite(tables.credit, ['delete'], LINE_ITEMS),
  mayWrite(tables.credit, ['update', 'check'], ['LINE#']),
];

/** How lines are watched, and by which calendar. */
export const lineSettingsOf = ({ config }: House) => ({
  creditLine: { currencies: config.creditData.currencies, ...config.creditLine },
  bookZone: config.bookZone,
});

/** Names and settings that every function needs which decides about lines. */
export const lineVariables = (house: House): Record<string, string> => ({
  JOURNAL_TABLE_NAME: house.tables.journal.tableName,
  CREDIT_TABLE_NAME: house.tables.credit.tableName,
  RECEIVABLES_TABLE_NAME: house.tables.receivables.tableName,
  SETTINGS: JSON.stringify(lineSettingsOf(house)),
});

/** Rights of a function that decides about lines of credit, and puts what else goes along. */
export const mayDecideLines = (house: House, ...also: readonly string[]): readonly Grant[] => [
  ...mayLook(house),
  ...mayCommit(house, also),
];

/** What keeps a granted line of credit honest: orders, the ledger, days, and people. */
export const creditLine = (house: House): FunctionPlan[] => {
  const { tables, queues, secrets, config } = house;
  return [
    {
      entry: 'credit/check-order',
      does: 'POST /v1/credit/order-checks: whether an order fits the credit line, and reserves it',
      on: { kind: 'route', path: '/v1/credit/order-checks', timeout: API_TIMEOUT },
      env: { ...lineVariables(house), EVENTS_API_SECRET_ARN: secrets.eventsApi.secretArn },
      may: [...mayDecideLines(house), mayReadSecret(secrets.eventsApi)],
      errorImpact: 'Orders are not answered: they wait, or go out unchecked.',
      memoryMb: 1024,
    },
    {
      entry: 'credit/watch-exposure',
      does: 'Follows what moves lines of credit: the ledger, orders, rates, alerts, days',
      on: { kind: 'queue', queue: queues.creditSignals, batchWindow: WATCH_WINDOW },
      env: {
        ...lineVariables(house),
        CREDIT_COMMANDS_QUEUE_URL: queues.creditCommands.queue.queueUrl,
        REJECTED_INPUTS_QUEUE_URL: queues.rejectedInputs.queueUrl,
      },
      may: [
        ...mayDecideLines(house),
        mayAppend(tables.journal, ['input#']),
        // Whether the review that a line waits for has ended undecided.
        mayRead(tables.credit, ['get'], ['APPLICATION#']),
        mayWrite(tables.credit, ['update'], ['RATE#']),
        maySend(queues.creditCommands.queue),
        maySend(queues.rejectedInputs),
      ],
      errorImpact: 'Nobody learns that a limit is exceeded, and no order is held for it.',
    },
    {
      entry: 'credit/open-reviews',
      does: 'Asks to look at every line on which something falls due',
      // After midnight UTC, before people work; the days are those of the book.
      on: { kind: 'schedule', cron: '15 1 * * ? *', timeout: SWEEP_TIMEOUT },
      env: {
        CREDIT_TABLE_NAME: tables.credit.tableName,
        RECEIVABLES_TABLE_NAME: tables.receivables.tableName,
        CREDIT_SIGNALS_QUEUE_URL: queues.creditSignals.queue.queueUrl,
        SETTINGS: JSON.stringify(lineSettingsOf(house)),
      },
      may: [
        mayRead(tables.credit, ['get', 'query'], ['SWEEP#', 'REVIEW#', 'EXPIRY#']),
        mayRead(tables.credit, ['get-together'], ['LINE#']),
        mayRead(tables.receivables, ['query'], ['AGENDA#']),
        mayWrite(tables.credit, ['update'], ['SWEEP#']),
        maySend(queues.creditSignals.queue),
      ],
      errorImpact: 'Reviews of lines begin late, and orders hold credit longer than they may.',
    },
    {
      entry: 'credit/act-on-line',
      does: 'Carries out what a person decided about a credit line, or the limit of a group',
      on: {
        kind: 'operator',
        routes: [
          'POST /v1/operator/credit/lines/{lineId}/acts',
          'POST /v1/operator/credit/groups/{groupId}/acts',
        ],
        timeout: API_TIMEOUT,
      },
      env: {
        ...lineVariables(house),
        SETTINGS: JSON.stringify({
          ...lineSettingsOf(house),
          creditPolicy: config.creditApproval.policy,
          creditRoles: config.creditApproval.roles,
        }),
        APPLICANT_SECRET_ARN: secrets.applicant.secretArn,
      },
      may: [
        ...mayDecideLines(house),
        mayAppend(tables.journal, ['creditgroup#']),
        // Whose line it is stands in the application that its terms are of.
        mayRead(tables.credit, ['get'], ['APPLICATION#']),
        mayReadSecret(secrets.applicant),
      ],
      errorImpact: 'People cannot hold or close a credit line, or set what a group may owe.',
    },
    {
      entry: 'credit/show-line',
      does: 'Shows a credit line as its accounts stand now',
      on: {
        kind: 'operator',
        routes: ['GET /v1/operator/credit/lines/{lineId}'],
        timeout: API_TIMEOUT,
      },
      env: lineVariables(house),
      may: mayLook(house),
      errorImpact: 'Nobody sees how much of a credit line is used, and by what.',
    },
  ];
};
