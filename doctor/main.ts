// Examines a deployed environment: `npm run doctor -- --env prod`.
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Config, ConfigError, readConfig } from '../infra/config.ts';
import { createClients } from './clients.ts';
import { examine, type Intent } from './examine.ts';
import { needOf } from './need.ts';
import { say } from './say.ts';

const USAGE =
  'usage: npm run doctor -- --env <environment> [--invoices <a month>] [--no-drift] [--json]';

/** What the account must bear when nobody says how big the book is. */
const defaultInvoices = 10_000;

const intentOf = (config: Config, invoices: number): Intent => {
  const { contact } = config;
  const domain = contact.fromAddress.replace(/^.*@|>$/g, '');
  return {
    environment: config.environment,
    account: config.account,
    email: {
      domain,
      maxPerSecond: contact.sesMaxPerSecond,
      perDay: contact.dailyCap.email,
    },
    text: { senderId: contact.smsSenderId, monthlyBudgetUsd: contact.smsMonthlyBudgetUsd },
    mode: contact.mode,
    need: needOf(invoices, contact.stepsConcurrency),
  };
};

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      env: { type: 'string' },
      invoices: { type: 'string', default: String(defaultInvoices) },
      drift: { type: 'boolean', default: true },
      json: { type: 'boolean', default: false },
    },
    allowNegative: true,
  });
  const invoices = Number(values.invoices);
  if (values.env === undefined || !Number.isInteger(invoices) || invoices < 1) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const config = readConfig(values.env);
  const findings = await examine({
    clients: createClients(config.region),
    intent: intentOf(config, invoices),
    drift: values.drift,
    now: new Date(),
    pause,
  });
  const text = values.json ? JSON.stringify(findings, undefined, 2) : say(values.env, findings);
  process.stdout.write(`${text}\n`);
  return findings.some(({ severity }) => severity === 'problem') ? 1 : 0;
};

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  const isUsage = 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  const needsAccess = /^(CredentialsProviderError|ExpiredToken|ExpiredTokenException)$/.test(
    error.name,
  );
  const needsRegion = error.message === 'Region is missing';
  const hint = [
    needsAccess ? ' Sign in first (AWS_PROFILE, aws sso login).' : '',
    needsRegion ? ': set region in the configuration, or AWS_REGION.' : '',
  ].join('');
  process.stderr.write(`cartera: ${error.message}${hint}${isUsage ? `\n${USAGE}` : ''}\n`);
  process.exitCode = isUsage || error instanceof ConfigError ? 2 : 1;
}
