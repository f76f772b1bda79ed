import {
  GetAccountCommand,
  GetConfigurationSetCommand,
  GetEmailIdentityCommand,
  type SESv2Client,
} from '@aws-sdk/client-sesv2';
import { type Deployed, ofType } from '../deployed.ts';
import { type Finding, problem, when } from '../finding.ts';
import { errorNamed } from '../say.ts';

const check = 'e-mail';

export type EmailNeed = {
  /** Domain of the sender. */
  readonly domain: string;
  readonly maxPerSecond: number;
  /** Messages a day that the environment may send. */
  readonly perDay: number;
};

/** The account may send to anybody, as fast and as much as the environment is set to. */
const checkAccount = async (client: SESv2Client, need: EmailNeed): Promise<readonly Finding[]> => {
  const account = await client.send(new GetAccountCommand({}));
  const { MaxSendRate = 0, Max24HourSend = 0 } = account.SendQuota ?? {};
  const unlimited = Max24HourSend < 0;
  return [
    ...when(account.ProductionAccessEnabled !== true, () =>
      problem(
        check,
        'SES is in its sandbox: only verified addresses get mail.',
        'Request production access for SES in this region; say what the messages are and how bounces and complaints are handled.',
      ),
    ),
    ...when(account.SendingEnabled === false, () =>
      problem(
        check,
        `SES does not let this account send (${account.EnforcementStatus}).`,
        'Read the message of AWS in the account, answer it, and do not send before.',
      ),
    ),
    ...when(account.EnforcementStatus === 'PROBATION', () =>
      problem(
        check,
        'SES reviews the reputation of this account.',
        'Find the source of bounces and complaints before SES pauses all sending.',
      ),
    ),
    ...when(MaxSendRate < need.maxPerSecond, () =>
      problem(
        check,
        `SES takes ${MaxSendRate} messages a second; contact.sesMaxPerSecond is ${need.maxPerSecond}.`,
        'Ask for a higher sending rate, or lower contact.sesMaxPerSecond and contact.stepsConcurrency.',
      ),
    ),
    ...when(!unlimited && Max24HourSend < need.perDay, () =>
      problem(
        check,
        `SES takes ${Max24HourSend} messages in 24 hours; the environment may send ${need.perDay}.`,
        'Ask for a higher daily sending quota, or lower the daily cap.',
      ),
    ),
  ];
};

/** The sender's domain is ours to send from. */
const checkIdentity = async (client: SESv2Client, domain: string): Promise<readonly Finding[]> => {
  try {
    const identity = await client.send(new GetEmailIdentityCommand({ EmailIdentity: domain }));
    const { Status, Tokens = [] } = identity.DkimAttributes ?? {};
    if (identity.VerifiedForSendingStatus === true && Status === 'SUCCESS') return [];
    const records = Tokens.map(
      (token) => `${token}._domainkey.${domain} CNAME ${token}.dkim.amazonses.com`,
    );
    return [
      problem(
        check,
        `${domain} is not verified for sending (DKIM ${Status ?? 'not set up'}).`,
        records.length > 0
          ? `Put these records into its DNS and wait up to 72 hours: ${records.join('; ')}.`
          : 'Put the outputs DkimRecord1 to DkimRecord3 of the core stack into its DNS.',
      ),
    ];
  } catch (error) {
    if (!errorNamed(error, 'NotFoundException')) throw error;
    return [
      problem(
        check,
        `SES does not know ${domain}.`,
        'Set contact.identity to create and deploy, or verify the domain in this account and region.',
      ),
    ];
  }
};

/** Nobody switched the sending of this environment off at SES. */
const checkConfigurationSet = async (
  client: SESv2Client,
  deployed: Deployed,
): Promise<readonly Finding[]> => {
  const [set] = ofType(deployed, 'AWS::SES::ConfigurationSet');
  if (set === undefined) return [];
  const { SendingOptions } = await client.send(
    new GetConfigurationSetCommand({ ConfigurationSetName: set.physicalId }),
  );
  return when(SendingOptions?.SendingEnabled === false, () =>
    problem(
      check,
      `Sending is switched off for the configuration set ${set.physicalId}.`,
      'Find out who switched it off and why, then enable sending in SES.',
    ),
  );
};

export const checkEmail = async (
  client: SESv2Client,
  deployed: Deployed,
  need: EmailNeed,
): Promise<readonly Finding[]> => [
  ...(await checkAccount(client, need)),
  ...(await checkIdentity(client, need.domain)),
  ...(await checkConfigurationSet(client, deployed)),
];
