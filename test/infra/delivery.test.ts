import { beforeAll, describe, expect, it } from 'vitest';
import {
  at,
  type Json,
  list,
  type Resource,
  type Synthesized,
  synthesized,
} from './support/template.ts';

let stacks: Synthesized;
beforeAll(async () => {
  stacks = await synthesized('prod');
});

const queues = () => stacks.ofType('AWS::SQS::Queue');
const deadLetterOf = (queue: Resource): string =>
  stacks.text(queue.property('RedrivePolicy', 'deadLetterTargetArn')).replace('.Arn', '');

const topology = {
  InboundEvents: 'AdmitEvents',
  AccountCommands: 'PostEntries',
  PartyCommands: 'RegisterParty',
  PaymentEvents: 'RoutePayments',
  CreditCommands: 'RegisterApplication',
  CreditSignals: 'WatchExposure',
  ApplicationSignals: 'SignalApplication',
  CaseSignals: 'SignalCase',
  Steps: 'PerformStep',
  SendEvents: 'RecordDelivery',
  Alerts: 'RaiseAlerts',
  HeldAlerts: 'RaiseHeldAlerts',
};

describe('every queue', () => {
  it('is one that the architecture page names, with its dead letters, or takes dead letters', () => {
    expect(
      queues()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(
      [
        ...Object.keys(topology).flatMap((name) => [`${name}Queue`, `${name}Dlq`]),
        'OpenDueCasesDlq',
        'OpenReviewsDlq',
        'RecordReplyDlq',
        'RecordTextStatusDlq',
        'SendDigestDlq',
        'MeasureBookDlq',
        'RejectedInputsQueue',
      ].sort(),
    );
  });

  it.each(Object.keys(topology))(
    '%s gives up into its own dead-letter queue of the same kind',
    (name) => {
      const queue = stacks.get(`${name}Queue`);
      expect(deadLetterOf(queue)).toBe(`${name}Dlq`);
      expect(stacks.get(`${name}Dlq`).property('FifoQueue')).toBe(queue.property('FifoQueue'));
    },
  );

  it('keeps what waits for a person as long as SQS can', () => {
    const parking = queues().filter(({ property }) => property('RedrivePolicy') === undefined);
    expect(parking.map(({ property }) => property('MessageRetentionPeriod'))).toEqual(
      parking.map(() => 14 * 24 * 60 * 60),
    );
  });

  it('is encrypted and refuses plain HTTP', () => {
    for (const queue of queues()) {
      expect(stacks.text(queue.property('KmsMasterKeyId')), queue.id).toBe('EncryptionKey.Arn');
      const policy = stacks
        .ofType('AWS::SQS::QueuePolicy')
        .find(({ property }) => list(stacks.show(property('Queues'))).includes(queue.id));
      const denied = list(at(policy?.property('PolicyDocument', 'Statement'))).some(
        (statement) =>
          at(statement, 'Effect') === 'Deny' &&
          at(statement, 'Condition', 'Bool', 'aws:SecureTransport') === 'false',
      );
      expect(denied, queue.id).toBe(true);
    }
  });

  it('raises an alarm for each dead letter', () => {
    const watched = stacks
      .ofType('AWS::CloudWatch::Alarm')
      .filter(({ property }) => property('MetricName') === 'ApproximateNumberOfMessagesVisible')
      .map(({ property }) =>
        stacks.text(at(list(property('Dimensions'))[0], 'Value')).replace('.QueueName', ''),
      );
    const dlqs = queues()
      .map(({ id }) => id)
      .filter((id) => id.endsWith('Dlq'));
    expect(watched.sort()).toEqual(dlqs.sort());
  });
});

describe('every consumer of a queue', () => {
  it.each(Object.entries(topology))(
    '%s is consumed by %s alone, ten at a time',
    (name, consumer) => {
      const mappings = stacks
        .ofType('AWS::Lambda::EventSourceMapping')
        .filter(({ property }) => stacks.text(property('EventSourceArn')) === `${name}Queue.Arn`);
      expect(mappings.map(({ property }) => stacks.text(property('FunctionName')))).toEqual([
        `${consumer}Function`,
      ]);
      expect(mappings[0]?.properties).toMatchObject({
        BatchSize: 10,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      });
    },
  );

  it.each(Object.entries(topology))(
    '%s hides a message for six timeouts of %s',
    (name, consumer) => {
      const timeout = Number(stacks.get(`${consumer}Function`).property('Timeout'));
      expect(stacks.get(`${name}Queue`).property('VisibilityTimeout')).toBe(6 * timeout);
    },
  );

  it('sends no more at once than the environment allows', () => {
    expect(stacks.get('PerformStepMessages').property('ScalingConfig')).toEqual({
      MaximumConcurrency: 10,
    });
  });
});

describe('the stream of the journal', () => {
  it('is published in halves when it fails, within bounds, and kept whole when it is given up', () => {
    expect(stacks.show(stacks.get('PublishJournalRecords').properties as Json)).toMatchObject({
      EventSourceArn: 'JournalTable.StreamArn',
      FunctionName: 'PublishJournalFunction',
      StartingPosition: 'TRIM_HORIZON',
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 10,
      MaximumRecordAgeInSeconds: 86_400,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: { OnFailure: { Destination: 'FailedRecordsBucket.Arn' } },
    });
    expect(stacks.get('JournalTable').property('StreamSpecification')).toEqual({
      StreamViewType: 'NEW_IMAGE',
    });
  });
});

describe('every rule', () => {
  const routes = {
    InboundEventsRule: 'InboundEvents',
    CaseSignalsRule: 'CaseSignals',
    CreditSignalsRule: 'CreditSignals',
    ApplicationSignalsRule: 'ApplicationSignals',
    CaseDecisionsRule: 'CaseSignals',
    AlertsRule: 'Alerts',
    HeldAlertsRule: 'HeldAlerts',
    SendEventsRule: 'SendEvents',
  };

  it('is one of these', () => {
    expect(
      stacks
        .ofType('AWS::Events::Rule')
        .map(({ id }) => id)
        .sort(),
    ).toEqual(Object.keys(routes).sort());
  });

  it.each(Object.entries(routes))('%s delivers to %s or to its dead letters', (rule, name) => {
    expect(stacks.show(stacks.get(rule).property('Targets'))).toEqual([
      {
        Id: 'Target0',
        Arn: `${name}Queue.Arn`,
        DeadLetterConfig: { Arn: `${name}Dlq.Arn` },
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      },
    ]);
    for (const queue of [`${name}Queue`, `${name}Dlq`]) {
      const policy = stacks.get(`${queue}Policy`).property('PolicyDocument');
      expect(stacks.show(at(policy, 'Statement'))).toContainEqual({
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: `${queue}.Arn`,
        Condition: { ArnEquals: { 'aws:SourceArn': `${rule}.Arn` } },
      });
    }
  });

  it('takes from SES what this environment sent, and nothing of its neighbours', () => {
    expect(stacks.show(stacks.get('SendEventsRule').property('EventPattern'))).toEqual({
      source: ['aws.ses'],
      'detail-type': [
        'Email Sent',
        'Email Delivered',
        'Email Delivery Delayed',
        'Email Bounced',
        'Email Complaint Received',
        'Email Rejected',
        'Email Rendering Failed',
      ],
      detail: { mail: { tags: { 'ses:configuration-set': ['ConfigurationSet'] } } },
    });
    expect(stacks.get('SendEventsRule').property('EventBusName')).toBeUndefined();
    expect(
      at(stacks.get('MailEventDestination').property('EventDestination'), 'MatchingEventTypes'),
    ).toEqual([
      'send',
      'delivery',
      'deliveryDelay',
      'bounce',
      'complaint',
      'reject',
      'renderingFailure',
    ]);
  });

  it('never takes back in what the system itself says', () => {
    expect(stacks.get('InboundEventsRule').property('EventPattern')).toMatchObject({
      source: [{ 'anything-but': { prefix: 'cartera.' } }],
    });
  });
});

describe('every schedule', () => {
  it.each([
    ['OpenDueCases', 'cron(30 0 * * ? *)'],
    ['SendDigest', 'cron(0 6 * * ? *)'],
    ['MeasureBook', 'cron(0 5 * * ? *)'],
  ])('%s starts daily and loses no run', (name, cron) => {
    expect(stacks.show(stacks.get(`${name}Schedule`).properties as Json)).toMatchObject({
      ScheduleExpression: cron,
      ScheduleExpressionTimezone: 'Etc/UTC',
      State: 'ENABLED',
      Target: {
        Arn: `${name}Function.Arn`,
        DeadLetterConfig: { Arn: `${name}Dlq.Arn` },
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        RoleArn: `${name}ScheduleRole.Arn`,
      },
    });
    // The schedule is rid of a run once Lambda accepted it; a run that fails then goes here too.
    expect(stacks.show(stacks.get(`${name}Function`).property('DeadLetterConfig'))).toEqual({
      TargetArn: `${name}Dlq.Arn`,
    });
  });

  it('is listed here', () => {
    expect(stacks.ofType('AWS::Scheduler::Schedule')).toHaveLength(4);
  });
});

describe('the machine', () => {
  it('finds every placeholder of its definition filled', () => {
    const { property } = stacks.get('CollectionMachine');
    const definition = stacks.text(property('DefinitionString'));
    const named = [...definition.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    expect(stacks.show(property('DefinitionSubstitutions'))).toEqual({
      PlanNextStepArn: 'PlanNextStepFunction.Arn',
      StepsQueueUrl: 'StepsQueue',
      WaitTokensTableName: 'WaitTokensTable',
    });
    expect(new Set(named)).toEqual(
      new Set(['PlanNextStepArn', 'StepsQueueUrl', 'WaitTokensTableName']),
    );
  });

  it('of credit approval finds its functions', () => {
    const { property } = stacks.get('CreditApprovalMachine');
    const filled = stacks.show(property('DefinitionSubstitutions')) as Readonly<
      Record<string, string>
    >;
    const { WaitTokensTableName, ...functions } = filled;
    expect(WaitTokensTableName).toBe('WaitTokensTable');
    expect(Object.keys(functions)).toHaveLength(8);
    for (const [name, arn] of Object.entries(functions)) {
      expect(arn).toBe(`${name.replace(/Arn$/, '')}Function.Arn`);
    }
  });

  it.each(['CollectionMachine', 'CreditApprovalMachine'])(
    '%s logs its errors without data and traces',
    (id) => {
      expect(stacks.get(id).properties).toMatchObject({
        LoggingConfiguration: { Level: 'ERROR', IncludeExecutionData: false },
        TracingConfiguration: { Enabled: true },
      });
    },
  );
});

describe('the HTTP door', () => {
  it('lets systems in by its functions, and people by IAM', () => {
    const routes = stacks
      .ofType('AWS::ApiGatewayV2::Route')
      .map(({ property }) => [property('RouteKey'), property('AuthorizationType')] as const);
    const open = routes.filter(([, authorization]) => authorization !== 'AWS_IAM');
    expect(open).toEqual([
      ['POST /v1/events', 'NONE'],
      ['POST /v1/webhooks/{provider}', 'NONE'],
      ['GET /v1/unsubscribe/{token}', 'NONE'],
      ['POST /v1/unsubscribe/{token}', 'NONE'],
      ['POST /v1/credit/order-checks', 'NONE'],
      ['GET /v1/credit/offers/{token}', 'NONE'],
      ['POST /v1/credit/offers/{token}', 'NONE'],
    ]);
    const signed = routes.filter(([, authorization]) => authorization === 'AWS_IAM');
    expect(signed.map(([key]) => key)).toContain('POST /v1/operator/accounts/{accountId}/acts');
    for (const [key] of signed) expect(key).toMatch(/^(GET|POST) \/v1\/operator\//);
  });

  it('is throttled and logged', () => {
    expect(stacks.show(stacks.get('HttpStage').properties as Json)).toMatchObject({
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 },
      AccessLogSettings: { DestinationArn: 'HttpAccessLogs.Arn' },
    });
  });

  it('answers before the gateway gives up after 29 seconds', () => {
    for (const id of ['ReceiveEventsFunction', 'ReceiveWebhookFunction']) {
      expect(Number(stacks.get(id).property('Timeout'))).toBeLessThan(29);
    }
  });
});

describe('every alarm', () => {
  it('says whom it hurts and what to do, and tells the operators', () => {
    const alarms = stacks.ofType('AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThan(30);
    for (const { id, property } of alarms) {
      expect(property('AlarmDescription'), id).toMatch(/^Impact: \S.+\. Remedy: \S.+\.$/);
      expect(stacks.show(property('AlarmActions')), id).toEqual(['OperationsTopic']);
    }
  });
});
