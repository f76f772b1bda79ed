import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { contactRules } from '../../contact-rules/catalogue.ts';
import { strategyOf } from '../../strategies/catalogue.ts';
import type { collectionSettings } from '../domain/collections/settings.ts';
import { isPartyListed } from '../domain/contact/mode.ts';
import type { Clock } from '../ports/clock.ts';
import type { SurveyDeps } from '../services/collections/survey.ts';
import { createCaseStore } from './dynamodb/cases.ts';
import { createDocumentClient } from './dynamodb/client.ts';
import { sha256 } from './dynamodb/hash-chain.ts';
import { createJournal } from './dynamodb/journal.ts';
import { createLedgerReader } from './dynamodb/ledger.ts';
import { createPartyReader } from './dynamodb/parties.ts';

type SurveySettings = Pick<z.infer<typeof collectionSettings>, 'contactRules' | 'contact'>;

/**
 * What collections reads, on AWS, with the strategies and contact rules published in this build.
 *
 * @throws RangeError when the settings name contact rules that were never published.
 */
export const createAwsSurvey = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly tables: {
    readonly RECEIVABLES_TABLE_NAME: string;
    readonly CONTACT_TABLE_NAME: string;
  };
  readonly settings: SurveySettings;
}): SurveyDeps => {
  const { client, tables } = deps;
  const { contactRules: rules, contact } = deps.settings;
  return {
    ledger: createLedgerReader({ client, receivablesTableName: tables.RECEIVABLES_TABLE_NAME }),
    parties: createPartyReader({
      client,
      tableName: tables.CONTACT_TABLE_NAME,
      isListed:
        contact.mode === 'allow-list'
          ? (party) => isPartyListed(contact.allowList, party)
          : undefined,
    }),
    contactRules: contactRules(rules.name, rules.version),
    sending: contact.mode,
    strategyOf,
    hash: sha256,
  };
};

/** What the functions that move cases have in common. */
export const createAwsCollections = (
  tables: Parameters<typeof createAwsSurvey>[0]['tables'] & {
    readonly JOURNAL_TABLE_NAME: string;
    readonly COLLECTIONS_TABLE_NAME: string;
  },
  settings: SurveySettings,
  clock: Clock,
) => {
  const client = createDocumentClient();
  const journal = createJournal({ client, tableName: tables.JOURNAL_TABLE_NAME, clock });
  return {
    client,
    journal,
    cases: createCaseStore({ client, tableName: tables.COLLECTIONS_TABLE_NAME, journal }),
    survey: createAwsSurvey({ client, tables, settings }),
  };
};
