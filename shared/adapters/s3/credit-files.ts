import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { CreditFiles } from '../../ports/applications.ts';

const isNamed = (error: unknown, name: string): boolean =>
  error instanceof Error && error.name === name;

/**
 * Objects of the CreditFilesBucket, which encrypts them and keeps them as long as decisions count.
 * What is there stays as it is: the journal holds its digest.
 */
export const createCreditFiles = (deps: {
  readonly client: S3Client;
  readonly bucketName: string;
}): CreditFiles => {
  const { client, bucketName: Bucket } = deps;
  return {
    put: async (Key, Body, ContentType) => {
      try {
        await client.send(
          new PutObjectCommand({ Bucket, Key, Body, ContentType, IfNoneMatch: '*' }),
        );
      } catch (error) {
        if (!isNamed(error, 'PreconditionFailed')) throw error;
      }
    },
    get: async (Key) => {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
        return await Body?.transformToByteArray();
      } catch (error) {
        if (isNamed(error, 'NoSuchKey')) return undefined;
        throw error;
      }
    },
  };
};

/** The same with a client of its own, in the region where it runs. */
export const createAwsCreditFiles = (bucketName: string): CreditFiles =>
  createCreditFiles({ client: new S3Client(), bucketName });
