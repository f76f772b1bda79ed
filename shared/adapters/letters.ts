import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { isPartyListed, modeOf } from '../domain/contact/mode.ts';
import { contactSettings } from '../domain/contact/settings.ts';
import type { CreditFiles } from '../ports/applications.ts';
import { createLetterPost, type LetterPost } from '../services/credit/post-letter.ts';
import type { Journal } from './dynamodb/journal.ts';
import { createSendingStore } from './dynamodb/sending.ts';
import { createAwsCreditFiles } from './s3/credit-files.ts';
import { createEmailSender, createSesClient } from './ses/email-sender.ts';

const required = z.string().min(1);

/** Environment variables of every function that writes letters. */
export const letterVariables = {
  CONTACT_TABLE_NAME: required,
  CREDIT_FILES_BUCKET_NAME: required,
  CONFIGURATION_SET_NAME: required,
} as const;

/** What an environment says about letters: its senders, and whether anything leaves it. */
export const letterSettings = contactSettings
  .pick({ contact: true })
  .extend({ creditor: z.object({ name: z.string().min(1) }), bookZone: z.string() });

/** Where letters are kept, and the way out for them, on AWS. */
export const createAwsLetters = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly journal: Pick<Journal, 'commit'>;
  readonly variables: z.infer<z.ZodObject<typeof letterVariables>>;
  readonly settings: z.infer<typeof letterSettings>;
}): { readonly files: CreditFiles; readonly post: LetterPost } => {
  const { client, journal, variables } = deps;
  const { contact } = deps.settings;
  const bucketName = variables.CREDIT_FILES_BUCKET_NAME;
  return {
    files: createAwsCreditFiles(bucketName),
    post: createLetterPost({
      sender: createEmailSender({
        client: createSesClient(),
        fromAddress: contact.fromAddress,
        replyTo: contact.replyTo,
        configurationSetName: variables.CONFIGURATION_SET_NAME,
      }),
      sending: createSendingStore({ client, journal, tableName: variables.CONTACT_TABLE_NAME }),
      dailyCap: contact.dailyCap,
      modeFor: (email) => modeOf(contact.mode, isPartyListed(contact.allowList, { email })),
    }),
  };
};
