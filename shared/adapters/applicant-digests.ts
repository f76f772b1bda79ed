import * as z from 'zod';
import type { Clock } from '../ports/clock.ts';
import type { DigestOf } from '../ports/digests.ts';
import { nodeSigning } from './node/signing.ts';
import { createSecretsClient } from './secrets/client.ts';
import { createSecretValues, SecretError } from './secrets/secret-values.ts';

/** Environment variables of every function that knows an applicant by a digest. */
export const applicantDigestVariables = { APPLICANT_SECRET_ARN: z.string().min(1) } as const;

const utf8 = new TextEncoder();

/**
 * Digests under the value that was drawn with the secret of applicants: whatever is put before it
 * changes no digest, and so nobody's fingerprint. Without it there are none, rather than others.
 */
export const createApplicantDigests = (
  variables: z.infer<z.ZodObject<typeof applicantDigestVariables>>,
  clock: Clock,
): DigestOf => {
  const secretArn = variables.APPLICANT_SECRET_ARN;
  const secrets = createSecretValues({ client: createSecretsClient(), secretArn, clock });
  return async (purpose, text) => {
    const key = await secrets.drawn();
    if (key === undefined) throw new SecretError(`${secretArn} has lost the value drawn with it`);
    const bytes = nodeSigning.hmacSha256(utf8.encode(key), utf8.encode(`${purpose}:${text}`));
    return Buffer.from(bytes).toString('hex');
  };
};
