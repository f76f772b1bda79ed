import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { addSeconds, type Instant } from '../../domain/calendar.ts';
import type { Clock } from '../../ports/clock.ts';
import type { OwnSecretValues } from '../../ports/signing.ts';

/** A rotation is seen within this time; both its values are valid for longer than that. */
export const cacheSeconds = 300;

/** Empty values are refused: an empty key would accept what anybody can sign. */
const secretSchema = z.object({
  valid: z.array(z.string().min(1)).max(10),
  /** Drawn when the secret was made, where both sides of it are ours; the last of the values. */
  generated: z.string().min(1).optional(),
});

/** The secret is not what every deployment must put there. Its value is never quoted. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
}

type Values = { readonly valid: readonly string[]; readonly drawn: string | undefined };

const parse = (arn: string, text: string | undefined): Values => {
  try {
    const { valid, generated } = secretSchema.parse(JSON.parse(text ?? ''));
    return { valid: generated === undefined ? valid : [...valid, generated], drawn: generated };
  } catch {
    throw new SecretError(`${arn} is not {"valid": ["current", "previous"]}`);
  }
};

/**
 * Reads a secret of the form `{"valid": ["current", "previous"]}` and keeps it for five minutes
 * of the clock's time. Calls that come while it is being read share the one read.
 *
 * @throws SecretError when the secret has another form; faults of the service as they come.
 */
export const createSecretValues = (deps: {
  readonly client: SecretsManagerClient;
  readonly secretArn: string;
  readonly clock: Clock;
}): OwnSecretValues => {
  const { client, secretArn, clock } = deps;
  let cached: { readonly values: Promise<Values>; readonly until: Instant } | undefined;
  const read = async (): Promise<Values> => {
    const answer = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
    return parse(secretArn, answer.SecretString);
  };
  const values = async (): Promise<Values> => {
    const now = clock.now();
    if (cached === undefined || now >= cached.until) {
      cached = { values: read(), until: addSeconds(now, cacheSeconds) };
    }
    const current = cached;
    try {
      return await current.values;
    } catch (error) {
      // A failed read is not worth remembering: the next request tries again.
      if (cached === current) cached = undefined;
      throw error;
    }
  };
  return {
    valid: async () => (await values()).valid,
    drawn: async () => (await values()).drawn,
  };
};
