import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** Objects of the CreditFilesBucket, which encrypts them and keeps them as long as decisions count. */
export type CreditFiles = {
  readonly put: (key: string, body: string | Uint8Array, contentType: string) => Promise<void>;
  /** Undefined when there is no such object. */
  readonly get: (key: string) => Promise<Uint8Array | undefined>;
};

export const createCreditFiles = (deps: {
  readonly client: S3Client;
  readonly bucketName: string;
}): CreditFiles => {
  const { client, bucketName: Bucket } = deps;
  return {
    put: async (Key, Body, ContentType) => {
      await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType }));
    },
    get: async (Key) => {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
        return await Body?.transformToByteArray();
      } catch (error) {
        if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
        throw error;
      }
    },
  };
};
