import { createHash } from 'node:crypto';
import type { Json } from './json.ts';

/** What other resources may learn of one: its `Ref`, its ARN and its attributes. */
export type Identity = {
  /** Physical name. */
  readonly name: string;
  readonly ref: string;
  readonly arn: string;
  readonly attributes: Readonly<Record<string, string>>;
};

export type IdentityInput = {
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  readonly logicalId: string;
  readonly type: string;
  /** Resolves one property of the resource; undefined when it is absent. */
  readonly property: (name: string) => Json | undefined;
};

/** Physical names that CloudFormation would invent, here derived so that every run has the same. */
const inventedName = (input: IdentityInput, maxLength = 64): string => {
  const digest = createHash('sha256')
    .update(`${input.stackName}/${input.logicalId}`)
    .digest('hex')
    .slice(0, 12);
  const stem = `${input.stackName}-${input.logicalId}`.slice(0, maxLength - digest.length - 1);
  return `${stem}-${digest}`;
};

const textProperty = (input: IdentityInput, name: string, otherwise = ''): string => {
  const value = input.property(name);
  return typeof value === 'string' ? value : otherwise;
};

const named = (input: IdentityInput, property: string, maxLength?: number): string => {
  const given = input.property(property);
  return typeof given === 'string' ? given : inventedName(input, maxLength);
};

const arnOf = (input: IdentityInput, service: string, resource: string): string =>
  `arn:aws:${service}:${input.region}:${input.account}:${resource}`;

const globalArn = (input: IdentityInput, service: string, resource: string): string =>
  `arn:aws:${service}::${input.account}:${resource}`;

/** Identity of a resource whose `Ref` is its ARN. */
const byArn = (name: string, arn: string, attributes: Record<string, string> = {}): Identity => ({
  name,
  ref: arn,
  arn,
  attributes: { Arn: arn, ...attributes },
});

const byName = (name: string, arn: string, attributes: Record<string, string> = {}): Identity => ({
  name,
  ref: name,
  arn,
  attributes: { Arn: arn, ...attributes },
});

type Rule = (input: IdentityInput) => Identity;

const dynamoTable: Rule = (input) => {
  const name = named(input, 'TableName');
  const arn = arnOf(input, 'dynamodb', `table/${name}`);
  return byName(name, arn, { StreamArn: `${arn}/stream/2000-01-01T00:00:00.000`, TableId: name });
};

const rules: Readonly<Record<string, Rule>> = {
  'AWS::DynamoDB::Table': dynamoTable,
  'AWS::DynamoDB::GlobalTable': dynamoTable,
  'AWS::SQS::Queue': (input) => {
    const fifo = input.property('FifoQueue') === true && input.property('QueueName') === undefined;
    const name = fifo ? `${inventedName(input, 75)}.fifo` : named(input, 'QueueName', 80);
    const arn = arnOf(input, 'sqs', name);
    const url = `https://sqs.${input.region}.amazonaws.com/${input.account}/${name}`;
    return { name, ref: url, arn, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
  },
  'AWS::SNS::Topic': (input) => {
    const name = named(input, 'TopicName');
    const arn = arnOf(input, 'sns', name);
    return byArn(name, arn, { TopicArn: arn, TopicName: name });
  },
  'AWS::Events::EventBus': (input) => {
    const name = named(input, 'Name');
    return byName(name, arnOf(input, 'events', `event-bus/${name}`), { Name: name });
  },
  'AWS::Events::Rule': (input) => {
    const name = named(input, 'Name');
    const bus = input.property('EventBusName');
    const busName = typeof bus === 'string' ? bus.replace(/^.*event-bus\//, '') : 'default';
    const path = busName === 'default' ? name : `${busName}/${name}`;
    return byName(path.replace('/', '|'), arnOf(input, 'events', `rule/${path}`));
  },
  'AWS::Events::Archive': (input) => {
    const name = named(input, 'ArchiveName', 48);
    return byName(name, arnOf(input, 'events', `archive/${name}`));
  },
  'AWS::Lambda::Function': (input) => {
    const name = named(input, 'FunctionName');
    return byName(name, arnOf(input, 'lambda', `function:${name}`));
  },
  'AWS::Lambda::Version': (input) => {
    const target = textProperty(input, 'FunctionName').replace(/^.*function:/, '');
    return byArn(target, arnOf(input, 'lambda', `function:${target}:1`), { Version: '1' });
  },
  'AWS::Lambda::Alias': (input) => {
    const target = textProperty(input, 'FunctionName').replace(/^.*function:/, '');
    const arn = arnOf(input, 'lambda', `function:${target}:${textProperty(input, 'Name')}`);
    return byArn(target, arn, { AliasArn: arn });
  },
  'AWS::Lambda::EventSourceMapping': (input) => {
    const name = inventedName(input);
    return byName(name, arnOf(input, 'lambda', `event-source-mapping:${name}`), { Id: name });
  },
  'AWS::StepFunctions::StateMachine': (input) => {
    const name = named(input, 'StateMachineName', 80);
    const arn = arnOf(input, 'states', `stateMachine:${name}`);
    return byArn(name, arn, { Name: name, StateMachineRevisionId: 'INITIAL' });
  },
  'AWS::IAM::Role': (input) => {
    const name = named(input, 'RoleName');
    const path = input.property('Path');
    const arn = globalArn(input, 'iam', `role${typeof path === 'string' ? path : '/'}${name}`);
    return byName(name, arn, { RoleId: inventedName(input, 21) });
  },
  'AWS::IAM::ManagedPolicy': (input) => {
    const name = named(input, 'ManagedPolicyName', 128);
    const arn = globalArn(input, 'iam', `policy/${name}`);
    return byArn(name, arn, { PolicyArn: arn });
  },
  'AWS::S3::Bucket': (input) => {
    const given = input.property('BucketName');
    const name = typeof given === 'string' ? given : inventedName(input, 63).toLowerCase();
    const host = `${name}.s3.${input.region}.amazonaws.com`;
    return byName(name, `arn:aws:s3:::${name}`, {
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: host,
    });
  },
  'AWS::SecretsManager::Secret': (input) => {
    const name = named(input, 'Name', 128);
    const arn = `${arnOf(input, 'secretsmanager', `secret:${name}`)}-Local0`;
    return byArn(name, arn, { Id: arn });
  },
  'AWS::SES::EmailIdentity': (input) => {
    const name = textProperty(input, 'EmailIdentity');
    const tokens = ['one', 'two', 'three'].flatMap((part, index) => [
      [`DkimDNSTokenName${index + 1}`, `${part}._domainkey.${name}`],
      [`DkimDNSTokenValue${index + 1}`, `${part}.dkim.amazonses.com`],
    ]);
    return byName(name, arnOf(input, 'ses', `identity/${name}`), Object.fromEntries(tokens));
  },
  'AWS::SES::ConfigurationSet': (input) => {
    const name = named(input, 'Name');
    return byName(name, arnOf(input, 'ses', `configuration-set/${name}`));
  },
  'AWS::ApiGatewayV2::Api': (input) => {
    const id = inventedName(input).slice(-10);
    const arn = `arn:aws:apigateway:${input.region}::/apis/${id}`;
    return byName(id, arn, {
      ApiId: id,
      ApiEndpoint: `https://${id}.execute-api.${input.region}.amazonaws.com`,
    });
  },
  'AWS::ApiGatewayV2::Integration': (input) => {
    const id = inventedName(input).slice(-7);
    return byName(id, arnOf(input, 'apigateway', `integrations/${id}`), { IntegrationId: id });
  },
  'AWS::ApiGatewayV2::Stage': (input) => {
    const name = textProperty(input, 'StageName', '$default');
    return byName(name, arnOf(input, 'apigateway', `stages/${name}`));
  },
  'AWS::Scheduler::Schedule': (input) => {
    const name = named(input, 'Name');
    const group = input.property('GroupName');
    const path = `schedule/${typeof group === 'string' ? group : 'default'}/${name}`;
    return byName(name, arnOf(input, 'scheduler', path));
  },
  'AWS::Scheduler::ScheduleGroup': (input) => {
    const name = named(input, 'Name');
    return byName(name, arnOf(input, 'scheduler', `schedule-group/${name}`));
  },
  'AWS::KMS::Key': (input) => {
    const id = inventedName(input).slice(-12);
    return byName(id, arnOf(input, 'kms', `key/${id}`), { KeyId: id });
  },
  'AWS::KMS::Alias': (input) => {
    const name = textProperty(input, 'AliasName');
    return byName(name, arnOf(input, 'kms', name));
  },
  'AWS::Logs::LogGroup': (input) => {
    const name = named(input, 'LogGroupName', 512);
    return byName(name, `${arnOf(input, 'logs', `log-group:${name}`)}:*`);
  },
  'AWS::CloudWatch::Alarm': (input) => {
    const name = named(input, 'AlarmName', 255);
    return byName(name, arnOf(input, 'cloudwatch', `alarm:${name}`));
  },
  'AWS::SSM::Parameter': (input) => {
    const name = named(input, 'Name', 128);
    return byName(name, arnOf(input, 'ssm', `parameter/${name.replace(/^\//, '')}`), {
      Value: textProperty(input, 'Value'),
    });
  },
};

/** Physical identity of any resource; types without a rule get an invented name as their `Ref`. */
export const identify = (input: IdentityInput): Identity => {
  const rule = rules[input.type];
  if (rule !== undefined) return rule(input);
  const name = inventedName(input);
  const kind = input.type.replaceAll('::', '-').toLowerCase();
  return byName(name, arnOf(input, kind.replace(/^aws-/, '').split('-')[0] ?? kind, name));
};
