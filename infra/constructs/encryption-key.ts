import { Stack } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

const DATA_SERVICES = ['dynamodb', 's3', 'secretsmanager', 'sns', 'sqs'];

/** Services that put messages into our encrypted queues and topics on their own behalf. */
const SENDERS = ['cloudwatch.amazonaws.com', 'events.amazonaws.com', 'sms-voice.amazonaws.com'];

/**
 * One customer-managed key, usable through the data services by whoever may use the data: the
 * roles then need no statement about the key, and access stays where it is read, on tables,
 * queues and buckets. This is how AWS words the policies of its own service keys.
 */
export const createEncryptionKey = (scope: Construct, id: string): Key => {
  const { account, region } = Stack.of(scope);
  const key = new Key(scope, id, { enableKeyRotation: true });
  const use = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'];
  const reEncrypt = ['kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'ThroughDataServices',
      effect: Effect.ALLOW,
      principals: [new AnyPrincipal()],
      actions: [...use, ...reEncrypt, 'kms:CreateGrant'],
      resources: ['*'],
      conditions: {
        StringEquals: {
          'kms:CallerAccount': account,
          'kms:ViaService': DATA_SERVICES.map((service) => `${service}.${region}.amazonaws.com`),
        },
      },
    }),
  );
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'SendersOfThisAccount',
      effect: Effect.ALLOW,
      principals: SENDERS.map((service) => new ServicePrincipal(service)),
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
  );
  return key;
};
