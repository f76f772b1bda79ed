import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';
import { leadOf } from '../strategies/catalogue.ts';

/** Where `config/<environment>.json` lives, seen from this file. */
const configFolder = join(import.meta.dirname, '..', 'config');

/** CloudWatch Logs takes these periods and no others; we keep no log for ever. */
const logRetentionDays = z
  .enum(RetentionDays)
  .refine((days) => days !== RetentionDays.INFINITE, 'expected an end, such as 365');

const currency = z.string().regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code such as USD');
const minor = z.int().positive();
const text = z.string().min(1);

const zone = z.string().refine((name) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}, 'expected an IANA zone such as America/Bogota');

/** The version of published data that the functions carry with them, named so that a version in use is never edited. */
const published = z.strictObject({ name: text, version: z.int().positive() });

const restoredTable = z.strictObject({ name: text });

/** By logical id. The journal is published from its stream, which a restore does not bring along. */
const restoredTables = z.strictObject({
  JournalTable: restoredTable.extend({ streamArn: text }).optional(),
  ReceivablesTable: restoredTable.optional(),
  CollectionsTable: restoredTable.optional(),
  ContactTable: restoredTable.optional(),
  AlertsTable: restoredTable.optional(),
  CreditTable: restoredTable.optional(),
});

const bureauName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected words of a-z and 0-9 joined by hyphens');

/** Who is asked about which applicants, and how often at most when it does not answer. */
const anyBureau = {
  name: bureauName,
  countries: z.array(z.string().regex(/^[A-Z]{2}$/, 'expected ISO 3166-1 alpha-2')).optional(),
  applicants: z.array(z.enum(['company', 'person'])).optional(),
  attempts: z.int().min(1).max(5),
} as const;

/** All tries of all bureaus together: the function that asks them has 55 seconds. */
const bureausBudgetMs = 45_000;

const bureau = z.discriminatedUnion('kind', [
  z.strictObject({
    ...anyBureau,
    kind: z.literal('rest'),
    url: z.url({ protocol: /^https$/, error: 'expected an https:// address' }),
    /** Of `bureau-mappings/`. */
    mapping: published,
    timeoutMs: z.int().min(100).max(30_000),
  }),
  /** Makes its answers up from the digits of the tax id. */
  z.strictObject({ ...anyBureau, kind: z.literal('sandbox') }),
]);

const bureaus = z
  .array(bureau)
  .max(5)
  .refine(
    (all) => new Set(all.map(({ name }) => name)).size === all.length,
    'expected every name once',
  )
  .refine(
    (all) =>
      all.reduce(
        (sum, each) => sum + (each.kind === 'rest' ? each.timeoutMs * each.attempts : 0),
        0,
      ) <= bureausBudgetMs,
    `expected timeoutMs times attempts of all to be at most ${bureausBudgetMs}`,
  );

/** An amount for every currency. */
const byCurrency = z.strictObject({
  /** For currencies that are not listed, in hundredths of a major unit: none is left out. */
  default: minor,
  byCurrency: z.record(currency, minor),
});

/** Everything that differs between environments. Each part says which harm a wrong value does. */
export const configSchema = z.strictObject({
  environment: z.string().regex(/^[a-z][a-z0-9-]{1,14}$/, 'expected 2 to 15 of a-z, 0-9 and -'),
  account: z
    .string()
    .regex(/^\d{12}$/, 'expected 12 digits')
    .optional(),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'expected a region such as eu-west-1')
    .optional(),
  data: z.strictObject({
    /** `destroy` lets a developer start over; `retain` keeps tables and buckets when a stack goes. */
    retention: z.enum(['destroy', 'retain']),
    pointInTimeRecovery: z.boolean(),
    deletionProtection: z.boolean(),
    /** Topics use our key in any case: alarms cannot publish to a topic under the key that AWS owns. */
    encryption: z.enum(['aws-owned', 'customer-managed']),
    busArchiveDays: z.int().positive(),
    /** Stream records that could not be published are kept whole for this long. */
    failedRecordsDays: z.int().min(30),
    /** What a credit decision was made from; once it is gone, that decision cannot be replayed. */
    creditFilesDays: z.int().min(365),
    /** Tables that a restore made, in place of those of the stack; see docs/runbooks/restore.md. */
    restored: restoredTables.optional(),
  }),
  logRetentionDays,
  apiThrottle: z.strictObject({
    ratePerSecond: z.int().positive(),
    burst: z.int().positive(),
  }),
  creditor: z.strictObject({
    name: text.max(120),
    /** The first words of a text message, which has 160 characters for everything. */
    shortName: text.max(20),
    paymentInstructions: z.strictObject({ en: text, es: text, pt: text }),
    smsPayment: z.strictObject({ en: text.max(48), es: text.max(48), pt: text.max(48) }),
  }),
  contact: z.strictObject({
    /** Who gets messages: nobody, those on the list, everybody. A new environment begins in shadow. */
    mode: z.enum(['shadow', 'allow-list', 'live']),
    /** Functions carry it in their environment, which has 4 kB for everything. */
    allowList: z
      .array(
        z
          .string()
          .regex(
            /^([^\s<>@]+@[^\s<>@]+|@[^\s<>@]+|\+[1-9]\d{5,14})$/,
            'expected a@b, @domain or a phone number such as +15555550100',
          ),
      )
      .refine((list) => list.join().length <= 1000, 'expected at most 1000 characters in all'),
    /** Messages of a day of UTC; a runaway book stops there, and people are told. */
    dailyCap: z.strictObject({ email: z.int().positive(), sms: z.int().positive() }),
    fromAddress: z
      .string()
      .regex(/^([^<>"]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, 'expected a@b or Name <a@b>'),
    replyTo: z.email(),
    /** `existing` when another stack of the account already verified the domain of `fromAddress`. */
    identity: z.enum(['create', 'existing']),
    smsSenderId: z
      .string()
      .regex(
        /^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/,
        'expected 1 to 11 letters or digits, one a letter',
      )
      .optional(),
    /** How many sends run at once: keep stepsConcurrency sends under what SES and SMS accept a second. */
    stepsConcurrency: z.int().min(2).max(1000),
    sesMaxPerSecond: z.int().positive(),
    smsMonthlyBudgetUsd: z.int().positive(),
    /** `existing` when another stack of the account and region owns the logs of SNS about texts. */
    textLogs: z.enum(['create', 'existing']),
  }),
  /** How lines of credit are watched. */
  creditLine: z.strictObject({
    /** Share of a limit from which on people are told. */
    warnPercent: z.int().min(1).max(100),
    /** A warning is over below this share; the next one is a new one. */
    calmPercent: z.int().min(1).max(100),
    /** An order that is not billed in so many days holds nothing any more. */
    reservationDays: z.int().min(1).max(366),
    /** Rates of exchange count for so many days; without one, orders in that currency are held. */
    rateDays: z.int().min(1).max(366),
    /** A published rate that is further from those before it waits for a person to confirm it. */
    rateMovePercent: z.int().min(1).max(1000),
    /** A review that takes longer is told. */
    reviewGraceDays: z.int().min(1).max(366),
    /** What holds the orders of a line by itself, beside its limit. */
    holdFor: z.array(z.enum(['past-due', 'insolvency', 'review-overdue', 'written-off'])),
    /** What is past due for more days than these holds orders. */
    pastDueDays: z.int().min(1).max(366),
    /** What begins a review of a line beside its day and a person. */
    reviewFor: z.array(
      z.enum(['broken-promise', 'returned-payment', 'bureau-alert', 'written-off']),
    ),
  }),
  contactRules: published,
  strategy: published,
  /** Instead of `strategy`, for new cases of customers whose line of credit is of that class. */
  strategyByRisk: z.strictObject({
    low: published.optional(),
    medium: published.optional(),
    high: published.optional(),
  }),
  bookZone: zone,
  openingBalance: z.strictObject({
    /** What was brought along from another system is first chased over so many days. */
    spreadDays: z.int().min(1).max(90),
  }),
  approval: z.strictObject({
    /** What one person may give up of an invoice; more waits for a second one. */
    writeOffLimitMinor: byCurrency,
  }),
  overdueThresholdMinor: byCurrency,
  /** Who decides about credit, by which policy. */
  creditApproval: z.strictObject({
    /** For applications that begin now; each ends under the one that it began with. */
    policy: published,
    /**
     * The principals of each role: IAM roles by name, anybody else by the whole ARN. Whoever is in
     * none decides nothing, whatever IAM lets them call.
     */
    roles: z.strictObject({
      analyst: z.array(text).max(20),
      manager: z.array(text).max(20),
      director: z.array(text).max(20),
    }),
  }),
  /** What is gathered before credit is decided. */
  creditData: z.strictObject({
    /** In which the house invoices: the accounts of an applicant are in these. */
    currencies: z.array(currency).min(1).max(10),
    /** Says how late a customer is likely to pay; of `lateness-models/`. Left out, nothing does. */
    lateness: published.optional(),
    /** In the order in which they are asked, the next one only where those before lack data. */
    bureaus,
    /** A report younger than this is used again. */
    reuseMonths: z.int().min(0).max(24),
    /** Fields of a report without which the next bureau is asked. */
    wanted: z.array(
      z.enum([
        'score',
        'openDefaultsMinor',
        'legalActions',
        'meanDaysBeyondTerms',
        'creditLines',
        'utilisation',
        'inquiries',
        'monthsOnFile',
      ]),
    ),
  }),
  alarms: z.strictObject({
    /** Alarm when no payment comes in for so long; left out where that may well be. */
    paymentSilenceHours: z.int().min(1).max(168).optional(),
    /** Of the account: told at 80 % of it, and when the month is forecast to end above it. */
    monthlyBudgetUsd: z.int().positive(),
  }),
  insight: z.strictObject({
    /** Whether the whole book is read once a day, for aging and days sales outstanding. */
    measureDaily: z.boolean(),
    /** How long a payment may wait for what it names before anybody is told. */
    holdUnmatchedHours: z.int().min(0).max(72),
  }),
  alertEmails: z.array(z.email()),
  tags: z.record(text, text),
});

export type Config = z.infer<typeof configSchema>;

/** Rules between fields. Each names the field that has to change. */
const contradictions: readonly {
  readonly field: string;
  readonly words: string;
  readonly holds: (config: Config) => boolean;
}[] = [
  {
    field: 'creditData.bureaus',
    words:
      'the sandbox makes its answers up; expected none where data is retained or environment is prod',
    holds: ({ creditData, data, environment }) =>
      creditData.bureaus.some(({ kind }) => kind === 'sandbox') &&
      (data.retention === 'retain' || environment.startsWith('prod')),
  },
  {
    field: 'strategy',
    words: 'expected the name and version of a published strategy (strategies/)',
    holds: ({ strategy }) => leadOf(strategy) === undefined,
  },
  {
    // One sweep looks as far ahead for every account as the preventive stage of one strategy.
    field: 'strategyByRisk',
    words: 'expected published strategies that begin as long before the due date as strategy does',
    holds: ({ strategy, strategyByRisk }) =>
      Object.values(strategyByRisk).some(
        (each) => each !== undefined && leadOf(each) !== leadOf(strategy),
      ),
  },
  {
    field: 'creditLine.calmPercent',
    words: 'expected at most creditLine.warnPercent, or no warning is ever over',
    holds: ({ creditLine }) => creditLine.calmPercent > creditLine.warnPercent,
  },
  {
    field: 'creditData.reuseMonths',
    words: 'expected reports to be kept (data.creditFilesDays) for as long as they are used again',
    holds: ({ creditData, data }) => creditData.reuseMonths * 31 > data.creditFilesDays,
  },
];

/** The file of an environment is missing or does not fit. The message lists every problem. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

const valueAt = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    root,
  );

/**
 * Checks the content of a configuration file.
 *
 * @throws ConfigError naming the file and, for each problem, the field, its value and what was expected.
 */
export const parseConfig = (file: string, content: unknown): Config => {
  const parsed = configSchema.safeParse(content);
  if (parsed.success) {
    const broken = contradictions.filter(({ holds }) => holds(parsed.data));
    if (broken.length === 0) return parsed.data;
    const rules = broken.map(({ field, words }) => `  ${field}: ${words}`);
    throw new ConfigError([`${file} does not fit:`, ...rules].join('\n'));
  }
  const problems = parsed.error.issues.map((issue) => {
    const field = issue.path.map(String).join('.') || '(whole file)';
    return `  ${field}: got ${show(valueAt(content, issue.path))}; ${issue.message}`;
  });
  throw new ConfigError([`${file} does not fit:`, ...problems].join('\n'));
};

/** Every environment that has a file, so that a mistyped name gets the list of the right ones. */
export const environments = (folder = configFolder): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();

/**
 * Reads `config/<environment>.json`.
 *
 * @throws ConfigError when there is no such file, it is not JSON, it names another environment or
 * a field does not fit.
 */
export const readConfig = (environment: string, folder = configFolder): Config => {
  const file = `config/${environment}.json`;
  const path = join(folder, `${environment}.json`);
  if (!existsSync(path)) {
    const known = environments(folder).join(', ');
    throw new ConfigError(`${file} does not exist. Environments with a file: ${known}.`);
  }
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ConfigError(`${file} is not JSON: ${error instanceof Error ? error.message : ''}`);
  }
  const config = parseConfig(file, content);
  if (config.environment !== environment) {
    throw new ConfigError(
      `${file} does not fit:\n  environment: got "${config.environment}"; expected "${environment}", as the file is named`,
    );
  }
  return config;
};
