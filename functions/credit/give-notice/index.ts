import * as z from 'zod';
import { reasonTexts } from '../../../credit-policies/reasons.ts';
import {
  applicationVariables,
  createAwsApplications,
} from '../../../shared/adapters/applications.ts';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { createJournalReader } from '../../../shared/adapters/dynamodb/journal-reader.ts';
import { createAddressReader } from '../../../shared/adapters/dynamodb/parties.ts';
import {
  createAwsLetters,
  letterSettings,
  letterVariables,
} from '../../../shared/adapters/letters.ts';
import { pdfLetterWriter as writer } from '../../../shared/adapters/pdf/letter-writer.ts';
import { systemClock as clock } from '../../../shared/lambda/clock.ts';
import { env, jsonOf } from '../../../shared/lambda/env.ts';
import { createLogger } from '../../../shared/lambda/logger.ts';
import { taskHandler } from '../../../shared/lambda/task.ts';
import { applicationRequest } from '../../../statemachines/credit-approval/io.ts';
import { letterTemplateOf as templateOf } from '../../../templates/letters.ts';
import { createHandler } from './handler.ts';

const variables = { ...applicationVariables, ...letterVariables };
const e = env(z.object({ ...variables, SETTINGS: jsonOf(letterSettings) }));
const { client, journal, applications } = createAwsApplications(e, clock);
const letters = createAwsLetters({ client, journal, variables: e, settings: e.SETTINGS });
const stores = {
  ...letters,
  applications,
  journal: createJournalReader({ client, tableName: e.JOURNAL_TABLE_NAME }),
  addressOf: createAddressReader({ client, tableName: e.CONTACT_TABLE_NAME }),
};

export const handler = taskHandler(
  applicationRequest,
  createHandler({ ...stores, ...e.SETTINGS, writer, templateOf, reasonTexts, sha256, clock }),
  { log: createLogger({ function: 'give-notice' }) },
);
