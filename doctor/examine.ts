import { checkAlarms, checkSubscribers } from './checks/alarms.ts';
import { checkCaller } from './checks/caller.ts';
import { checkEmail, type EmailNeed } from './checks/email.ts';
import { checkQuotas } from './checks/quotas.ts';
import { checkSecrets } from './checks/secrets.ts';
import { checkDrift, checkStacks } from './checks/stacks.ts';
import { checkTexts, type TextNeed } from './checks/texts.ts';
import type { Clients } from './clients.ts';
import { readDeployed } from './deployed.ts';
import { type Finding, note, problem } from './finding.ts';
import type { Need } from './need.ts';

/** What an environment is meant to be, as its configuration says. */
export type Intent = {
  readonly environment: string;
  readonly account: string | undefined;
  readonly email: EmailNeed;
  readonly text: TextNeed;
  readonly mode: 'shadow' | 'allow-list' | 'live';
  readonly need: Need;
};

export type Examination = {
  readonly clients: Clients;
  readonly intent: Intent;
  /** Drift takes a minute or two to detect. */
  readonly drift: boolean;
  readonly now: Date;
  readonly pause: (ms: number) => Promise<void>;
};

const contactNotes = (mode: Intent['mode']): readonly Finding[] => {
  const remedy = 'Go on with docs/deployment.md, "From shadow to live", when it is time.';
  if (mode === 'shadow') {
    const what = 'contact.mode is shadow: messages are decided and journalled, and none is sent.';
    return [note('contact', what, remedy)];
  }
  if (mode === 'allow-list') {
    const what =
      'contact.mode is allow-list: only the addresses of contact.allowList get messages.';
    return [note('contact', what, remedy)];
  }
  return [];
};

/** A right that is missing for one check is a finding of that check; the others go on. */
const refused = (error: unknown): error is Error =>
  error instanceof Error &&
  /^(AccessDenied|AccessDeniedException|AuthorizationError|AuthorizationErrorException|UnauthorizedOperation)$/.test(
    error.name,
  );

/**
 * Looks at an environment and tells what is wrong with it. Changes nothing.
 *
 * @throws Error of the SDK when there are no credentials or a service does not answer.
 */
export const examine = async (examination: Examination): Promise<readonly Finding[]> => {
  const { clients, intent, now, pause } = examination;
  const { environment } = intent;
  const caller = await checkCaller(clients.sts, intent.account);
  // In another account every further finding would be about somebody else's.
  if (caller.length > 0) return caller;
  const deployed = await readDeployed(clients.cloudFormation, environment);
  const checks: readonly (readonly [string, () => Promise<readonly Finding[]>])[] = [
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
  const findings: Finding[] = [...checkStacks(deployed, environment), ...contactNotes(intent.mode)];
  for (const [name, check] of checks) {
    try {
      findings.push(...(await check()));
    } catch (error) {
      if (!refused(error)) throw error;
      const remedy = 'Examine with a role that may read this, such as ReadOnlyAccess with secrets.';
      findings.push(problem(name, `This could not be checked: ${error.message}`, remedy));
    }
  }
  return findings;
};
