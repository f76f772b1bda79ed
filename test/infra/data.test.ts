import { beforeAll, describe, expect, it } from 'vitest';
import { at, list, type Synthesized, synthesized } from './support/template.ts';

const ENVIRONMENTS = ['dev', 'staging', 'prod'] as const;
type Environment = (typeof ENVIRONMENTS)[number];

const stacks = {} as Record<Environment, Synthesized>;
beforeAll(async () => {
  for (const environment of ENVIRONMENTS) stacks[environment] = await synthesized(environment);
});

const TABLES = [
  'Alerts',
  'Collections',
  'Contact',
  'Credit',
  'Journal',
  'Receivables',
  'WaitTokens',
];

const STATEFUL = [
  'AWS::DynamoDB::Table',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
];

describe.each(ENVIRONMENTS)('in %s', (environment) => {
  it('has the tables of the architecture page, keyed as it says, with point-in-time recovery', () => {
    const tables = stacks[environment].ofType('AWS::DynamoDB::Table');
    expect(tables.map(({ id }) => id).sort()).toEqual(TABLES.map((name) => `${name}Table`));
    for (const { id, property } of tables) {
      const keys = list(property('KeySchema')).map((key) => at(key, 'AttributeName'));
      expect(keys, id).toEqual(id === 'JournalTable' ? ['streamId', 'version'] : ['pk', 'sk']);
      expect(property('PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled'), id).toBe(
        true,
      );
      expect(property('BillingMode'), id).toBe('PAY_PER_REQUEST');
    }
  });

  it('keeps or drops what holds state as one', () => {
    const expected = environment === 'prod' ? 'Retain' : 'Delete';
    for (const type of STATEFUL) {
      for (const { id, deletionPolicy } of stacks[environment].ofType(type)) {
        expect(deletionPolicy, id).toBe(expected);
      }
    }
  });

  it('protects tables from deletion where it keeps them', () => {
    const protection = stacks[environment]
      .ofType('AWS::DynamoDB::Table')
      .map(({ property }) => property('DeletionProtectionEnabled'));
    expect(new Set(protection)).toEqual(new Set([environment === 'prod']));
  });

  it('keeps logs for the time configured and no longer', () => {
    const days = { dev: 14, staging: 30, prod: 365 }[environment];
    const groups = stacks[environment].ofType('AWS::Logs::LogGroup');
    expect(groups.length).toBeGreaterThan(14);
    expect(new Set(groups.map(({ property }) => property('RetentionInDays')))).toEqual(
      new Set([days]),
    );
  });

  it('tags what can be tagged', () => {
    const untagged = stacks[environment]
      .ofType('AWS::Lambda::Function')
      .concat(stacks[environment].ofType('AWS::DynamoDB::Table'))
      .filter(
        ({ property }) =>
          !list(property('Tags')).some(
            (tag) => at(tag, 'Key') === 'environment' && at(tag, 'Value') === environment,
          ),
      );
    expect(untagged).toEqual([]);
  });

  it('keeps buckets private, encrypted in transit and at rest, and their access logged', () => {
    const buckets = stacks[environment].ofType('AWS::S3::Bucket');
    expect(buckets.map(({ id }) => id).sort()).toEqual([
      'AccessLogsBucket',
      'CreditFilesBucket',
      'FailedRecordsBucket',
      'MessagesBucket',
    ]);
    for (const { id, property } of buckets) {
      expect(property('PublicAccessBlockConfiguration'), id).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      const statements = list(
        stacks[environment].get(`${id}Policy`).property('PolicyDocument', 'Statement'),
      );
      expect(statements[0], id).toMatchObject({
        Effect: 'Deny',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      });
      if (id !== 'AccessLogsBucket') {
        expect(stacks[environment].show(property('LoggingConfiguration')), id).toMatchObject({
          DestinationBucketName: 'AccessLogsBucket',
        });
      }
    }
  });

  it('never versions what an erasure must reach: message bodies and credit files', () => {
    for (const id of ['MessagesBucket', 'CreditFilesBucket']) {
      expect(stacks[environment].get(id).property('VersioningConfiguration'), id).toBe(undefined);
    }
  });

  it('encrypts topics under a key that alarms may use', () => {
    for (const topic of stacks[environment].ofType('AWS::SNS::Topic')) {
      expect(stacks[environment].text(topic.property('KmsMasterKeyId')), topic.id).toBe(
        'EncryptionKey.Arn',
      );
    }
    const statements = list(
      stacks[environment].get('EncryptionKey').property('KeyPolicy', 'Statement'),
    );
    expect(stacks[environment].get('EncryptionKey').property('EnableKeyRotation')).toBe(true);
    expect(statements).toContainEqual(
      expect.objectContaining({
        Principal: {
          Service: ['cloudwatch.amazonaws.com', 'events.amazonaws.com', 'sms-voice.amazonaws.com'],
        },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      }),
    );
  });

  it('starts with secrets that hold no value, and never puts one over what somebody filled in', () => {
    const secrets = stacks[environment].ofType('AWS::SecretsManager::Secret');
    // Logical ids, a name and the text: CloudFormation touches a value only when one of them changes.
    expect(secrets.map(({ id }) => id).sort()).toEqual([
      'ApplicantSecret',
      'EventsApiSecret',
      'OfferLinkSecret',
      'StandardWebhooksSecret',
      'StripeSecret',
      'UnsubscribeSecret',
    ]);
    for (const { id, properties } of secrets) {
      const { Description: _, KmsKeyId: __, Tags: ___, ...others } = properties;
      // Both sides of this one are ours: it is drawn once, and so without a hole until somebody comes.
      const drawn = {
        GenerateSecretString: {
          SecretStringTemplate: '{"valid":[]}',
          GenerateStringKey: 'generated',
          PasswordLength: 64,
          ExcludePunctuation: true,
        },
      };
      expect(others, id).toEqual(
        ['ApplicantSecret', 'OfferLinkSecret', 'UnsubscribeSecret'].includes(id)
          ? drawn
          : { SecretString: '{"valid":[]}' },
      );
    }
  });
});

describe('encryption at rest', () => {
  it.each(['staging', 'prod'] as const)('is under our own key in %s', (environment) => {
    const { ofType, text } = stacks[environment];
    for (const { property } of ofType('AWS::DynamoDB::Table')) {
      expect(text(property('SSESpecification', 'KMSMasterKeyId'))).toBe('EncryptionKey.Arn');
    }
    for (const { property } of ofType('AWS::SecretsManager::Secret')) {
      expect(text(property('KmsKeyId'))).toBe('EncryptionKey.Arn');
    }
    const bucketKeys = ofType('AWS::S3::Bucket').map(({ id, property }) => [
      id,
      at(
        list(property('BucketEncryption', 'ServerSideEncryptionConfiguration'))[0],
        'ServerSideEncryptionByDefault',
        'SSEAlgorithm',
      ),
    ]);
    expect(Object.fromEntries(bucketKeys)).toEqual({
      // The delivery of access logs supports no other.
      AccessLogsBucket: 'AES256',
      CreditFilesBucket: 'aws:kms',
      FailedRecordsBucket: 'aws:kms',
      MessagesBucket: 'aws:kms',
    });
  });

  it('costs nothing in dev', () => {
    for (const { property } of stacks.dev.ofType('AWS::DynamoDB::Table')) {
      expect(property('SSESpecification')).toEqual({ SSEEnabled: false });
    }
    for (const { property } of stacks.dev.ofType('AWS::SQS::Queue')) {
      expect(property('SqsManagedSseEnabled')).toBe(true);
    }
  });
});
