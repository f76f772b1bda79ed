import { Duration } from 'aws-cdk-lib';
import type { FunctionPlan, House } from '../house.ts';
import {
  type Grant,
  mayAnswer,
  mayAppend,
  mayEmail,
  mayPostpone,
  mayRead,
  mayReadSecret,
  maySend,
  mayStart,
  mayStore,
  mayText,
  mayWrite,
} from '../may.ts';

const PLAN_TIMEOUT = Duration.seconds(30);
const SIGNAL_WINDOW = Duration.seconds(1);
const SWEEP_TIMEOUT = Duration.minutes(5);

const settingsOf = ({ config }: House, opens: boolean): string =>
  JSON.stringify({
    strategy: config.strategy,
    contactRules: config.contactRules,
    contact: { mode: config.contact.mode, allowList: config.contact.allowList },
    ...(opens
      ? {
          strategyByRisk: config.strategyByRisk,
          overdueThresholdMinor: config.overdueThresholdMinor,
        }
      : {}),
  });

/** The one function that the machine calls: a decision that writes nothing. */
export const planNextStep = (house: House): FunctionPlan => {
  const { collections, receivables, contact } = house.tables;
  return {
    entry: 'collections/plan-next-step',
    does: 'Answers what a case waits for next, and how long',
    on: { kind: 'machine', timeout: PLAN_TIMEOUT },
    env: {
      COLLECTIONS_TABLE_NAME: collections.tableName,
      RECEIVABLES_TABLE_NAME: receivables.tableName,
      CONTACT_TABLE_NAME: contact.tableName,
      SETTINGS: settingsOf(house, false),
    },
    may: [
      mayRead(collections, ['get']),
      mayRead(receivables, ['get-together', 'query']),
      mayRead(contact, ['get', 'get-together']),
    ],
    errorImpact: 'Cases stop where they are: no reminder goes out, none is taken back.',
  };
};

/** Cases from the first step to settlement; these know the machine that waits for them. */
export const collections = (house: House, machineArn: string, apiUrl: string): FunctionPlan[] => {
  const { tables, queues, buckets, mail, secrets, config } = house;
  const cases: readonly Grant[] = [
    mayAppend(tables.journal, ['case#']),
    mayRead(tables.collections, ['get']),
    // A transaction writes cases, tasks and the lists of the desks: one statement holds for all.
    mayWrite(tables.collections, ['put', 'update'], ['ACCOUNT#', 'DESK#']),
    mayWrite(tables.collections, ['delete'], ['DESK#']),
  ];
  return [
    {
      entry: 'collections/signal-case',
      does: 'Opens, wakes, moves back and closes cases as the ledger moves',
      // One commit of the ledger signals several times; one look at the account answers them all.
      on: { kind: 'queue', queue: queues.caseSignals, batchWindow: SIGNAL_WINDOW },
      env: {
        JOURNAL_TABLE_NAME: tables.journal.tableName,
        COLLECTIONS_TABLE_NAME: tables.collections.tableName,
        WAIT_TOKENS_TABLE_NAME: tables.waitTokens.tableName,
        RECEIVABLES_TABLE_NAME: tables.receivables.tableName,
        CONTACT_TABLE_NAME: tables.contact.tableName,
        CREDIT_TABLE_NAME: tables.credit.tableName,
        COLLECTION_MACHINE_ARN: machineArn,
        SETTINGS: settingsOf(house, true),
      },
      may: [
        ...cases,
        mayRead(tables.waitTokens, ['get']),
        mayWrite(tables.waitTokens, ['update'], ['CASE#']),
        mayRead(tables.receivables, ['get-together', 'query']),
        mayRead(tables.contact, ['get', 'get-together']),
        mayRead(tables.credit, ['get'], ['LINE#']),
        mayStart(machineArn),
        mayAnswer(machineArn, ['success', 'failure']),
      ],
      errorImpact: 'Late accounts are not chased, and paid ones are not closed.',
    },
    {
      entry: 'collections/open-due-cases',
      does: 'Signals every account with an instalment that comes due',
      // After midnight UTC, so that a day is complete in no zone before it is swept.
      on: { kind: 'schedule', cron: '30 0 * * ? *', timeout: SWEEP_TIMEOUT },
      env: {
        RECEIVABLES_TABLE_NAME: tables.receivables.tableName,
        COLLECTIONS_TABLE_NAME: tables.collections.tableName,
        CASE_SIGNALS_QUEUE_URL: queues.caseSignals.queue.queueUrl,
        SETTINGS: settingsOf(house, false),
      },
      may: [
        mayRead(tables.receivables, ['query'], ['AGENDA#']),
        mayRead(tables.collections, ['get'], ['SWEEP#']),
        mayWrite(tables.collections, ['update'], ['SWEEP#']),
        maySend(queues.caseSignals.queue),
      ],
      errorImpact: 'Instalments that come due open no case until the next run catches up.',
      memoryMb: 1024,
    },
    {
      entry: 'collections/perform-step',
      does: 'Performs what is due now: a message through the gate, or a task for a person',
      on: {
        kind: 'queue',
        queue: queues.steps,
        maxConcurrency: config.contact.stepsConcurrency,
      },
      env: {
        JOURNAL_TABLE_NAME: tables.journal.tableName,
        COLLECTIONS_TABLE_NAME: tables.collections.tableName,
        RECEIVABLES_TABLE_NAME: tables.receivables.tableName,
        CONTACT_TABLE_NAME: tables.contact.tableName,
        MESSAGES_BUCKET_NAME: buckets.messages.bucketName,
        CONFIGURATION_SET_NAME: mail.configurationSetName,
        UNSUBSCRIBE_URL: `${apiUrl}/v1/unsubscribe`,
        UNSUBSCRIBE_SECRET_ARN: secrets.unsubscribe.secretArn,
        STEPS_QUEUE_URL: queues.steps.queue.queueUrl,
        SETTINGS: JSON.stringify({
          strategy: config.strategy,
          contactRules: config.contactRules,
          overdueThresholdMinor: config.overdueThresholdMinor,
          contact: {
            mode: config.contact.mode,
            allowList: config.contact.allowList,
            dailyCap: config.contact.dailyCap,
            fromAddress: config.contact.fromAddress,
            replyTo: config.contact.replyTo,
            ...(config.contact.smsSenderId ? { smsSenderId: config.contact.smsSenderId } : {}),
          },
          creditor: config.creditor,
        }),
      },
      may: [
        ...cases,
        // The stream of the switch, sending#control, is for people: days begin with their century.
        mayAppend(tables.journal, ['party#', 'sending#2']),
        mayRead(tables.receivables, ['get-together', 'query']),
        mayRead(tables.contact, ['get', 'get-together']),
        mayWrite(tables.contact, ['put'], ['PARTY#', 'ATTEMPT#', 'TEXT#', 'PHONE#']),
        mayWrite(tables.contact, ['update'], ['CAP#']),
        mayStore(buckets.messages),
        mayReadSecret(secrets.unsubscribe),
        mayEmail(mail),
        mayText(),
        mayPostpone(queues.steps.queue),
        mayAnswer(machineArn, ['success']),
      ],
      errorImpact: 'Reminders, demands and tasks that are due do not happen.',
      memoryMb: 1024,
    },
  ];
};
