import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** The client that composition roots hand to the adapters of this folder. */
export const createSecretsClient = (): SecretsManagerClient => new SecretsManagerClient({});
