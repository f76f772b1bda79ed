import { parseArgs } from 'node:util';
import { type Config, ConfigError, readConfig } from '../infra/config.ts';
import { settingsOf } from './checks/settings.ts';
import type { Intent } from './examine.ts';
import type { Finding } from './finding.ts';
import { needOf } from './need.ts';
import { say } from './say.ts';

const USAGE =
  'usage: npm run doctor -- --env <environment> [--invoices <a month>] [--no-drift] [--json]';

/** What the account must bear when nobody says how big the book is. */
const defaultInvoices = 10_000;

export type Asked = {
  readonly intent: Intent;
  readonly region: string | undefined;
  readonly drift: boolean;
};

export type Surroundings = {
  readonly examine: (asked: Asked) => Promise<readonly Finding[]>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
};

const intentOf = (config: Config, invoices: number): Intent => {
  const { contact, creditor, alertEmails } = config;
  const { fromAddress, replyTo, smsSenderId } = contact;
  return {
    environment: config.environment,
    account: config.account,
    email: {
      domain: contact.fromAddress.replace(/^.*@|>$/g, ''),
      maxPerSecond: contact.sesMaxPerSecond,
      perDay: contact.dailyCap.email,
    },
    text: { senderId: contact.smsSenderId, monthlyBudgetUsd: contact.smsMonthlyBudgetUsd },
    mode: contact.mode,
    need: needOf(invoices, contact.stepsConcurrency),
    settings: [
      ...settingsOf(creditor, 'creditor'),
      ...settingsOf({ fromAddress, replyTo, smsSenderId }, 'contact'),
      ...settingsOf(alertEmails, 'alertEmails'),
    ],
  };
};

const options = {
  env: { type: 'string' },
  invoices: { type: 'string', default: String(defaultInvoices) },
  drift: { type: 'boolean', default: true },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const examined = async (words: readonly string[], around: Surroundings): Promise<number> => {
  const { values } = parseArgs({ args: [...words], options, allowNegative: true });
  if (values.help) {
    around.out(`${USAGE}\n`);
    return 0;
  }
  const invoices = Number(values.invoices);
  if (values.env === undefined || !Number.isInteger(invoices) || invoices < 1) {
    around.err(`${USAGE}\n`);
    return 2;
  }
  const config = readConfig(values.env);
  const findings = await around.examine({
    intent: intentOf(config, invoices),
    region: config.region,
    drift: values.drift,
  });
  around.out(
    `${values.json ? JSON.stringify(findings, undefined, 2) : say(values.env, findings)}\n`,
  );
  return findings.some(({ severity }) => severity === 'problem') ? 1 : 0;
};

/** What a person can do about an error of the SDK, told after its own words. */
const hintOf = ({ name, message }: Error): string => {
  if (/^(CredentialsProviderError|ExpiredToken|ExpiredTokenException)$/.test(name)) {
    return '. Sign in first (AWS_PROFILE, aws sso login).';
  }
  return message === 'Region is missing' ? ': set region in the configuration, or AWS_REGION.' : '';
};

/** @returns the exit code: 0 without a problem, 1 with one or without an answer, 2 not understood. */
export const runDoctor = async (
  words: readonly string[],
  around: Surroundings,
): Promise<number> => {
  try {
    return await examined(words, around);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const isUsage = 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
    around.err(`cartera: ${error.message}${hintOf(error)}${isUsage ? `\n${USAGE}` : ''}\n`);
    return isUsage || error instanceof ConfigError ? 2 : 1;
  }
};
