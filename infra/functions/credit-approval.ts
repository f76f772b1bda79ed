import { Duration } from 'aws-cdk-lib';
import type { HouseQueue } from '../constructs/queue.ts';
import type { FunctionPlan, House } from '../house.ts';
import {
  type Grant,
  mayAnswer,
  mayAppend,
  mayEmail,
  mayFetch,
  mayFollow,
  mayRead,
  mayReadSecret,
  maySend,
  mayStart,
  mayStore,
  mayWrite,
} from '../may.ts';
import { lineSettingsOf, lineVariables, mayDecideLines, mayLook } from './credit-line.ts';
import { API_TIMEOUT } from './receivables.ts';

/** The machine gives a function 60 seconds; each ends by itself before that. */
const DECIDE_TIMEOUT = Duration.seconds(50);
const PLAN_TIMEOUT = Duration.seconds(30);

const lettersOf = ({ tables, buckets, mail }: House): Record<string, string> => ({
  CONTACT_TABLE_NAME: tables.contact.tableName,
  CREDIT_FILES_BUCKET_NAME: buckets.creditFiles.bucketName,
  CONFIGURATION_SET_NAME: mail.configurationSetName,
});

/** Letters go as far as any message does: the mode, the switch and the cap of the day hold. */
const letterSettings = ({ config }: House): string =>
  JSON.stringify({
    bookZone: config.bookZone,
    creditor: { name: config.creditor.name },
    contact: {
      mode: config.contact.mode,
      allowList: config.contact.allowList,
      dailyCap: config.contact.dailyCap,
      fromAddress: config.contact.fromAddress,
      replyTo: config.contact.replyTo,
    },
  });

const staffSettings = (house: House): string =>
  JSON.stringify({
    ...lineSettingsOf(house),
    creditPolicy: house.config.creditApproval.policy,
    creditRoles: house.config.creditApproval.roles,
  });

const zoneOnly = ({ config }: House): string => JSON.stringify({ bookZone: config.bookZone });

const storesOf = ({ tables }: House): Record<string, string> => ({
  JOURNAL_TABLE_NAME: tables.journal.tableName,
  CREDIT_TABLE_NAME: tables.credit.tableName,
});

/**
 * Commits on applications: the snapshot, and the lists that must not lag. One transaction writes
 * them all, so one statement holds for all.
 */
const mayDecide = ({ tables }: House, ...also: readonly string[]): readonly Grant[] => [
  mayAppend(tables.journal, ['application#']),
  mayRead(tables.credit, ['get'], ['APPLICATION#']),
  mayWrite(tables.credit, ['put'], ['APPLICATION#', 'APPLICANT#', 'CREDITDESK#', ...also]),
  mayWrite(tables.credit, ['delete'], ['APPLICANT#', 'CREDITDESK#']),
];

/** What else there is of an applicant: their applications, their lines, and their group's. */
const maySeeStanding = ({ tables }: House): readonly Grant[] => [
  mayRead(tables.credit, ['get'], ['LINE#', 'GROUP#']),
  mayRead(tables.credit, ['query'], ['APPLICANT#', 'GROUP#']),
  mayRead(tables.credit, ['get'], ['APPROVED#']),
];

/** Days of the cap begin with their century, so the stream of the switch is out of reach. */
const maySendLetters = ({ tables, mail }: House): readonly Grant[] => [
  mayAppend(tables.journal, ['sending#2']),
  mayRead(tables.contact, ['get'], ['CONTROL', 'CAP#']),
  mayWrite(tables.contact, ['update'], ['CAP#']),
  mayEmail(mail),
];

/** What the credit-approval machine calls, beside the sources of a decision. */
export const creditDeciding = (house: House, apiUrl: string): FunctionPlan[] => {
  const { tables, buckets, secrets, config } = house;
  const { SETTINGS: lines = '{}', ...lineTables } = lineVariables(house);
  return [
    {
      entry: 'credit/decide-application',
      does: 'Decides a round of an application by policy, and keeps what it was decided on',
      on: { kind: 'machine', timeout: DECIDE_TIMEOUT },
      env: {
        ...lineTables,
        CREDIT_FILES_BUCKET_NAME: buckets.creditFiles.bucketName,
        SETTINGS: JSON.stringify({
          ...(JSON.parse(lines) as object),
          creditPolicy: config.creditApproval.policy,
        }),
      },
      may: [
        ...mayDecide(house, 'APPROVED#'),
        ...mayLook(house),
        mayRead(tables.credit, ['get'], ['APPROVED#']),
        mayRead(tables.credit, ['query'], ['APPLICANT#']),
        mayFetch(buckets.creditFiles, 'gathered/'),
        mayStore(buckets.creditFiles, 'decisions/'),
      ],
      errorImpact: 'Applications for credit are not decided.',
      memoryMb: 1024,
    },
    {
      entry: 'credit/plan-application',
      does: 'Says what an application waits for, and journals what time has decided',
      on: { kind: 'machine', timeout: PLAN_TIMEOUT },
      env: { ...storesOf(house), SETTINGS: zoneOnly(house) },
      may: mayDecide(house),
      errorImpact: 'Applications stop where they are: no referral escalates, no offer runs out.',
    },
    {
      entry: 'credit/make-offer',
      does: 'Writes approved terms as a document and sends them with a link to answer',
      on: { kind: 'machine', timeout: DECIDE_TIMEOUT },
      env: {
        ...storesOf(house),
        ...lettersOf(house),
        OFFER_URL: `${apiUrl}/v1/credit/offers`,
        OFFER_LINK_SECRET_ARN: secrets.offerLink.secretArn,
        SETTINGS: letterSettings(house),
      },
      may: [
        ...mayDecide(house, 'OFFER#'),
        ...maySendLetters(house),
        mayStore(buckets.creditFiles, 'offers/'),
        mayFetch(buckets.creditFiles, 'offers/'),
        mayReadSecret(secrets.offerLink),
      ],
      errorImpact: 'Approved applicants hear nothing, and have no line.',
      memoryMb: 1024,
    },
    {
      entry: 'credit/give-notice',
      does: 'Tells an applicant of an adverse decision and its principal reasons',
      on: { kind: 'machine', timeout: DECIDE_TIMEOUT },
      env: { ...storesOf(house), ...lettersOf(house), SETTINGS: letterSettings(house) },
      may: [
        ...mayDecide(house),
        mayFollow(tables.journal, ['application#']),
        ...maySendLetters(house),
        // Where the party of a reviewed line is reached now.
        mayRead(tables.contact, ['get', 'get-together'], ['CUSTOMER#', 'PARTY#']),
        mayStore(buckets.creditFiles, 'notices/'),
      ],
      errorImpact: 'Declined applicants do not learn why, which the law may ask for.',
      memoryMb: 1024,
    },
    {
      entry: 'credit/activate-line',
      does: 'Brings a line of credit to what was accepted, or a review decided',
      on: { kind: 'machine', timeout: DECIDE_TIMEOUT },
      env: lineVariables(house),
      may: [
        ...mayDecide(house),
        ...mayDecideLines(house, 'GRANT#'),
        mayRead(tables.credit, ['get'], ['GRANT#']),
        // News may have come under another number of the same customer.
        mayRead(tables.credit, ['query'], ['APPLICANT#']),
      ],
      errorImpact: 'Accepted terms are not in force: orders are held.',
      memoryMb: 1024,
    },
  ];
};

/** Where applications come in, people decide, and applicants answer. */
export const creditDesk = (house: House): FunctionPlan[] => {
  const { tables, queues, secrets } = house;
  return [
    {
      entry: 'credit/register-application',
      does: 'Takes up applications for credit, and what applicants answer',
      on: { kind: 'queue', queue: queues.creditCommands },
      env: {
        ...storesOf(house),
        REJECTED_INPUTS_QUEUE_URL: queues.rejectedInputs.queueUrl,
        APPLICANT_SECRET_ARN: secrets.applicant.secretArn,
        SETTINGS: zoneOnly(house),
      },
      may: [
        mayAppend(tables.journal, ['application#', 'input#']),
        // Whether a line still waits for the review that is to begin.
        mayRead(tables.credit, ['get'], ['APPLICATION#', 'APPLICANT#', 'LINE#']),
        mayWrite(tables.credit, ['put'], ['APPLICATION#', 'APPLICANT#']),
        // A review ends the one before it, with the place that this had and its referral.
        mayWrite(tables.credit, ['delete'], ['APPLICANT#', 'CREDITDESK#']),
        maySend(queues.rejectedInputs),
        mayReadSecret(secrets.applicant),
      ],
      errorImpact: 'Applications for credit are not taken up.',
    },
    {
      entry: 'credit/act-on-application',
      does: 'Carries out what a person decided about an application for credit',
      on: {
        kind: 'operator',
        routes: ['POST /v1/operator/credit/applications/{applicationId}/acts'],
        timeout: API_TIMEOUT,
      },
      env: {
        ...storesOf(house),
        APPLICANT_SECRET_ARN: secrets.applicant.secretArn,
        SETTINGS: staffSettings(house),
      },
      // What was accepted and is taken back must not be granted any more.
      may: [
        ...mayDecide(house, 'GRANT#', 'APPROVED#'),
        // News of a customer are kept beside its line, also when it has none.
        mayRead(tables.credit, ['query'], ['RATE#', 'LINE#']),
        mayFollow(tables.journal, ['account#']),
        ...maySeeStanding(house),
        mayReadSecret(secrets.applicant),
      ],
      errorImpact: 'Referrals are not decided; they escalate and expire.',
    },
    {
      entry: 'credit/list-referrals',
      does: 'Lists the applications that wait for a role',
      on: {
        kind: 'operator',
        routes: ['GET /v1/operator/credit/referrals'],
        timeout: API_TIMEOUT,
      },
      env: { CREDIT_TABLE_NAME: tables.credit.tableName },
      may: [mayRead(tables.credit, ['query'], ['CREDITDESK#'])],
      errorImpact: 'Nobody sees which applications wait for them.',
    },
    {
      entry: 'credit/show-application',
      does: 'Shows an application with its history, and how the lines stand that it is about',
      on: {
        kind: 'operator',
        routes: ['GET /v1/operator/credit/applications/{applicationId}'],
        timeout: API_TIMEOUT,
      },
      env: {
        ...lineVariables(house),
        SETTINGS: JSON.stringify({
          ...lineSettingsOf(house),
          creditPolicy: house.config.creditApproval.policy,
        }),
      },
      may: [
        mayFollow(tables.journal, ['application#', 'line#']),
        mayRead(tables.credit, ['get'], ['APPLICATION#', 'APPROVED#']),
        mayRead(tables.credit, ['query'], ['APPLICANT#']),
        ...mayLook(house),
      ],
      errorImpact: 'Whoever has to decide cannot see what about.',
    },
    {
      entry: 'credit/answer-offer',
      does: 'GET and POST /v1/credit/offers/{token}: shows an offer and takes the answer',
      on: {
        kind: 'route',
        path: '/v1/credit/offers/{token}',
        methods: ['GET', 'POST'],
        timeout: API_TIMEOUT,
      },
      env: {
        ...storesOf(house),
        APPLICANT_SECRET_ARN: secrets.applicant.secretArn,
        OFFER_LINK_SECRET_ARN: secrets.offerLink.secretArn,
        SETTINGS: zoneOnly(house),
      },
      may: [
        mayReadSecret(secrets.offerLink, secrets.applicant),
        mayAppend(tables.journal, ['application#']),
        mayRead(tables.credit, ['get'], ['OFFER#', 'APPLICATION#']),
        mayWrite(tables.credit, ['put'], ['APPLICATION#', 'APPLICANT#', 'GRANT#']),
        mayWrite(tables.credit, ['delete'], ['APPLICANT#']),
      ],
      errorImpact: 'Applicants cannot accept what they were offered, until it runs out.',
    },
  ];
};

/** The one function that knows the machine. */
export const creditSignals = (
  { tables }: House,
  machineArn: string,
  queue: HouseQueue,
): FunctionPlan => ({
  entry: 'credit/signal-application',
  does: 'Starts and wakes the machine of an application as the journal moves',
  on: { kind: 'queue', queue },
  env: {
    CREDIT_TABLE_NAME: tables.credit.tableName,
    WAIT_TOKENS_TABLE_NAME: tables.waitTokens.tableName,
    CREDIT_APPROVAL_MACHINE_ARN: machineArn,
  },
  may: [
    mayRead(tables.credit, ['get'], ['APPLICATION#']),
    mayWrite(tables.waitTokens, ['update'], ['CREDITWAIT#']),
    mayStart(machineArn),
    mayAnswer(machineArn, ['success']),
  ],
  errorImpact: 'Applications are not begun, and decisions about them are not carried on.',
});
