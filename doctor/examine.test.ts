import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationClient,
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DescribeStacksCommand,
  DetectStackDriftCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
} from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListServiceQuotasCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import {
  GetAccountCommand,
  GetConfigurationSetCommand,
  GetEmailIdentityCommand,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import {
  GetSMSAttributesCommand,
  GetSMSSandboxAccountStatusCommand,
  ListOriginationNumbersCommand,
  ListSubscriptionsByTopicCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createClients } from './clients.ts';
import { type Examination, examine } from './examine.ts';
import { needOf } from './need.ts';
import { say } from './say.ts';

const cloudFormation = mockClient(CloudFormationClient);
const cloudWatch = mockClient(CloudWatchClient);
const dynamoDb = mockClient(DynamoDBClient);
const secrets = mockClient(SecretsManagerClient);
const quotas = mockClient(ServiceQuotasClient);
const ses = mockClient(SESv2Client);
const sns = mockClient(SNSClient);
const sts = mockClient(STSClient);

const resource = (ResourceType: string, name: string) => ({
  ResourceType,
  LogicalResourceId: name,
  PhysicalResourceId: `physical-${name}`,
  ResourceStatus: 'CREATE_COMPLETE' as const,
  LastUpdatedTimestamp: new Date(0),
});

const alarm = { ActionsEnabled: true, AlarmActions: ['topic'], StateValue: 'OK' as const };
const topic = (SubscriptionArn: string) => ({ Subscriptions: [{ SubscriptionArn }] });
const quota = (QuotaName: string, Value: number) => ({ QuotaName, Value });

/** An environment without a fault; each test then breaks one thing. */
beforeEach(() => {
  for (const mock of [cloudFormation, cloudWatch, dynamoDb, secrets, quotas, ses, sns, sts])
    mock.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: '111122223333' });
  cloudFormation
    .on(DescribeStacksCommand)
    .resolves({
      Stacks: [{ StackName: 's', StackStatus: 'UPDATE_COMPLETE', CreationTime: new Date(0) }],
    })
    .on(ListStackResourcesCommand)
    .resolves({ StackResourceSummaries: [] })
    .on(ListStackResourcesCommand, { StackName: 'cartera-prod-core' })
    .resolves({
      NextToken: 'more',
      StackResourceSummaries: [
        resource('AWS::SNS::Topic', 'OperationsTopic'),
        resource('AWS::CloudWatch::Alarm', 'StepsAlarm'),
      ],
    })
    .on(ListStackResourcesCommand, { StackName: 'cartera-prod-core', NextToken: 'more' })
    .resolves({
      StackResourceSummaries: [
        resource('AWS::SES::ConfigurationSet', 'ConfigurationSet'),
        resource('AWS::SecretsManager::Secret', 'StripeSecret'),
        resource('AWS::DynamoDB::Table', 'AlertsTable'),
        resource('AWS::DynamoDB::Table', 'ContactTable'),
      ],
    })
    .on(DetectStackDriftCommand)
    .resolves({ StackDriftDetectionId: 'd' })
    .on(DescribeStackDriftDetectionStatusCommand)
    .resolves({ DetectionStatus: 'DETECTION_COMPLETE' })
    .on(DescribeStackResourceDriftsCommand)
    .resolves({ StackResourceDrifts: [] });
  cloudWatch
    .on(DescribeAlarmsCommand)
    .resolves({ MetricAlarms: [{ AlarmName: 'physical-StepsAlarm', ...alarm }] })
    .on(GetMetricStatisticsCommand)
    .resolves({ Datapoints: [{ Minimum: 1_000_000 }] });
  dynamoDb.on(GetItemCommand).resolves({});
  secrets.on(GetSecretValueCommand).resolves({ SecretString: '{"valid":["whsec_x"]}' });
  quotas
    .on(ListServiceQuotasCommand, { ServiceCode: 'lambda' })
    .resolves({ Quotas: [quota('Concurrent executions', 1000)] })
    .on(ListServiceQuotasCommand, { ServiceCode: 'states' })
    .resolves({ Quotas: [quota('StartExecution throttle token refill rate per second', 300)] })
    .on(ListServiceQuotasCommand, { ServiceCode: 'events' })
    .resolves({
      Quotas: [
        quota('PutEvents throttle limit in transactions per second', 1200),
        quota('Invocations throttle limit in transactions per second', 2250),
      ],
    });
  ses
    .on(GetAccountCommand)
    .resolves({
      ProductionAccessEnabled: true,
      SendingEnabled: true,
      EnforcementStatus: 'HEALTHY',
      SendQuota: { MaxSendRate: 50, Max24HourSend: 200_000 },
    })
    .on(GetEmailIdentityCommand)
    .resolves({ VerifiedForSendingStatus: true, DkimAttributes: { Status: 'SUCCESS' } })
    .on(GetConfigurationSetCommand)
    .resolves({ SendingOptions: { SendingEnabled: true } });
  sns
    .on(GetSMSSandboxAccountStatusCommand)
    .resolves({ IsInSandbox: false })
    .on(GetSMSAttributesCommand)
    .resolves({
      attributes: {
        MonthlySpendLimit: '1000',
        DeliveryStatusIAMRole: 'role',
        DeliveryStatusSuccessSamplingRate: '100',
      },
    })
    .on(ListOriginationNumbersCommand)
    .resolves({ PhoneNumbers: [{ NumberCapabilities: ['SMS'] }] })
    .on(ListSubscriptionsByTopicCommand)
    .resolves(topic('arn:aws:sns:eu-west-1:111122223333:t:1'));
});

const examination = (over: Partial<Examination> = {}): Examination => ({
  clients: createClients('eu-west-1'),
  intent: {
    environment: 'prod',
    account: '111122223333',
    email: { domain: 'example.com', maxPerSecond: 50, perDay: 50_000 },
    text: { senderId: 'EXAMPLE', monthlyBudgetUsd: 1000 },
    mode: 'live',
    need: needOf(10_000, 10),
    settings: [{ path: 'creditor.name', value: 'Ferretería Norte' }],
  },
  drift: true,
  now: new Date('2026-11-01T09:00:00Z'),
  pause: async () => undefined,
  ...over,
});

const found = async (over: Partial<Examination> = {}): Promise<string[]> =>
  (await examine(examination(over))).map(
    ({ check, severity, what }) => `${severity} ${check}: ${what}`,
  );

it('has nothing to say about an environment without a fault', async () => {
  expect(await found()).toEqual([]);
  expect(say('prod', [])).toBe('prod: 0 problems, 0 notes');
});

it('looks no further with the credentials of another account', async () => {
  sts.on(GetCallerIdentityCommand).resolves({ Account: '999999999999' });
  expect(await found()).toEqual([
    'problem account: The credentials are of account 999999999999; the configuration names 111122223333.',
  ]);
  expect(cloudFormation.calls()).toEqual([]);
});

it('names settings that are still the example of this repository', async () => {
  const { intent } = examination();
  const settings = [
    { path: 'creditor.name', value: 'Ferretería Norte' },
    { path: 'creditor.smsPayment.en', value: 'Pay to account 000123456789' },
    { path: 'contact.replyTo', value: 'accounts@example.com' },
  ];
  const what =
    'settings: These settings are the example\'s: creditor.smsPayment.en ("Pay to account 000123456789"), contact.replyTo ("accounts@example.com").';
  expect(await found({ intent: { ...intent, settings } })).toEqual([`problem ${what}`]);
  const shadow = await found({ intent: { ...intent, settings, mode: 'shadow' } });
  expect(shadow).toContain(`note ${what}`);
});

describe('stacks', () => {
  it('that are missing, rolled back or broken are named', async () => {
    const missing = Object.assign(new Error('Stack with id x does not exist'), {
      name: 'ValidationError',
    });
    const at = (room: string) => ({ StackName: `cartera-prod-${room}` });
    const status = (StackStatus: 'UPDATE_ROLLBACK_COMPLETE' | 'UPDATE_ROLLBACK_FAILED') => ({
      Stacks: [{ StackName: 's', StackStatus, CreationTime: new Date(0) }],
    });
    cloudFormation
      .on(DescribeStacksCommand, at('data'))
      .resolves(status('UPDATE_ROLLBACK_COMPLETE'))
      .on(DescribeStacksCommand, at('core'))
      .resolves(status('UPDATE_ROLLBACK_FAILED'))
      .on(DescribeStacksCommand, at('credit'))
      .rejects(missing);
    expect(await found()).toEqual([
      'problem stacks: The last deployment of cartera-prod-data was rolled back.',
      'problem stacks: cartera-prod-core is UPDATE_ROLLBACK_FAILED.',
      'problem stacks: cartera-prod-credit is not deployed.',
    ]);
  });

  it('that drifted are named with what changed, and waited for', async () => {
    const pauses: number[] = [];
    cloudFormation
      .on(DescribeStackDriftDetectionStatusCommand)
      .resolvesOnce({ DetectionStatus: 'DETECTION_IN_PROGRESS' })
      .resolves({ DetectionStatus: 'DETECTION_COMPLETE' })
      .on(DescribeStackResourceDriftsCommand, { StackName: 'cartera-prod-core' })
      .resolves({
        StackResourceDrifts: [
          {
            StackId: 's',
            LogicalResourceId: 'StepsQueue',
            ResourceType: 'AWS::SQS::Queue',
            StackResourceDriftStatus: 'MODIFIED',
            PropertyDifferences: [
              {
                PropertyPath: '/VisibilityTimeout',
                ExpectedValue: '360',
                ActualValue: '30',
                DifferenceType: 'NOT_EQUAL',
              },
            ],
            Timestamp: new Date(0),
          },
        ],
      });
    const pause = async (ms: number) => void pauses.push(ms);
    expect(await found({ pause })).toEqual([
      'problem drift: StepsQueue of cartera-prod-core was changed (/VisibilityTimeout) outside CloudFormation.',
    ]);
    expect(pauses).toEqual([5000]);
  });

  it('are not searched for drift when nobody wants to wait', async () => {
    await found({ drift: false });
    expect(cloudFormation.commandCalls(DetectStackDriftCommand)).toEqual([]);
  });
});

describe('e-mail', () => {
  it('that stays in the sandbox or is too slow is named', async () => {
    ses.on(GetAccountCommand).resolves({
      ProductionAccessEnabled: false,
      SendingEnabled: true,
      EnforcementStatus: 'PROBATION',
      SendQuota: { MaxSendRate: 1, Max24HourSend: 200 },
    });
    expect(await found()).toEqual([
      'problem e-mail: SES is in its sandbox: only verified addresses get mail.',
      'problem e-mail: SES reviews the reputation of this account.',
      'problem e-mail: SES takes 1 messages a second; contact.sesMaxPerSecond is 50.',
      'problem e-mail: SES takes 200 messages in 24 hours; the environment may send 50000.',
    ]);
  });

  it('of a domain that DNS does not confirm comes with the records to put there', async () => {
    ses.on(GetEmailIdentityCommand).resolves({
      VerifiedForSendingStatus: false,
      DkimAttributes: { Status: 'PENDING', Tokens: ['abc'] },
    });
    const [finding] = await examine(examination());
    expect(finding).toMatchObject({
      what: 'example.com is not verified for sending (DKIM PENDING).',
      remedy: expect.stringContaining('abc._domainkey.example.com CNAME abc.dkim.amazonses.com'),
    });
    ses
      .on(GetEmailIdentityCommand)
      .rejects(Object.assign(new Error('no'), { name: 'NotFoundException' }));
    expect(await found()).toEqual(['problem e-mail: SES does not know example.com.']);
  });

  it('that somebody switched off is named', async () => {
    ses.on(GetConfigurationSetCommand).resolves({ SendingOptions: { SendingEnabled: false } });
    expect(await found()).toEqual([
      'problem e-mail: Sending is switched off for the configuration set physical-ConfigurationSet.',
    ]);
  });
});

describe('text messages', () => {
  it('that nobody pays for, sends or logs are named', async () => {
    sns
      .on(GetSMSSandboxAccountStatusCommand)
      .resolves({ IsInSandbox: true })
      .on(GetSMSAttributesCommand)
      .resolves({ attributes: { MonthlySpendLimit: '1' } })
      .on(ListOriginationNumbersCommand)
      .resolves({ PhoneNumbers: [{ NumberCapabilities: ['VOICE'] }] });
    const { intent } = examination();
    const text = { senderId: undefined, monthlyBudgetUsd: 1000 };
    expect(await found({ intent: { ...intent, text } })).toEqual([
      'problem text messages: SNS is in its SMS sandbox: only verified numbers get text messages.',
      'problem text messages: The SMS spend limit is 1 USD a month; contact.smsMonthlyBudgetUsd is 1000.',
      'problem text messages: There is no origination number for text messages, and contact.smsSenderId is not set.',
      'problem text messages: SNS does not log what became of text messages.',
    ]);
  });

  it('under a sender id alone are worth a note', async () => {
    sns.on(ListOriginationNumbersCommand).resolves({});
    expect(await found()).toEqual([
      'note text messages: Text messages go out under the sender id EXAMPLE; there is no number to answer to.',
    ]);
  });
});

it.each([
  ['{"valid":[]}', 'StripeSecret holds no value: its door answers everybody with a refusal.'],
  ['whsec_raw', 'StripeSecret is not in the form {"valid": ["..."]}: its door fails.'],
  ['{"valid":[""]}', 'StripeSecret is not in the form {"valid": ["..."]}: its door fails.'],
])('a secret that holds %s is named, and never told', async (SecretString, what) => {
  secrets.on(GetSecretValueCommand).resolves({ SecretString });
  const findings = await examine(examination());
  expect(findings).toMatchObject([{ check: 'secrets', what }]);
  expect(JSON.stringify(findings)).not.toContain('whsec_raw');
});

it('the secret by which applicants are known needs the value that was drawn with it', async () => {
  const id = 'ApplicantSecret';
  cloudFormation
    .on(ListStackResourcesCommand, { StackName: 'cartera-prod-data' })
    .resolves({ StackResourceSummaries: [resource('AWS::SecretsManager::Secret', id)] });
  secrets.on(GetSecretValueCommand).resolves({ SecretString: '{"valid":["another"]}' });
  const lost = `${id} has lost the value drawn with it: no application is taken up, for its applicant would be a stranger.`;
  expect(await examine(examination())).toMatchObject([{ check: 'secrets', what: lost }]);
  secrets.on(GetSecretValueCommand).resolves({ SecretString: '{"valid":[],"generated":"d"}' });
  expect(await examine(examination())).toEqual([]);
});

it('a secret that was drawn when it was made needs nobody', async () => {
  const SecretString = '{"valid":[],"generated":"drawn"}';
  secrets.on(GetSecretValueCommand).resolves({ SecretString });
  expect(await found()).toEqual([]);
});

describe('quotas', () => {
  it('of a new account are too small for any book', async () => {
    quotas
      .on(ListServiceQuotasCommand, { ServiceCode: 'lambda' })
      .resolves({ Quotas: [quota('Concurrent executions', 10)] });
    const [finding] = await examine(examination());
    expect(finding).toMatchObject({
      what: 'The busiest hour needs 70 concurrent executions; the account has 10.',
      remedy: expect.stringContaining('at least 100'),
    });
  });

  it('are held against the book that is to come', async () => {
    const { intent } = examination();
    expect(await found({ intent: { ...intent, need: needOf(100_000_000, 10) } })).toEqual([
      'problem quotas: The busiest hour needs 4177 concurrent executions; the account has 1000.',
      'problem quotas: The busiest hour needs 556 StartExecution a second; the account has 300.',
      'problem quotas: The busiest hour needs 5556 PutEvents a second; the account has 1200.',
      'problem quotas: The busiest hour needs 8889 deliveries of EventBridge a second; the account has 2250.',
      'problem quotas: The busiest hour needs 150000000 open executions; the account has 1000000.',
    ]);
  });

  it('that nobody tells are noted, not guessed', async () => {
    quotas.on(ListServiceQuotasCommand).resolves({ Quotas: [] });
    cloudWatch.on(GetMetricStatisticsCommand).resolves({});
    const findings = await found();
    expect(findings).toHaveLength(6);
    expect(findings).toContain(
      'note quotas: The quota of open executions is not known (nothing ran in the last day).',
    );
  });
});

describe('alarms', () => {
  it('that are muted, mute, ringing or gone are named', async () => {
    cloudWatch.on(DescribeAlarmsCommand).resolves({
      MetricAlarms: [
        {
          AlarmName: 'other',
          ActionsEnabled: false,
          AlarmActions: [],
          StateValue: 'ALARM',
          AlarmDescription: 'Impact: late. Remedy: look.',
        },
      ],
    });
    expect(await found()).toEqual([
      'problem alarms: other is muted.',
      'problem alarms: other tells nobody.',
      'note alarms: other is ringing.',
      'problem alarms: physical-StepsAlarm was deleted.',
    ]);
  });

  it('ring for nobody when the subscription is not confirmed', async () => {
    sns.on(ListSubscriptionsByTopicCommand).resolves(topic('PendingConfirmation'));
    expect(await found()).toEqual([
      'problem subscribers: Nobody has confirmed a subscription to OperationsTopic (1 pending).',
    ]);
    sns.on(ListSubscriptionsByTopicCommand).resolves({});
    expect(await found()).toEqual([
      'problem subscribers: Nobody is subscribed to OperationsTopic.',
    ]);
  });
});

it('says that an environment which does not send does not', async () => {
  const { intent } = examination();
  expect(await found({ intent: { ...intent, mode: 'shadow' } })).toEqual([
    'note contact: contact.mode is shadow: messages are decided and journalled, and none is sent.',
  ]);
  expect(await found({ intent: { ...intent, mode: 'allow-list' } })).toEqual([
    'note contact: contact.mode is allow-list: only the addresses of contact.allowList get messages.',
  ]);
});

it('says who stopped all sending, and why', async () => {
  const stop = { reason: { S: 'wrong account' }, actor: { S: 'ana' }, at: { S: '2026-11-01' } };
  const Key = { pk: { S: 'CONTROL' }, sk: { S: 'SENDING' } };
  dynamoDb
    .on(GetItemCommand, { TableName: 'physical-ContactTable', Key, ConsistentRead: true })
    .resolves({ Item: { ...Key, stop: { M: stop } } });
  expect(await found()).toEqual([
    'note contact: All sending is stopped since 2026-11-01 by ana: wrong account',
  ]);
});

it('goes on with the other checks when one is not allowed', async () => {
  const denied = Object.assign(new Error('not you'), { name: 'AccessDeniedException' });
  secrets.on(GetSecretValueCommand).rejects(denied);
  ses.on(GetConfigurationSetCommand).resolves({ SendingOptions: { SendingEnabled: false } });
  expect(await found()).toEqual([
    'problem e-mail: Sending is switched off for the configuration set physical-ConfigurationSet.',
    'problem secrets: This could not be checked: not you',
  ]);
});

it('goes on when a service does not answer, and says so', async () => {
  quotas.on(ListServiceQuotasCommand).rejects(new Error('socket hang up'));
  expect(await examine(examination())).toMatchObject([
    {
      check: 'quotas',
      severity: 'problem',
      what: 'This could not be checked: socket hang up',
      remedy: expect.stringContaining('Examine again'),
    },
  ]);
});

it('stops without credentials or stacks to read', async () => {
  cloudFormation.on(DescribeStacksCommand).rejects(new Error('throttled'));
  await expect(found()).rejects.toThrow('throttled');
  sts.on(GetCallerIdentityCommand).rejects(new Error('no credentials'));
  await expect(found()).rejects.toThrow('no credentials');
});

it('says problems first, each with its remedy, and counts', () => {
  const text = say('prod', [
    { check: 'quotas', severity: 'note', what: 'A note.', remedy: 'Look.' },
    { check: 'alarms', severity: 'problem', what: 'A fault.', remedy: 'Mend it.' },
  ]);
  expect(text).toBe(
    '✗ alarms: A fault.\n    Mend it.\n· quotas: A note.\n    Look.\nprod: 1 problem, 1 note',
  );
});

it('changes nothing: it names no command that would', () => {
  const folder = import.meta.dirname;
  const named = globSync('**/*.ts', { cwd: folder })
    .filter((file) => !file.endsWith('.test.ts'))
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').match(/\b\w+Command\b/g) ?? []);
  expect(new Set(named).size).toBeGreaterThan(8);
  // Detecting drift compares and keeps what it found; it touches no resource.
  expect(named.filter((name) => !/^(Get|List|Describe|Detect)/.test(name))).toEqual([]);
});
