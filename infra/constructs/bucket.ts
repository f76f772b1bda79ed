import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';

const PRIVATE: BucketProps = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
};

/** Server access logs go here; S3 log delivery writes under its own encryption only. */
export const createAccessLogsBucket = (scope: Construct, id: string, config: Config): Bucket =>
  new Bucket(scope, id, {
    ...PRIVATE,
    encryption: BucketEncryption.S3_MANAGED,
    lifecycleRules: [{ expiration: Duration.days(config.logRetentionDays) }],
  });

/**
 * A private bucket. Not versioned: the bodies of messages are personal data, and an erasure that
 * leaves old versions behind would be none.
 */
export const createBucket = (
  scope: Construct,
  id: string,
  props: {
    readonly config: Config;
    readonly key: IKey;
    readonly accessLogs: Bucket;
    readonly expiresAfterDays?: number;
  },
): Bucket => {
  const { config, key, accessLogs, expiresAfterDays } = props;
  return new Bucket(scope, id, {
    ...PRIVATE,
    ...(config.data.encryption === 'customer-managed'
      ? { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }
      : { encryption: BucketEncryption.S3_MANAGED }),
    // The class and its interface differ in an optional property's undefined, and in nothing else.
    serverAccessLogsBucket: accessLogs as IBucket,
    serverAccessLogsPrefix: `${id}/`,
    lifecycleRules: [
      {
        abortIncompleteMultipartUploadAfter: Duration.days(1),
        ...(expiresAfterDays ? { expiration: Duration.days(expiresAfterDays) } : {}),
      },
    ],
  });
};
