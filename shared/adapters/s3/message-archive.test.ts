import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, test } from 'vitest';
import { createMessageArchive } from './message-archive.ts';

test('a body is put whole under its key', async () => {
  const s3 = mockClient(S3Client);
  s3.on(PutObjectCommand).resolves({});
  const client = new S3Client({ region: 'us-east-1' });
  await createMessageArchive({ client, bucketName: 'messages' }).put('k', '{}', 'application/json');
  expect(s3.commandCalls(PutObjectCommand).map((call) => call.args[0].input)).toEqual([
    { Bucket: 'messages', Key: 'k', Body: '{}', ContentType: 'application/json' },
  ]);
});
