import * as z from 'zod';
import { type OfferLink, offerOfToken, offerToken } from '../domain/credit/offer-link.ts';
import type { Clock } from '../ports/clock.ts';
import { nodeSigning } from './node/signing.ts';
import { createSecretsClient } from './secrets/client.ts';
import { createSecretValues, SecretError } from './secrets/secret-values.ts';

/** Environment variables of every function that signs or reads links of offers. */
export const offerLinkVariables = { OFFER_LINK_SECRET_ARN: z.string().min(1) } as const;

/** Links of offers, signed with the secret that the stack drew for them. */
export const createOfferLinks = (
  variables: z.infer<z.ZodObject<typeof offerLinkVariables>>,
  clock: Clock,
) => {
  const secretArn = variables.OFFER_LINK_SECRET_ARN;
  const secrets = createSecretValues({ client: createSecretsClient(), secretArn, clock });
  return {
    /** @throws SecretError when there is nothing to sign with. */
    linkOf: async (url: string, offer: OfferLink): Promise<string> => {
      const [secret] = await secrets.valid();
      if (secret === undefined) throw new SecretError(`${secretArn} has no value`);
      return `${url}/${offerToken(offer, secret, nodeSigning)}`;
    },
    /** The offer of a link; undefined for what is not ours. */
    read: async (token: string): Promise<OfferLink | undefined> =>
      offerOfToken(token, await secrets.valid(), nodeSigning),
  };
};
