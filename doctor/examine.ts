import { checkAlarms, checkSubscribers } from './checks/alarms.ts';
import { checkCaller } from './checks/caller.ts';
import { type ContactMode, checkContact } from './checks/contact.ts';
import { checkEmail, type EmailNeed } from './checks/email.ts';
import { checkQuotas } from './checks/quotas.ts';
import { checkSecrets } from './checks/secrets.ts';
import { checkSettings, type Setting } from './checks/settings.ts';
import { checkDrift, checkStacks } from './checks/stacks.ts';
import { checkTexts, type TextNeed } from './checks/texts.ts';
import type { Clients } from './clients.ts';
import { readDeployed } from './deployed.ts';
import { type Finding, problem } from './finding.ts';
import type { Need } from './need.ts';

/** What an environment is meant to be, as its configuration says. */
export type Intent = {
  readonly environment: string;
  readonly account: string | undefined;
  readonly email: EmailNeed;
  readonly text: TextNeed;
  readonly mode: ContactMode;
  readonly need: Need;
  /** What people read in messages, or what messages need. */
  readonly settings: readonly Setting[];
};

export type Examination = {
  readonly clients: Clients;
  readonly intent: Intent;
  /** Drift takes a minute or two to detect. */
  readonly drift: boolean;
  readonly now: Date;
  readonly pause: (ms: number) => Promise<void>;
};

const isRefusal = ({ name }: Error): boolean =>
  /^(AccessDenied|AuthorizationError)(Exception)?$|^UnauthorizedOperation$/.test(name);

/** What keeps one check from being made is a finding of that check; the others go on. */
const unchecked = (check: string, error: Error): Finding =>
  problem(
    check,
    `This could not be checked: ${error.message}`,
    isRefusal(error)
      ? 'Examine with a role that may read this, such as ReadOnlyAccess with secrets.'
      : 'Examine again; when it stays so, look at it in the console.',
  );

/**
 * Looks at an environment and tells what is wrong with it. Changes nothing.
 *
 * @throws Error of the SDK when there are no credentials, or the stacks cannot be read.
 */
export const examine = async (examination: Examination): Promise<readonly Finding[]> => {
  const { clients, intent, now, pause } = examination;
  const { environment } = intent;
  const caller = await checkCaller(clients.sts, intent.account);
  // In another account every further finding would be about somebody else's.
  if (caller.length > 0) return caller;
  const deployed = await readDeployed(clients.cloudFormation, environment);
  const checks: readonly (readonly [string, () => Promise<readonly Finding[]>])[] = [
    ['contact', () => checkContact(clients.dynamoDb, deployed, intent.mode)],
    ['e-mail', () => checkEmail(clients.ses, deployed, intent.email)],
    ['text messages', () => checkTexts(clients.sns, intent.text)],
    ['secrets', () => checkSecrets(clients.secrets, deployed)],
    ['quotas', () => checkQuotas(clients, intent.need, now)],
    ['alarms', () => checkAlarms(clients.cloudWatch, deployed)],
    ['subscribers', () => checkSubscribers(clients.sns, deployed)],
    ...(examination.drift
      ? [['drift', () => checkDrift(clients.cloudFormation, deployed, environment, pause)] as const]
      : []),
  ];
  const findings: Finding[] = [
    ...checkStacks(deployed, environment),
    ...checkSettings(intent.settings, intent.mode === 'shadow'),
  ];
  for (const [name, check] of checks) {
    try {
      findings.push(...(await check()));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      findings.push(unchecked(name, error));
    }
  }
  return findings;
};
