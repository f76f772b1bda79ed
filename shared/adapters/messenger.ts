import { S3Client } from '@aws-sdk/client-s3';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { contactRules } from '../../contact-rules/catalogue.ts';
import { templateCatalogue } from '../../templates/catalogue.ts';
import { isPartyListed, modeOf } from '../domain/contact/mode.ts';
import type { ContactSettings } from '../domain/contact/settings.ts';
import { unsubscribeToken } from '../domain/contact/unsubscribe.ts';
import type { Clock } from '../ports/clock.ts';
import type { Messenger } from '../ports/contact.ts';
import { createMessenger } from '../services/contact/messenger.ts';
import { sha256 } from './dynamodb/hash-chain.ts';
import type { Journal } from './dynamodb/journal.ts';
import { createPartyStore } from './dynamodb/parties.ts';
import { createSendingStore } from './dynamodb/sending.ts';
import { nodeSigning } from './node/signing.ts';
import { createMessageArchive } from './s3/message-archive.ts';
import { createSecretsClient } from './secrets/client.ts';
import { createSecretValues } from './secrets/secret-values.ts';
import { createEmailSender, createSesClient } from './ses/email-sender.ts';
import { createSnsTextClient, createTextSender } from './sns/text-sender.ts';

const required = z.string().min(1);

/** Environment variables of a function that sends messages. */
export const messengerVariables = {
  CONTACT_TABLE_NAME: required,
  MESSAGES_BUCKET_NAME: required,
  CONFIGURATION_SET_NAME: required,
  /** Where links that end courtesies lead, and what signs them. */
  UNSUBSCRIBE_URL: required,
  UNSUBSCRIBE_SECRET_ARN: required,
} as const;

/**
 * The messenger on AWS with what is published in this build.
 *
 * @throws RangeError when the settings name contact rules that were never published.
 */
export const createAwsMessenger = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly journal: Pick<Journal, 'commit'>;
  readonly clock: Clock;
  readonly variables: z.infer<z.ZodObject<typeof messengerVariables>>;
  readonly settings: ContactSettings;
}): Messenger => {
  const { client, journal, clock, variables, settings } = deps;
  const tableName = variables.CONTACT_TABLE_NAME;
  const secrets = createSecretValues({
    client: createSecretsClient(),
    secretArn: variables.UNSUBSCRIBE_SECRET_ARN,
    clock,
  });
  const { contact, creditor } = settings;
  return createMessenger({
    store: createPartyStore({ client, journal, tableName }),
    archive: createMessageArchive({
      client: new S3Client(),
      bucketName: variables.MESSAGES_BUCKET_NAME,
    }),
    email: createEmailSender({
      client: createSesClient(),
      fromAddress: contact.fromAddress,
      replyTo: contact.replyTo,
      configurationSetName: variables.CONFIGURATION_SET_NAME,
    }),
    text: createTextSender({ client: createSnsTextClient(), senderId: contact.smsSenderId }),
    unsubscribeUrl: async (attemptId) => {
      const [secret] = await secrets.valid();
      if (secret === undefined) return undefined;
      return `${variables.UNSUBSCRIBE_URL}/${unsubscribeToken(attemptId, secret, nodeSigning)}`;
    },
    sending: createSendingStore({ client, journal, tableName }),
    dailyCap: contact.dailyCap,
    modeFor: (party) => modeOf(contact.mode, party && isPartyListed(contact.allowList, party)),
    rules: contactRules(settings.contactRules.name, settings.contactRules.version),
    templates: templateCatalogue,
    creditor,
    hash: sha256,
  });
};
