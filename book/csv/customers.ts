import { customerUpserted } from '../../events/customer-upserted.v1.ts';
import { expectationOf } from '../../shared/domain/inbound/expectation.ts';
import { compareText } from '../model.ts';
import { addressOf } from './addresses.ts';
import { defined } from './defined.ts';
import type { BookMap } from './map.ts';
import type { Problem } from './problems.ts';

export type CustomerRow = {
  readonly customerId: string;
  readonly name: string;
  readonly locale: 'en' | 'es' | 'pt';
  readonly zone: string;
  readonly email?: string;
  readonly phone?: string;
  readonly country?: string;
};

/** What the rows read so far say about a customer; the first row that says something counts. */
export type CustomerDraft = {
  readonly customerId: string;
  readonly written: string;
  readonly clash: string | undefined;
  readonly row: number;
  name?: string | undefined;
  email?: string | undefined;
  phone?: string | undefined;
  locale?: 'en' | 'es' | 'pt' | undefined;
  country?: string | undefined;
  zone?: string | undefined;
};

/** Identifiers have no white space, # or |. */
export const customerIdOf = (written: string): string => written.replace(/[\s#|]+/g, '_');

export const draftOf = (
  customers: Map<string, CustomerDraft>,
  written: string,
  row: number,
): CustomerDraft => {
  const customerId = customerIdOf(written);
  const known = customers.get(customerId);
  if (known !== undefined) {
    return known.written === written ? known : { ...known, clash: known.written };
  }
  const draft: CustomerDraft = { customerId, written, clash: undefined, row };
  customers.set(customerId, draft);
  return draft;
};

/** Customers in the order of their ids, with the map's defaults where no row says anything. */
export const finishCustomers = (
  drafts: ReadonlyMap<string, CustomerDraft>,
  map: BookMap,
  problems: Problem[],
): CustomerRow[] => {
  const customers: CustomerRow[] = [];
  for (const draft of [...drafts.values()].toSorted((a, b) =>
    compareText(a.customerId, b.customerId),
  )) {
    const ordinal = String(customers.length % 100).padStart(2, '0');
    const customer = finished(draft, map, ordinal);
    const valid = customerUpserted.data.safeParse(customer);
    for (const issue of valid.error?.issues ?? []) {
      problems.push({
        row: draft.row,
        column: issue.path.join('.'),
        value: customer.customerId,
        problem: expectationOf(issue),
      });
    }
    customers.push(customer);
  }
  return customers;
};

const emailOf = ({ defaults: { email } }: BookMap, customerId: string): string | undefined =>
  email === undefined ? undefined : addressOf(email, customerId);

const finished = (draft: CustomerDraft, map: BookMap, ordinal: string): CustomerRow => {
  const { customerId } = draft;
  return {
    customerId,
    // Written as no identifier may be, it keeps its text.
    name: draft.name ?? draft.written,
    locale: draft.locale ?? map.defaults.locale ?? 'en',
    zone: draft.zone ?? map.defaults.zone ?? map.zone,
    ...defined({
      email: draft.email ?? emailOf(map, customerId),
      phone: draft.phone ?? map.defaults.phone?.replaceAll('{ordinal}', ordinal),
      country: draft.country ?? map.defaults.country,
    }),
  };
};
