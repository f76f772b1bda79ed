import {
  createCreditLines,
  createRateStore,
} from '../../../shared/adapters/dynamodb/credit-lines.ts';
import { createJournal } from '../../../shared/adapters/dynamodb/journal.ts';
import { createLedgerReader } from '../../../shared/adapters/dynamodb/ledger.ts';
import { createLineDesk } from '../../../shared/services/credit/line-desk.ts';
import { granted, lineSettings } from '../credit-line.ts';
import { estateOf } from '../estate.ts';
import type { Story } from './story.ts';

/** Puts a line into force as the end of an application would, for stories of what comes after. */
export const grantLine = async (
  { runtime }: Pick<Story, 'runtime'>,
  over: Parameters<typeof granted>[0] = {},
): Promise<void> => {
  const { documents: client, table, now } = estateOf(runtime);
  const clock = { now };
  const credit = { client, tableName: table('credit') };
  const journal = createJournal({ client, tableName: table('journal'), clock });
  const desk = createLineDesk({
    lines: createCreditLines({ ...credit, journal }),
    ledger: createLedgerReader({ client, receivablesTableName: table('receivables') }),
    journal,
    rates: createRateStore(credit),
    settings: lineSettings,
    zone: 'UTC',
    clock,
  });
  const terms = granted(over);
  const { applicationId } = terms;
  await desk.grant(terms, 'application', {
    causationId: applicationId,
    correlationId: applicationId,
  });
};

/** Asks at the door of the system that takes orders. */
export const orderChecker =
  ({ runtime, secrets }: Pick<Story, 'runtime' | 'secrets'>) =>
  async (orderId: string, amountMinor: number, over: object = {}) => {
    const { status, body } = await runtime.http({
      method: 'POST',
      path: '/v1/credit/order-checks',
      headers: {
        authorization: `Bearer ${secrets.eventsApi}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ orderId, customerId: 'acme', amountMinor, currency: 'USD', ...over }),
    });
    const answer = JSON.parse(body) as { readonly answer?: string; readonly rule?: string };
    return { status, ...answer };
  };
