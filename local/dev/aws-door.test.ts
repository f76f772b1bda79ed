import { expect, test } from 'vitest';
import { AwsError } from '../services/service.ts';
import { answerAws, answerObject } from './aws-door.ts';

const asked: unknown[] = [];
const runtime = {
  administer: async (service: string, operation: string, input: unknown) => {
    asked.push([service, operation, input]);
    if (operation === 'GetItem') {
      throw new AwsError('ResourceNotFoundException', 'no such table', {
        members: { Table: 'x' },
      });
    }
    return { executions: [{ startDate: new Date('2026-01-01T00:00:00.500Z'), name: 'a' }] };
  },
};

test('answers in the JSON protocol, instants as seconds', async () => {
  const answer = await answerAws(runtime, 'AWSStepFunctions.ListExecutions', '{"maxResults":5}');
  expect(asked.at(-1)).toEqual(['states', 'ListExecutions', { maxResults: 5 }]);
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body)).toEqual({
    executions: [{ startDate: 1767225600.5, name: 'a' }],
  });
});

test('answers refusals as the service words them', async () => {
  const answer = await answerAws(runtime, 'DynamoDB_20120810.GetItem', '{}');
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.body)).toEqual({
    __type: 'ResourceNotFoundException',
    message: 'no such table',
    Table: 'x',
  });
});

test('knows the services that administration needs and no others', async () => {
  expect((await answerAws(runtime, 'Logs_20140328.PutLogEvents', '')).status).toBe(400);
  expect((await answerAws(runtime, undefined, '')).status).toBe(400);
});

test('lists the objects under a prefix, page by page, and erases one', async () => {
  const calls: unknown[] = [];
  const objects = {
    administer: async (_: string, operation: string, input: object) => {
      calls.push([operation, input]);
      return {
        Contents: [{ Key: 'a/1&2' }],
        IsTruncated: true,
        NextContinuationToken: 'a/1&2',
      };
    },
  };
  const query = new URLSearchParams('list-type=2&prefix=a/&continuation-token=a/0');
  const listed = await answerObject(objects, { method: 'GET', path: '/files/', query });
  expect(listed.body).toContain(
    '<IsTruncated>true</IsTruncated><NextContinuationToken>a/1&amp;2</NextContinuationToken><Contents><Key>a/1&amp;2</Key></Contents>',
  );
  const erased = await answerObject(objects, { method: 'DELETE', path: '/files/a/1%262' });
  expect(erased.status).toBe(204);
  expect(calls).toEqual([
    ['ListObjectsV2', { Bucket: 'files', Prefix: 'a/', ContinuationToken: 'a/0' }],
    ['DeleteObject', { Bucket: 'files', Key: 'a/1&2' }],
  ]);
});

test('answers an object of a bucket, its key as it is written in a path, or why not', async () => {
  const objects = {
    administer: async (
      service: string,
      operation: string,
      { Bucket, Key }: { Bucket?: unknown; Key?: unknown },
    ) => {
      if (Key !== 'decisions/a b|c.json') throw new AwsError('NoSuchKey', 'none', { status: 404 });
      expect([service, operation, Bucket]).toEqual(['s3', 'GetObject', 'files']);
      const transformToByteArray = async () => new TextEncoder().encode('{}');
      return { Body: { transformToByteArray }, ContentType: 'application/json', ETag: '"1"' };
    },
  };
  const found = await answerObject(objects, {
    method: 'GET',
    path: '/files/decisions/a%20b%7Cc.json',
  });
  expect(found).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
  expect(new TextDecoder().decode(found.body as Uint8Array)).toBe('{}');
  expect(await answerObject(objects, { method: 'GET', path: '/files/other' })).toMatchObject({
    status: 404,
    body: expect.stringContaining('<Code>NoSuchKey</Code>'),
  });
});
