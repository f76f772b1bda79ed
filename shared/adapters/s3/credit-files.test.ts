import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { createCreditFiles } from './credit-files.ts';

const s3 = mockClient(S3Client);
const files = createCreditFiles({
  client: new S3Client({ region: 'us-east-1' }),
  bucketName: 'credit',
});
const named = (name: string) => Object.assign(new Error(name), { name });
const bytes = new TextEncoder().encode('{"a":1}');

beforeEach(() => {
  s3.reset();
});

it('writes once: what is there stays', async () => {
  s3.on(PutObjectCommand).resolvesOnce({}).rejects(named('PreconditionFailed'));
  await files.put('gathered/A-1/1/history.json', bytes, 'application/json');
  await files.put('gathered/A-1/1/history.json', bytes, 'application/json');
  const input = {
    Bucket: 'credit',
    Key: 'gathered/A-1/1/history.json',
    Body: bytes,
    ContentType: 'application/json',
    IfNoneMatch: '*',
  };
  expect(s3.commandCalls(PutObjectCommand).map(({ args }) => args[0].input)).toEqual([
    input,
    input,
  ]);
});

it('reads what is there, and nothing else', async () => {
  s3.on(GetObjectCommand)
    .resolvesOnce({ Body: { transformToByteArray: async () => bytes } as never })
    .rejects(named('NoSuchKey'));
  expect(await files.get('a')).toEqual(bytes);
  expect(await files.get('b')).toBeUndefined();
  expect(s3.commandCalls(GetObjectCommand).map(({ args }) => args[0].input)).toEqual([
    { Bucket: 'credit', Key: 'a' },
    { Bucket: 'credit', Key: 'b' },
  ]);
});

it('throws faults of the service, and what it may not do, as they come', async () => {
  s3.on(PutObjectCommand).rejects(named('SlowDown'));
  s3.on(GetObjectCommand).rejects(named('AccessDenied'));
  await expect(files.put('a', bytes, 'text/plain')).rejects.toThrow('SlowDown');
  await expect(files.get('a')).rejects.toThrow('AccessDenied');
});
