import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ApplicationStore } from '../ports/applications.ts';
import { countingRates } from '../services/credit/in-currency.ts';
import { createStandingReader } from '../services/credit/standing.ts';
import { createLineReader, createRateStore } from './dynamodb/credit-lines.ts';

/** What an approval counts by: the rates of the day, and who the applicant is to us already. */
export const createAwsStanding = (deps: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly applications: ApplicationStore;
  readonly rateDays: number;
}) => {
  const { client, tableName, applications, rateDays } = deps;
  const rateOf = countingRates({ rates: createRateStore({ client, tableName }), rateDays });
  const lines = createLineReader({ client, tableName });
  return { rateOf, standingOf: createStandingReader({ applications, lines, rateOf }) };
};
