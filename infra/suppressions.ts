import { type Stack, Token, Validations } from 'aws-cdk-lib';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import type { CoreStack } from './stacks/core-stack.ts';
import type { CreditStack } from './stacks/credit-stack.ts';
import type { DataStack } from './stacks/data-stack.ts';

/** One finding of cdk-nag that we have read and live with. */
export type Acknowledged = {
  /** Path below the stack. */
  readonly at: string;
  readonly rule: string;
  readonly reason: string;
};

const TRACES =
  'X-Ray, the listing of streams and phone numbers have no ARN to name; text messages are denied on every topic.';
const ANY_RESOURCE = 'AwsSolutions-IAM5[Resource::*]';

const TRACED_IN_CORE = [
  'PublishJournal',
  'PerformStep',
  'AdmitEvents',
  'ReceiveEvents',
  'PostEntries',
  'ActOnAccount',
  'ShowAccount',
  'ReceiveWebhook',
  'RoutePayments',
  'RegisterParty',
  'RecordDelivery',
  'RecordTextStatus',
  'RecordReply',
  'Unsubscribe',
  'ActOnCase',
  'ListTasks',
  'ActOnParty',
  'ControlSending',
  'PlanNextStep',
  'SignalCase',
  'OpenDueCases',
  'RaiseAlerts',
  'RaiseHeldAlerts',
  'SendDigest',
  'MeasureBook',
];

const TRACED_IN_CREDIT = [
  'GatherHistory',
  'GatherBureau',
  'GatherFinancials',
  'DecideApplication',
  'PlanApplication',
  'MakeOffer',
  'GiveNotice',
  'ActivateLine',
  'RegisterApplication',
  'ActOnApplication',
  'ListReferrals',
  'ShowApplication',
  'AnswerOffer',
  'SignalApplication',
  'CheckOrder',
  'WatchExposure',
  'OpenReviews',
  'ActOnLine',
  'ShowLine',
];

const inData: readonly Acknowledged[] = [
  ...['EventsApi', 'Stripe', 'StandardWebhooks'].map((name) => ({
    at: `${name}Secret`,
    rule: 'AwsSolutions-SMG4',
    reason:
      'The other side issues these values, so no function here could rotate them; two are valid at a time, and the runbook says how to change them.',
  })),
  ...['UnsubscribeSecret', 'OfferLinkSecret'].map((at) => ({
    at,
    rule: 'AwsSolutions-SMG4',
    reason:
      'Links in messages must work for as long as the messages are kept, so the value that signed them stays; another one may be put before it.',
  })),
  {
    at: 'ApplicantSecret',
    rule: 'AwsSolutions-SMG4',
    reason:
      'Applicants are known by digests under this value: with another one, nobody who applied before would be known.',
  },
];

const traced = (functions: readonly string[]): readonly Acknowledged[] =>
  functions.map((id) => ({ at: `${id}/Role`, rule: ANY_RESOURCE, reason: TRACES }));

const ofMachine = (machine: string): readonly Acknowledged[] => [
  {
    at: `${machine}/Role`,
    rule: ANY_RESOURCE,
    reason:
      'X-Ray and the delivery of logs, which Step Functions configures itself, have no resources to name.',
  },
  {
    at: `${machine}/Machine`,
    rule: 'AwsSolutions-SF1',
    reason:
      'Each execution keeps its own history; logging every event of what takes weeks and months would cost more than the transitions. Errors are logged.',
  },
];

const opened = (at: string): Acknowledged => ({
  at,
  rule: 'AwsSolutions-APIG4',
  reason:
    'Systems show a bearer key or sign the raw body, which the functions behind their routes check before anything else; the routes of people ask IAM.',
});

const inCredit: readonly Acknowledged[] = [
  opened('Http'),
  ...traced(TRACED_IN_CREDIT),
  ...ofMachine('CreditApproval'),
];

const inCore: readonly Acknowledged[] = [
  ...traced(TRACED_IN_CORE),
  ...ofMachine('Collection'),
  opened('Http/Api'),
  {
    at: 'RejectedInputsQueue',
    rule: 'AwsSolutions-SQS3',
    reason:
      'It is itself the place where inputs that failed wait for a person; nothing consumes it.',
  },
];

/** The finding names the objects of a bucket by the export through which one stack sees the other's. */
const objectsOf = (data: DataStack, bucket: Bucket, prefix = ''): string => {
  const imported = data.resolve(data.exportValue(bucket.bucketArn)) as {
    readonly 'Fn::ImportValue': string;
  };
  return `AwsSolutions-IAM5[Resource::${imported['Fn::ImportValue']}/${prefix}*]`;
};

const coreUsesOf = (data: DataStack): readonly Acknowledged[] => [
  {
    at: 'PublishJournal/Role',
    rule: objectsOf(data, data.buckets.failedRecords),
    reason: 'Lambda chooses the names under which it keeps the records that it gave up.',
  },
  {
    at: 'PerformStep/Role',
    rule: objectsOf(data, data.buckets.messages),
    reason: 'The bodies of messages are kept under the hash of their content.',
  },
];

const creditUsesOf = (data: DataStack): readonly Acknowledged[] =>
  [
    ['GatherHistory', 'gathered/'],
    ['GatherBureau', 'gathered/'],
    ['GatherBureau', 'reports/'],
    ['GatherFinancials', 'gathered/'],
    ['DecideApplication', 'gathered/'],
    ['DecideApplication', 'decisions/'],
    ['MakeOffer', 'offers/'],
    ['GiveNotice', 'notices/'],
  ].map(([name = '', prefix = '']) => ({
    at: `${name}/Role`,
    rule: objectsOf(data, data.buckets.creditFiles, prefix),
    reason: 'What a source said is kept under the application or applicant that it is about.',
  }));

const shown = (value: string, pseudo: string): string =>
  Token.isUnresolved(value) ? pseudo : value;

/** Ids of accounts and parties stand in the paths that people call, and they look after all. */
const ofPeople = ({ region, account }: Stack): readonly Acknowledged[] => {
  const where = `${shown(region, '<AWS::Region>')}:${shown(account, '<AWS::AccountId>')}`;
  const api = `arn:<AWS::Partition>:execute-api:${where}:<HttpApi>/$default`;
  return [
    ['AuditorsPolicy', 'GET/v1/operator/*'],
    ['OperatorsPolicy', 'GET/v1/operator/*'],
    ['OperatorsPolicy', 'POST/v1/operator/*/acts'],
    ['ApproversPolicy', 'GET/v1/operator/*'],
    ['ApproversPolicy', 'POST/v1/operator/*/approvals'],
    ['CreditReviewersPolicy', 'GET/v1/operator/*'],
    ['CreditReviewersPolicy', 'POST/v1/operator/credit/*/acts'],
  ].map(([at = '', path]) => ({
    at,
    rule: `AwsSolutions-IAM5[Resource::${api}/${path}]`,
    reason: 'The ids of accounts and parties stand in the path, and people look after all of them.',
  }));
};

const acknowledge = (stack: Stack, list: readonly Acknowledged[]): void => {
  for (const { at, rule, reason } of list) {
    const target = at.split('/').reduce<IConstruct>((node, id) => node.node.findChild(id), stack);
    Validations.of(target).acknowledge({ id: rule, reason });
  }
};

/** @throws Error when a finding is acknowledged on something that is no longer there. */
export const acknowledgeFindings = (stacks: {
  readonly data: DataStack;
  readonly core: CoreStack;
  readonly credit: CreditStack;
}): void => {
  acknowledge(stacks.data, inData);
  acknowledge(stacks.core, [...inCore, ...ofPeople(stacks.core), ...coreUsesOf(stacks.data)]);
  acknowledge(stacks.credit, [...inCredit, ...creditUsesOf(stacks.data)]);
};
