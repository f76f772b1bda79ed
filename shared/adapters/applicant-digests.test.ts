import { createHmac } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { instant } from '../domain/calendar.ts';
import { createApplicantDigests } from './applicant-digests.ts';
import { SecretError } from './secrets/secret-values.ts';

const manager = mockClient(SecretsManagerClient);
const clock = { now: () => instant('2026-01-01T00:00:00.000Z') };
const digests = () => createApplicantDigests({ APPLICANT_SECRET_ARN: 'arn:applicant' }, clock);
const holds = (text: string) => manager.on(GetSecretValueCommand).resolves({ SecretString: text });

beforeEach(() => manager.reset());

it('is keyed by what was drawn, whatever a rotation puts before it', async () => {
  const expected = createHmac('sha256', 'drawn')
    .update('fingerprint:CL|760864285|main')
    .digest('hex');
  holds('{"valid":[],"generated":"drawn"}');
  expect(await digests()('fingerprint', 'CL|760864285|main')).toBe(expected);
  holds('{"valid":["new","newer"],"generated":"drawn"}');
  expect(await digests()('fingerprint', 'CL|760864285|main')).toBe(expected);
});

it('is another one for another purpose, and reads the secret once', async () => {
  holds('{"valid":[],"generated":"drawn"}');
  const digestOf = digests();
  const all = await Promise.all([digestOf('fingerprint', 'x'), digestOf('applicant', 'x')]);
  expect(new Set(all).size).toBe(2);
  expect(manager.commandCalls(GetSecretValueCommand)).toHaveLength(1);
});

it.each(['{"valid":[]}', '{"valid":["put in its place"]}'])(
  'knows nobody by another value than the one that was drawn: %s',
  async (text) => {
    holds(text);
    await expect(digests()('fingerprint', 'x')).rejects.toThrow(SecretError);
  },
);
