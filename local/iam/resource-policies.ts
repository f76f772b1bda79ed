import { permission } from '../assembly/compute-schemas.ts';
import type { Model } from '../assembly/model.ts';
import * as schemas from '../assembly/schemas.ts';
import { declared } from '../assembly/supported.ts';
import { type CompiledStatement, compileStatement } from './evaluate.ts';
import { compilePolicy } from './roles.ts';

/** The policy of an S3 object is that of its bucket; a function's version is its function's. */
export const policyHolder = (arn: string): string => {
  if (arn.startsWith('arn:aws:s3:::')) return arn.split('/')[0] ?? arn;
  if (arn.includes(':function:')) return arn.split(':').slice(0, 7).join(':');
  return arn;
};

/** Policies that hang on resources, by the ARN of their holder. */
export const loadResourcePolicies = (
  model: Model,
): ReadonlyMap<string, readonly CompiledStatement[]> => {
  const policies = new Map<string, CompiledStatement[]>();
  const attach = (arn: string, statements: readonly CompiledStatement[]): void => {
    policies.set(arn, [...(policies.get(arn) ?? []), ...statements]);
  };
  const holder = (handle: string, type: string): string => model.find(handle, type).identity.arn;

  for (const { resource, properties } of declared(
    model,
    'AWS::SQS::QueuePolicy',
    schemas.queuePolicy,
  )) {
    const statements = compilePolicy(properties.PolicyDocument, resource.path);
    for (const url of properties.Queues) attach(holder(url, 'AWS::SQS::Queue'), statements);
  }
  for (const { resource, properties } of declared(
    model,
    'AWS::SNS::TopicPolicy',
    schemas.topicPolicy,
  )) {
    const statements = compilePolicy(properties.PolicyDocument, resource.path);
    for (const arn of properties.Topics) attach(arn, statements);
  }
  for (const { resource, properties } of declared(
    model,
    'AWS::S3::BucketPolicy',
    schemas.bucketPolicy,
  )) {
    const statements = compilePolicy(properties.PolicyDocument, resource.path);
    attach(holder(properties.Bucket, 'AWS::S3::Bucket'), statements);
  }
  for (const { resource, properties } of declared(
    model,
    'AWS::SecretsManager::ResourcePolicy',
    schemas.secretPolicy,
  )) {
    attach(properties.SecretId, compilePolicy(properties.ResourcePolicy, resource.path));
  }
  for (const { resource, properties } of declared(model, 'AWS::KMS::Key', schemas.key)) {
    attach(resource.identity.arn, compilePolicy(properties.KeyPolicy, resource.path));
  }
  for (const { properties } of declared(model, 'AWS::Lambda::Permission', permission)) {
    const { Principal: principal, SourceArn: source, SourceAccount: account } = properties;
    const isService = principal.endsWith('.amazonaws.com');
    attach(holder(properties.FunctionName, 'AWS::Lambda::Function'), [
      compileStatement({
        Effect: 'Allow',
        Action: properties.Action,
        Principal: isService ? { Service: principal } : { AWS: principal },
        Condition: {
          ...(source === undefined ? {} : { ArnLike: { 'aws:SourceArn': source } }),
          ...(account === undefined ? {} : { StringEquals: { 'aws:SourceAccount': account } }),
        },
      }),
    ]);
  }
  return policies;
};
