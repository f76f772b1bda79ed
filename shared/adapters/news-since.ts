import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Zone } from '../domain/calendar.ts';
import type { CreditLineSettings } from '../domain/credit/line/settings.ts';
import { createNewsSince, type NewsSince } from '../services/credit/news-since.ts';
import { createJournalReader } from './dynamodb/journal-reader.ts';
import { createAwsHeardOf } from './heard-of.ts';

/** What was told of a customer since a decision, on AWS. */
export const createAwsNewsSince = (
  client: DynamoDBDocumentClient,
  tables: { readonly JOURNAL_TABLE_NAME: string; readonly CREDIT_TABLE_NAME: string },
  { creditLine, bookZone }: { readonly creditLine: CreditLineSettings; readonly bookZone: Zone },
): NewsSince =>
  createNewsSince({
    heardOf: createAwsHeardOf(client, tables.CREDIT_TABLE_NAME),
    journal: createJournalReader({ client, tableName: tables.JOURNAL_TABLE_NAME }),
    settings: creditLine,
    zone: bookZone,
  });
