import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { MessageArchive } from '../../ports/contact.ts';

/**
 * Bodies of messages in the MessagesBucket, which encrypts them. A key holds the hash of its
 * content, so writing one again changes nothing.
 */
export const createMessageArchive = (deps: {
  readonly client: S3Client;
  readonly bucketName: string;
}): MessageArchive => ({
  put: async (key, body, contentType) => {
    await deps.client.send(
      new PutObjectCommand({
        Bucket: deps.bucketName,
        Key: key,
        Body: body,
        ContentType: contentType,
      }),
    );
  },
});
