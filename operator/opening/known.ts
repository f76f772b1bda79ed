import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import type { Opening } from '../../book/opening/opening.ts';
import { accountIdOf } from '../../shared/domain/account.ts';
import { keys } from '../../shared/domain/ledger/items.ts';
import type { Estate } from '../estate/estate.ts';

type Key = { readonly pk: string; readonly sk: string };

/** Keys that one request takes. */
const atOnce = 100;

/** Which of the items are there. What the service leaves over is asked for again. */
const thereOf = async (
  { documents }: Estate,
  tableName: string,
  all: readonly Key[],
): Promise<ReadonlySet<string>> => {
  const there = new Set<string>();
  for (let from = 0; from < all.length; from += atOnce) {
    let left: readonly Key[] = all.slice(from, from + atOnce);
    while (left.length > 0) {
      const { Responses, UnprocessedKeys } = await documents.send(
        new BatchGetCommand({
          RequestItems: { [tableName]: { Keys: [...left], ProjectionExpression: 'pk, sk' } },
        }),
      );
      for (const { pk, sk } of Responses?.[tableName] ?? []) there.add(`${pk}\n${sk}`);
      left = (UnprocessedKeys?.[tableName]?.Keys ?? []) as Key[];
    }
  }
  return there;
};

const unique = <T>(items: readonly T[]): readonly T[] => [...new Set(items)];

type Invoice = Opening['invoices'][number];

const customerKey = (id: string): Key => ({ pk: `CUSTOMER#${id}`, sk: 'PARTY' });

const invoiceKey = ({ customerId, legalEntity, currency, invoiceNumber }: Invoice): Key => ({
  pk: keys.account(accountIdOf(customerId, legalEntity, currency)),
  sk: keys.invoice(invoiceNumber),
});

const isIn = (there: ReadonlySet<string>, { pk, sk }: Key): boolean => there.has(`${pk}\n${sk}`);

export type Known = {
  /** Of the file, those that are registered. */
  readonly customers: readonly string[];
  /** Of the file, those that are booked on the account that the file says. */
  readonly invoices: readonly string[];
};

/** What of a legacy book the environment has already: an import changes nothing of it. */
export const knownOf = async (estate: Estate, { customers, invoices }: Opening): Promise<Known> => {
  const ids = unique(customers.map(({ customerId }) => customerId));
  const registered = await thereOf(estate, estate.table('contact'), ids.map(customerKey));
  const booked = await thereOf(estate, estate.table('receivables'), invoices.map(invoiceKey));
  return {
    customers: ids.filter((id) => isIn(registered, customerKey(id))),
    invoices: invoices
      .filter((invoice) => isIn(booked, invoiceKey(invoice)))
      .map(({ invoiceNumber }) => invoiceNumber),
  };
};
