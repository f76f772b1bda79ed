import { Duration } from 'aws-cdk-lib';
import type { FunctionPlan, House } from '../house.ts';
import { mayFetch, mayFollow, mayRead, mayReadSecret, mayStore, mayWrite } from '../may.ts';

/** The machine gives up a source after 60 seconds; each ends by itself before that. */
const LEDGER_TIMEOUT = Duration.seconds(50);
/** `bureausBudgetMs` of the configuration, and 10 seconds for what is kept of the answers. */
const BUREAU_TIMEOUT = Duration.seconds(55);
const FINANCIALS_TIMEOUT = Duration.seconds(30);

/** How a bureau's secret is called in the environment of the function that asks it. */
const secretVariable = (bureau: string): string =>
  `BUREAU_${bureau.toUpperCase().replaceAll('-', '_')}_SECRET_ARN`;

/** The sources of a credit decision. What they find are objects; they journal nothing. */
export const creditGathering = (house: House): FunctionPlan[] => {
  const { tables, buckets, secrets, config } = house;
  const { currencies, lateness, ...bureauSettings } = config.creditData;
  const files = {
    CREDIT_TABLE_NAME: tables.credit.tableName,
    CREDIT_FILES_BUCKET_NAME: buckets.creditFiles.bucketName,
  };
  const { rateDays } = config.creditLine;
  const mayPrice = mayRead(tables.credit, ['query'], ['RATE#']);
  const mayGather = [
    mayRead(tables.credit, ['get'], ['APPLICATION#']),
    mayStore(buckets.creditFiles, 'gathered/'),
  ];
  return [
    {
      entry: 'credit/gather-history',
      does: 'Reads how an applicant paid us until now',
      on: { kind: 'machine', timeout: LEDGER_TIMEOUT },
      env: {
        ...files,
        JOURNAL_TABLE_NAME: tables.journal.tableName,
        RECEIVABLES_TABLE_NAME: tables.receivables.tableName,
        SETTINGS: JSON.stringify({ bookZone: config.bookZone, currencies, rateDays, lateness }),
      },
      may: [
        ...mayGather,
        mayPrice,
        mayFollow(tables.journal, ['account#']),
        mayRead(tables.receivables, ['get-together', 'query'], ['ACCOUNT#']),
      ],
      errorImpact: 'Credit is decided without knowing how the applicant paid us.',
      memoryMb: 1024,
    },
    {
      entry: 'credit/gather-bureau',
      does: 'Asks credit bureaus about an applicant, or finds what they said not long ago',
      on: { kind: 'machine', timeout: BUREAU_TIMEOUT },
      env: {
        ...files,
        SETTINGS: JSON.stringify(bureauSettings),
        ...Object.fromEntries(
          Object.entries(secrets.bureaus).map(([name, { secretArn }]) => [
            secretVariable(name),
            secretArn,
          ]),
        ),
      },
      may: [
        ...mayGather,
        mayRead(tables.credit, ['get', 'query'], ['REPORT#']),
        // An alert may have come under another number of the same customer.
        mayRead(tables.credit, ['query'], ['LINE#', 'APPLICANT#']),
        mayWrite(tables.credit, ['put'], ['REPORT#']),
        mayStore(buckets.creditFiles, 'reports/'),
        mayFetch(buckets.creditFiles, 'reports/'),
        ...(Object.keys(secrets.bureaus).length > 0
          ? [mayReadSecret(...Object.values(secrets.bureaus))]
          : []),
      ],
      errorImpact: 'Credit is decided without a bureau, so more applications go to people.',
    },
    {
      entry: 'credit/gather-financials',
      does: 'Turns the statements of an applicant into ratios',
      on: { kind: 'machine', timeout: FINANCIALS_TIMEOUT },
      env: { ...files, SETTINGS: JSON.stringify({ rateDays }) },
      may: [...mayGather, mayPrice],
      errorImpact: 'Credit is decided without statements, so more applications go to people.',
    },
  ];
};
