import { S3Client } from '@aws-sdk/client-s3';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { contactRules } from '../../contact-rules/catalogue.ts';
import { templateCatalogue } from '../../templates/catalogue.ts';
import { isPartyListed, modeOf } from '../domain/contact/mode.ts';
import type { ContactSettings } from '../domain/contact/settings.ts';
import type { Messenger } from '../ports/contact.ts';
import { createMessenger } from '../services/contact/messenger.ts';
import { sha256 } from './dynamodb/hash-chain.ts';
import type { Journal } from './dynamodb/journal.ts';
import { createPartyStore } from './dynamodb/parties.ts';
import { createSendingStore } from './dynamodb/sending.ts';
import { createMessageArchive } from './s3/message-archive.ts';
import { createEmailSender, createSesClient } from './ses/email-sender.ts';
import { createSnsTextClient, createTextSender } from './sns/text-sender.ts';

/**
 * The messenger on AWS with what is published in this build.
 *
 * @throws RangeError when the settings name contact rules that were never published.
 */
export const createAwsMessenger = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly journal: Pick<Journal, 'commit'>;
  readonly contactTableName: string;
  readonly messagesBucketName: string;
  readonly configurationSetName: string;
  readonly settings: ContactSettings;
}): Messenger => {
  const { client, journal, contactTableName, settings } = deps;
  const { contact, creditor } = settings;
  return createMessenger({
    store: createPartyStore({ client, journal, tableName: contactTableName }),
    archive: createMessageArchive({ client: new S3Client(), bucketName: deps.messagesBucketName }),
    email: createEmailSender({
      client: createSesClient(),
      fromAddress: contact.fromAddress,
      replyTo: contact.replyTo,
      configurationSetName: deps.configurationSetName,
    }),
    text: createTextSender({ client: createSnsTextClient(), senderId: contact.smsSenderId }),
    sending: createSendingStore({ client, journal, tableName: contactTableName }),
    dailyCap: contact.dailyCap,
    modeFor: (party) => modeOf(contact.mode, party && isPartyListed(contact.allowList, party)),
    rules: contactRules(settings.contactRules.name, settings.contactRules.version),
    templates: templateCatalogue,
    creditor,
    hash: sha256,
  });
};
