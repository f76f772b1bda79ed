import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { addSeconds, type Instant, instant } from '../../domain/calendar.ts';
import { createSecretValues, SecretError } from './secret-values.ts';

const manager = mockClient(SecretsManagerClient);
let now: Instant = instant('2026-01-01T00:00:00.000Z');
const secret = () =>
  createSecretValues({
    client: new SecretsManagerClient({ region: 'us-east-1' }),
    secretArn: 'arn:secret',
    clock: { now: () => now },
  });
const holds = (text: string) => manager.on(GetSecretValueCommand).resolves({ SecretString: text });
const reads = () => manager.commandCalls(GetSecretValueCommand).map((call) => call.args[0].input);

beforeEach(() => {
  manager.reset();
  now = instant('2026-01-01T00:00:00.000Z');
});

it('reads once in five minutes of the clock', async () => {
  holds('{"valid":["a","b"]}');
  const values = secret();
  expect(await Promise.all([values.valid(), values.valid()])).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
  now = addSeconds(now, 299);
  await values.valid();
  expect(reads()).toEqual([{ SecretId: 'arn:secret' }]);
  holds('{"valid":["b","c"]}');
  now = addSeconds(now, 1);
  expect(await values.valid()).toEqual(['b', 'c']);
  expect(reads()).toHaveLength(2);
});

it('ends with the value that was drawn for it, if there is one', async () => {
  holds('{"valid":[],"generated":"drawn"}');
  expect(await secret().valid()).toEqual(['drawn']);
  expect(await secret().drawn()).toBe('drawn');
  holds('{"valid":["put before it"],"generated":"drawn"}');
  now = addSeconds(now, 300);
  expect(await secret().valid()).toEqual(['put before it', 'drawn']);
});

it('does not remember a failed read', async () => {
  manager.on(GetSecretValueCommand).rejectsOnce(new Error('down')).resolves({
    SecretString: '{"valid":["a"]}',
  });
  const values = secret();
  await expect(values.valid()).rejects.toThrow('down');
  expect(await values.valid()).toEqual(['a']);
});

it.each(['', 'plain', '{"valid":"a"}', '{"valid":[""]}', '{"current":"a"}'])(
  'refuses %j without quoting it',
  async (text) => {
    holds(text);
    await expect(secret().valid()).rejects.toThrow(
      new SecretError('arn:secret is not {"valid": ["current", "previous"]}'),
    );
  },
);

it('takes a secret that nobody filled yet as one that fits nothing', async () => {
  holds('{"valid":[]}');
  expect(await secret().valid()).toEqual([]);
});
