import { beforeAll, describe, expect, it } from 'vitest';
import { permissionsOf } from './support/permissions.ts';
import { at, list, type Synthesized, synthesized } from './support/template.ts';

let stacks: Synthesized;
beforeAll(async () => {
  stacks = await synthesized('dev');
});

const consumes = (queue: string): string[] =>
  ['DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage'].map(
    (action) => `sqs:${action} on ${queue}Queue.Arn`,
  );
const sends = (...queues: string[]): string[] =>
  queues.map((queue) => `sqs:SendMessage on ${queue}.Arn`);
const table = (name: string, actions: string, keys?: string): string[] =>
  actions
    .split(' ')
    .map((action) => `dynamodb:${action} on ${name}Table.Arn${keys ? ` if ${keys}` : ''}`);
const appends = (keys: string): string[] => table('Journal', 'PutItem', keys);
const receivablesRead = table('Receivables', 'BatchGetItem Query');
const partiesRead = table('Contact', 'BatchGetItem GetItem');
const casesWritten = [
  ...table('Collections', 'PutItem UpdateItem', 'ACCOUNT#* DESK#*'),
  ...table('Collections', 'DeleteItem', 'DESK#*'),
];
const linesRead = [
  ...table('Credit', 'BatchGetItem GetItem Query', 'LINE#* GROUP#* RATE#*'),
  ...table('Receivables', 'BatchGetItem Query', 'ACCOUNT#*'),
  ...table('Journal', 'Query', 'account#*'),
];
const decidesLines = (also = ''): string[] => [
  ...linesRead,
  ...appends('line#*'),
  ...table('Credit', 'DeleteItem', 'LINE#* GROUP#* REVIEW#* EXPIRY#*'),
  ...table('Credit', 'PutItem', `LINE#* GROUP#* REVIEW#* EXPIRY#*${also}`),
  ...table('Credit', 'ConditionCheckItem UpdateItem', 'LINE#*'),
];
const sender = 'if {"StringEquals":{"ses:FromAddress":"accounts@dev.example.com"}}';

/** Commits on applications for credit; one transaction writes the lists beside the snapshot. */
const applicationsDecided = (also = ''): string[] => [
  ...appends('application#*'),
  ...table('Credit', 'GetItem', 'APPLICATION#*'),
  ...table('Credit', 'PutItem', `APPLICATION#* APPLICANT#* CREDITDESK#*${also}`),
  ...table('Credit', 'DeleteItem', 'APPLICANT#* CREDITDESK#*'),
];
const lettersSent = [
  ...appends('sending#2*'),
  ...table('Contact', 'GetItem', 'CONTROL* CAP#*'),
  ...table('Contact', 'UpdateItem', 'CAP#*'),
  `ses:SendEmail on ses configuration-set/ConfigurationSet ${sender}`,
  `ses:SendEmail on ses identity/dev.example.com ${sender}`,
];
/** Step Functions sets up its own log delivery and sampling, which have no resources to name. */
const machineLogs = [
  'logs:CreateLogDelivery on *',
  'logs:DeleteLogDelivery on *',
  'logs:DescribeLogGroups on *',
  'logs:DescribeResourcePolicies on *',
  'logs:GetLogDelivery on *',
  'logs:ListLogDeliveries on *',
  'logs:PutResourcePolicy on *',
  'logs:UpdateLogDelivery on *',
  'xray:GetSamplingRules on *',
  'xray:GetSamplingTargets on *',
];

/** The last column of the function table of docs/architecture.md, in the words of IAM. */
const rights: Readonly<Record<string, readonly string[]>> = {
  AdmitEvents: [
    ...consumes('InboundEvents'),
    ...sends('AccountCommandsQueue', 'PartyCommandsQueue', 'PaymentEventsQueue'),
    ...sends('CreditCommandsQueue', 'CreditSignalsQueue'),
    ...sends('RejectedInputsQueue'),
    ...appends('input#*'),
  ],
  ReceiveEvents: [
    'events:PutEvents on Bus.Arn',
    'secretsmanager:GetSecretValue on EventsApiSecret',
  ],
  PostEntries: [
    ...consumes('AccountCommands'),
    ...sends('AccountCommandsQueue', 'RejectedInputsQueue'),
    ...appends('account#* input#*'),
    ...receivablesRead,
    ...table('Receivables', 'BatchWriteItem DeleteItem PutItem'),
  ],
  ActOnAccount: [
    ...sends('AccountCommandsQueue'),
    ...appends('account#*'),
    ...receivablesRead,
    ...table('Receivables', 'BatchWriteItem DeleteItem PutItem'),
  ],
  ShowAccount: [
    ...table('Journal', 'Query', 'account#* case#* party#*'),
    ...table('Collections', 'GetItem', 'ACCOUNT#*'),
    ...receivablesRead,
    ...partiesRead,
  ],
  PublishJournal: [
    'dynamodb:DescribeStream on JournalTable.StreamArn',
    'dynamodb:GetRecords on JournalTable.StreamArn',
    'dynamodb:GetShardIterator on JournalTable.StreamArn',
    'dynamodb:ListStreams on *',
    'events:PutEvents on Bus.Arn',
    's3:ListBucket on FailedRecordsBucket.Arn',
    's3:PutObject on FailedRecordsBucket.Arn/*',
  ],
  ReceiveWebhook: [
    ...sends('PaymentEventsQueue'),
    'secretsmanager:GetSecretValue on StandardWebhooksSecret',
    'secretsmanager:GetSecretValue on StripeSecret',
  ],
  RoutePayments: [
    ...consumes('PaymentEvents'),
    ...sends('AccountCommandsQueue', 'RejectedInputsQueue'),
    ...appends('payment#* input#*'),
    ...table('Journal', 'Query', 'payment#*'),
    ...receivablesRead,
    ...table('Receivables', 'BatchWriteItem', 'INVOICENO#* PAYMENT#*'),
  ],
  RegisterParty: [
    ...consumes('PartyCommands'),
    ...appends('party#*'),
    ...table('Contact', 'BatchGetItem'),
    ...table('Contact', 'PutItem', 'PARTY#* CUSTOMER#* PHONE#*'),
  ],
  RecordDelivery: [
    ...consumes('SendEvents'),
    ...appends('party#*'),
    ...partiesRead,
    ...table('Contact', 'PutItem', 'PARTY#* ATTEMPT#* TEXT#* PHONE#*'),
  ],
  RecordTextStatus: [
    ...sends('RecordTextStatusDlq'),
    ...appends('party#*'),
    ...partiesRead,
    ...table('Contact', 'PutItem', 'PARTY#* ATTEMPT#* TEXT#* PHONE#*'),
  ],
  RecordReply: [
    ...sends('RecordReplyDlq'),
    ...appends('party#*'),
    ...table('Contact', 'Query', 'PHONE#*'),
    ...table('Contact', 'GetItem PutItem', 'PARTY#*'),
  ],
  Unsubscribe: [
    'secretsmanager:GetSecretValue on UnsubscribeSecret',
    ...appends('party#*'),
    ...table('Contact', 'GetItem', 'ATTEMPT#* PARTY#*'),
    ...table('Contact', 'PutItem', 'PARTY#*'),
  ],
  /** SNS writes the status of texts into the two groups that are made for it. */
  TextStatus: [],
  SignalCase: [
    ...consumes('CaseSignals'),
    ...appends('case#*'),
    ...table('Collections', 'GetItem'),
    ...casesWritten,
    ...table('WaitTokens', 'GetItem'),
    ...table('WaitTokens', 'UpdateItem', 'CASE#*'),
    ...table('Credit', 'GetItem', 'LINE#*'),
    ...receivablesRead,
    ...partiesRead,
    'states:SendTaskFailure on CollectionMachine',
    'states:SendTaskSuccess on CollectionMachine',
    'states:StartExecution on CollectionMachine',
  ],
  ActOnCase: [
    ...appends('case#*'),
    ...table('Collections', 'GetItem', 'ACCOUNT#*'),
    ...casesWritten,
    ...table('Receivables', 'BatchGetItem Query', 'ACCOUNT#*'),
    ...table('Contact', 'BatchGetItem'),
  ],
  ListTasks: [...table('Collections', 'Query', 'DESK#*')],
  ActOnParty: [
    ...appends('party#*'),
    ...table('Journal', 'Query', 'party#*'),
    ...table('Contact', 'GetItem PutItem', 'PARTY#*'),
  ],
  ControlSending: [
    ...appends('sending#control*'),
    ...table('Contact', 'GetItem', 'CONTROL* CAP#*'),
    ...table('Contact', 'PutItem', 'CONTROL*'),
  ],
  CheckOrder: [...decidesLines(), 'secretsmanager:GetSecretValue on EventsApiSecret'],
  WatchExposure: [
    ...consumes('CreditSignals'),
    ...decidesLines(),
    ...appends('input#*'),
    ...table('Credit', 'GetItem', 'APPLICATION#*'),
    ...table('Credit', 'UpdateItem', 'RATE#*'),
    ...sends('CreditCommandsQueue', 'RejectedInputsQueue'),
  ],
  OpenReviews: [
    ...table('Credit', 'BatchGetItem', 'LINE#*'),
    ...table('Receivables', 'Query', 'AGENDA#*'),
    ...table('Credit', 'GetItem Query', 'SWEEP#* REVIEW#* EXPIRY#*'),
    ...table('Credit', 'UpdateItem', 'SWEEP#*'),
    ...sends('CreditSignalsQueue', 'OpenReviewsDlq'),
  ],
  ActOnLine: [
    ...decidesLines(),
    ...appends('creditgroup#*'),
    ...table('Credit', 'GetItem', 'APPLICATION#*'),
    'secretsmanager:GetSecretValue on ApplicantSecret',
  ],
  ShowLine: linesRead,
  DecideApplication: [
    ...applicationsDecided(' APPROVED#*'),
    ...linesRead,
    ...table('Credit', 'GetItem', 'APPROVED#*'),
    ...table('Credit', 'Query', 'APPLICANT#*'),
    's3:GetObject on CreditFilesBucket.Arn/gathered/*',
    's3:PutObject on CreditFilesBucket.Arn/decisions/*',
  ],
  PlanApplication: applicationsDecided(),
  MakeOffer: [
    ...applicationsDecided(' OFFER#*'),
    ...lettersSent,
    's3:GetObject on CreditFilesBucket.Arn/offers/*',
    's3:PutObject on CreditFilesBucket.Arn/offers/*',
    'secretsmanager:GetSecretValue on OfferLinkSecret',
  ],
  GiveNotice: [
    ...applicationsDecided(),
    ...lettersSent,
    ...table('Contact', 'BatchGetItem GetItem', 'CUSTOMER#* PARTY#*'),
    ...table('Journal', 'Query', 'application#*'),
    's3:PutObject on CreditFilesBucket.Arn/notices/*',
  ],
  ActivateLine: [
    ...applicationsDecided(),
    ...decidesLines(' GRANT#*'),
    ...table('Credit', 'GetItem', 'GRANT#*'),
    ...table('Credit', 'Query', 'APPLICANT#*'),
  ],
  RegisterApplication: [
    ...consumes('CreditCommands'),
    ...appends('application#* input#*'),
    ...table('Credit', 'GetItem', 'APPLICATION#* APPLICANT#* LINE#*'),
    ...table('Credit', 'PutItem', 'APPLICATION#* APPLICANT#*'),
    ...table('Credit', 'DeleteItem', 'APPLICANT#* CREDITDESK#*'),
    ...sends('RejectedInputsQueue'),
    'secretsmanager:GetSecretValue on ApplicantSecret',
  ],
  ActOnApplication: [
    ...applicationsDecided(' GRANT#* APPROVED#*'),
    ...table('Credit', 'Query', 'RATE#* LINE#*'),
    ...table('Journal', 'Query', 'account#*'),
    ...table('Credit', 'GetItem', 'LINE#* GROUP#*'),
    ...table('Credit', 'GetItem', 'APPROVED#*'),
    ...table('Credit', 'Query', 'APPLICANT#* GROUP#*'),
    'secretsmanager:GetSecretValue on ApplicantSecret',
  ],
  ListReferrals: [...table('Credit', 'Query', 'CREDITDESK#*')],
  ShowApplication: [
    ...linesRead,
    ...table('Journal', 'Query', 'application#* line#*'),
    ...table('Credit', 'GetItem', 'APPLICATION#* APPROVED#*'),
    ...table('Credit', 'Query', 'APPLICANT#*'),
  ],
  AnswerOffer: [
    'secretsmanager:GetSecretValue on ApplicantSecret',
    'secretsmanager:GetSecretValue on OfferLinkSecret',
    ...appends('application#*'),
    ...table('Credit', 'GetItem', 'OFFER#* APPLICATION#*'),
    ...table('Credit', 'PutItem', 'APPLICATION#* APPLICANT#* GRANT#*'),
    ...table('Credit', 'DeleteItem', 'APPLICANT#*'),
  ],
  SignalApplication: [
    ...consumes('ApplicationSignals'),
    ...table('Credit', 'GetItem', 'APPLICATION#*'),
    ...table('WaitTokens', 'UpdateItem', 'CREDITWAIT#*'),
    'states:SendTaskSuccess on CreditApprovalMachine',
    'states:StartExecution on CreditApprovalMachine',
  ],
  CreditApproval: [
    ...[
      'GatherHistory',
      'GatherBureau',
      'GatherFinancials',
      'DecideApplication',
      'PlanApplication',
      'MakeOffer',
      'GiveNotice',
      'ActivateLine',
    ].map((name) => `lambda:InvokeFunction on ${name}Function.Arn`),
    ...table('WaitTokens', 'UpdateItem', 'CREDITWAIT#*'),
    ...machineLogs,
  ],
  GatherHistory: [
    ...table('Credit', 'GetItem', 'APPLICATION#*'),
    ...table('Credit', 'Query', 'RATE#*'),
    ...table('Journal', 'Query', 'account#*'),
    ...table('Receivables', 'BatchGetItem Query', 'ACCOUNT#*'),
    's3:PutObject on CreditFilesBucket.Arn/gathered/*',
  ],
  GatherBureau: [
    ...table('Credit', 'GetItem', 'APPLICATION#*'),
    ...table('Credit', 'GetItem PutItem Query', 'REPORT#*'),
    ...table('Credit', 'Query', 'LINE#* APPLICANT#*'),
    's3:GetObject on CreditFilesBucket.Arn/reports/*',
    's3:PutObject on CreditFilesBucket.Arn/gathered/*',
    's3:PutObject on CreditFilesBucket.Arn/reports/*',
  ],
  GatherFinancials: [
    ...table('Credit', 'GetItem', 'APPLICATION#*'),
    ...table('Credit', 'Query', 'RATE#*'),
    's3:PutObject on CreditFilesBucket.Arn/gathered/*',
  ],
  OpenDueCases: [
    ...table('Receivables', 'Query', 'AGENDA#*'),
    ...table('Collections', 'GetItem UpdateItem', 'SWEEP#*'),
    ...sends('CaseSignalsQueue', 'OpenDueCasesDlq'),
  ],
  PlanNextStep: [...table('Collections', 'GetItem'), ...receivablesRead, ...partiesRead],
  PerformStep: [
    ...consumes('Steps'),
    'sqs:ChangeMessageVisibility on StepsQueue.Arn',
    ...appends('case#*'),
    ...appends('party#* sending#2*'),
    ...table('Collections', 'GetItem'),
    ...casesWritten,
    ...receivablesRead,
    ...partiesRead,
    ...table('Contact', 'PutItem', 'PARTY#* ATTEMPT#* TEXT#* PHONE#*'),
    ...table('Contact', 'UpdateItem', 'CAP#*'),
    's3:PutObject on MessagesBucket.Arn/*',
    'secretsmanager:GetSecretValue on UnsubscribeSecret',
    `ses:SendEmail on ses configuration-set/ConfigurationSet ${sender}`,
    `ses:SendEmail on ses identity/dev.example.com ${sender}`,
    'sns:Publish on *',
    'never sns:Publish on arn:*:sns:*:*:*',
    'states:SendTaskSuccess on CollectionMachine',
  ],
  RaiseAlerts: [
    ...consumes('Alerts'),
    ...appends('alert#*'),
    ...table('Alerts', 'GetItem PutItem UpdateItem'),
    'sns:Publish on AlertsCriticalTopic',
    'sns:Publish on AlertsInfoTopic',
    'sns:Publish on AlertsWarningTopic',
  ],
  RaiseHeldAlerts: [
    ...consumes('HeldAlerts'),
    'sqs:ChangeMessageVisibility on HeldAlertsQueue.Arn',
    ...appends('alert#*'),
    ...table('Alerts', 'GetItem PutItem UpdateItem'),
    ...table('Receivables', 'BatchGetItem Query', 'ACCOUNT#* PAYMENT#*'),
    'sns:Publish on AlertsCriticalTopic',
    'sns:Publish on AlertsInfoTopic',
    'sns:Publish on AlertsWarningTopic',
  ],
  SendDigest: [
    ...table('Alerts', 'Query', 'DIGEST#*'),
    'sns:Publish on AlertsInfoTopic',
    ...sends('SendDigestDlq'),
  ],
  MeasureBook: [
    ...table('Receivables', 'BatchGetItem Query', 'AGENDA#* ACCOUNT#*'),
    ...table('Alerts', 'Query', 'MEASURE#*'),
    ...table('Alerts', 'PutItem', 'MEASURE#*'),
    ...sends('MeasureBookDlq'),
  ],
  MeasureBookSchedule: [
    'lambda:InvokeFunction on MeasureBookFunction.Arn',
    ...sends('MeasureBookDlq'),
  ],
  OpenReviewsSchedule: [
    'lambda:InvokeFunction on OpenReviewsFunction.Arn',
    ...sends('OpenReviewsDlq'),
  ],
  OpenDueCasesSchedule: [
    'lambda:InvokeFunction on OpenDueCasesFunction.Arn',
    ...sends('OpenDueCasesDlq'),
  ],
  SendDigestSchedule: [
    'lambda:InvokeFunction on SendDigestFunction.Arn',
    ...sends('SendDigestDlq'),
  ],
  Collection: [
    'lambda:InvokeFunction on PlanNextStepFunction.Arn',
    ...sends('StepsQueue'),
    ...table('WaitTokens', 'UpdateItem', 'CASE#*'),
    'states:StartExecution on CollectionMachine',
    ...machineLogs,
  ],
};

describe('each role may do what the architecture page says, and nothing else', () => {
  it('is listed here', () => {
    const roles = stacks.ofType('AWS::IAM::Role').map(({ id }) => id);
    expect(roles.sort()).toEqual(
      Object.keys(rights)
        .map((name) => `${name}Role`)
        .sort(),
    );
  });

  it.each(Object.entries(rights))('%s', (name, expected) => {
    expect(permissionsOf(stacks, `${name}Role`)).toEqual([...expected].sort());
  });

  it('comes from policies that CloudFormation shows, never from one that AWS may change', () => {
    for (const { id, property } of stacks.ofType('AWS::IAM::Role')) {
      expect(property('ManagedPolicyArns'), id).toBeUndefined();
      expect(property('Policies'), id).toBeUndefined();
    }
  });
});

describe('nobody', () => {
  it('may change or delete what the journal holds', () => {
    const writers = Object.keys(rights).flatMap((name) =>
      permissionsOf(stacks, `${name}Role`).filter((line) =>
        /^dynamodb:(Update|Delete|BatchWrite)\w* on JournalTable/.test(line),
      ),
    );
    expect(writers).toEqual([]);
  });

  it('but a service of this account assumes a role', () => {
    for (const { id, property } of stacks.ofType('AWS::IAM::Role')) {
      const [statement] = list(property('AssumeRolePolicyDocument', 'Statement'));
      const service = stacks.text(at(statement, 'Principal', 'Service'));
      expect(service, id).toMatch(/^(lambda|states|scheduler|sns)\.amazonaws\.com$/);
      if (service !== 'lambda.amazonaws.com') {
        expect(stacks.show(at(statement, 'Condition')), id).toEqual({
          StringEquals: { 'aws:SourceAccount': 'AWS::AccountId' },
        });
      }
    }
  });

  it('but the topic of texts that come in and the logs of texts call functions of their own', () => {
    const called = stacks
      .ofType('AWS::Lambda::Permission')
      .map(({ property }) =>
        stacks.show({
          by: property('Principal') ?? '',
          function: property('FunctionName') ?? '',
          source: property('SourceArn') ?? '',
        }),
      )
      .filter((each) => at(each, 'by') !== 'apigateway.amazonaws.com');
    const ofLogs = { by: 'logs.amazonaws.com', function: 'RecordTextStatusFunction.Arn' };
    expect(called).toEqual([
      { ...ofLogs, source: 'TextStatusLogs.Arn' },
      { ...ofLogs, source: 'TextFailureLogs.Arn' },
      {
        by: 'sns.amazonaws.com',
        function: 'RecordReplyFunction.Arn',
        source: 'InboundTextsTopic',
      },
    ]);
  });

  it('but the API may invoke a function from outside', () => {
    const permissions = stacks
      .ofType('AWS::Lambda::Permission')
      .filter(({ property }) => property('Principal') === 'apigateway.amazonaws.com')
      .map(({ property }) => ({
        function: stacks.text(property('FunctionName')),
        path: stacks.text(property('SourceArn')).split('HttpApi')[1],
      }))
      .sort((a, b) => `${a.path}`.localeCompare(`${b.path}`));
    const operator = '/*/*/v1/operator';
    expect(permissions.map(({ function: name, path }) => [path, name])).toEqual([
      ['/*/*/v1/credit/offers/{token}', 'AnswerOfferFunction.Arn'],
      ['/*/*/v1/credit/offers/{token}', 'AnswerOfferFunction.Arn'],
      ['/*/*/v1/credit/order-checks', 'CheckOrderFunction.Arn'],
      ['/*/*/v1/events', 'ReceiveEventsFunction.Arn'],
      [`${operator}/accounts/{accountId}`, 'ShowAccountFunction.Arn'],
      [`${operator}/accounts/{accountId}/acts`, 'ActOnAccountFunction.Arn'],
      [`${operator}/accounts/{accountId}/approvals`, 'ActOnAccountFunction.Arn'],
      [`${operator}/accounts/{accountId}/case/acts`, 'ActOnCaseFunction.Arn'],
      [`${operator}/accounts/{accountId}/explanation`, 'ShowAccountFunction.Arn'],
      [`${operator}/accounts/{accountId}/tasks/acts`, 'ActOnCaseFunction.Arn'],
      [`${operator}/credit/applications/{applicationId}`, 'ShowApplicationFunction.Arn'],
      [`${operator}/credit/applications/{applicationId}/acts`, 'ActOnApplicationFunction.Arn'],
      [`${operator}/credit/groups/{groupId}/acts`, 'ActOnLineFunction.Arn'],
      [`${operator}/credit/lines/{lineId}`, 'ShowLineFunction.Arn'],
      [`${operator}/credit/lines/{lineId}/acts`, 'ActOnLineFunction.Arn'],
      [`${operator}/credit/referrals`, 'ListReferralsFunction.Arn'],
      [`${operator}/parties/{partyId}`, 'ActOnPartyFunction.Arn'],
      [`${operator}/parties/{partyId}/acts`, 'ActOnPartyFunction.Arn'],
      [`${operator}/sending`, 'ControlSendingFunction.Arn'],
      [`${operator}/sending/acts`, 'ControlSendingFunction.Arn'],
      [`${operator}/tasks`, 'ListTasksFunction.Arn'],
      [`${operator}/write-offs`, 'ShowAccountFunction.Arn'],
      ['/*/*/v1/unsubscribe/{token}', 'UnsubscribeFunction.Arn'],
      ['/*/*/v1/unsubscribe/{token}', 'UnsubscribeFunction.Arn'],
      ['/*/*/v1/webhooks/{provider}', 'ReceiveWebhookFunction.Arn'],
    ]);
  });
});
