import * as z from 'zod';
import { type InboundData, type InboundName, inboundEvents } from '../../../events/catalogue.ts';
import { type InboundMeta, inboundMeta } from '../../../events/envelope.ts';
import { isZone } from '../calendar.ts';
import { readTaxId } from '../credit/tax-id.ts';
import { isKnownCurrency } from '../money.ts';
import { type Problem, problemAt, problemsOf } from './problems.ts';

/** An event that fits its contract and makes sense by itself. */
export type InboundEvent = {
  [N in InboundName]: {
    readonly type: N;
    readonly meta: InboundMeta;
    readonly data: InboundData<N>;
  };
}[InboundName];

export type Examination =
  | { readonly ok: true; readonly event: InboundEvent }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** What a schema cannot say in words of one field: where it is wrong, and what was expected. */
type Objection = { readonly path: readonly PropertyKey[]; readonly expectation: string };

const unless = (holds: boolean, path: readonly PropertyKey[], expectation: string): Objection[] =>
  holds ? [] : [{ path, expectation }];

const currencyOf = ({ currency }: { readonly currency: string }): Objection[] =>
  unless(isKnownCurrency(currency), ['currency'], 'expected a currency of ISO 4217');

const zoneOf = (zone: string, path: readonly PropertyKey[]): Objection[] =>
  unless(isZone(zone), path, 'expected an IANA time zone such as America/Bogota');

const taxIdOf = (applicant: InboundData<'CreditApplicationSubmitted'>['applicant']) => {
  const read = readTaxId(applicant);
  return read.ok
    ? []
    : unless(false, ['applicant', read.problem.field], `expected ${read.problem.expected}`);
};

const under = (key: string, found: readonly Objection[]): Objection[] =>
  found.map(({ path, expectation }) => ({ path: [key, ...path], expectation }));

/** Statements are compared with what is asked for, in one currency. */
const financialsOf = (
  financials: InboundData<'CreditApplicationSubmitted'>['financials'],
): Objection[] => (financials === undefined ? [] : under('financials', currencyOf(financials)));

const objections: {
  readonly [N in InboundName]: (data: InboundData<N>) => Objection[];
} = {
  CustomerUpserted: ({ zone }) => zoneOf(zone, ['zone']),
  InvoiceIssued: (data) => {
    const { dueOn, instalments, totalMinor, issuedOn, openingBalance } = data;
    const summed = (instalments ?? []).reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    return [
      ...currencyOf(data),
      ...unless(
        (dueOn === undefined) !== (instalments === undefined),
        ['dueOn'],
        'expected either dueOn or instalments',
      ),
      ...unless(
        instalments === undefined || summed === totalMinor,
        ['totalMinor'],
        `expected the sum of the instalments, ${summed}`,
      ),
      ...unless(
        openingBalance === undefined || openingBalance.on >= issuedOn,
        ['openingBalance', 'on'],
        `expected ${issuedOn}, the day it was issued, or later`,
      ),
    ];
  },
  InvoiceAdjusted: currencyOf,
  InvoiceCancelled: currencyOf,
  CreditNoteIssued: currencyOf,
  PaymentReported: (data) => [
    ...currencyOf(data),
    ...unless(
      data.kind === 'succeeded' || data.kind === 'failed' || data.objectId !== undefined,
      ['objectId'],
      `expected the id of what was ${data.kind}, so that it is applied once`,
    ),
  ],
  CreditApplicationSubmitted: (data) => [
    ...currencyOf(data),
    ...zoneOf(data.applicant.zone, ['applicant', 'zone']),
    ...taxIdOf(data.applicant),
    ...unless(
      (data.submittedBy === undefined) !== (data.channel === undefined),
      ['submittedBy'],
      'expected either who entered it, or channel "applicant" when nobody of yours did',
    ),
    ...financialsOf(data.financials),
  ],
  CreditInformationProvided: ({ financials }) => financialsOf(financials),
  OrderPlaced: currencyOf,
  OrderCancelled: () => [],
  ExchangeRatePublished: ({ base, quote }) => [
    ...unless(isKnownCurrency(base), ['base'], 'expected a currency of ISO 4217'),
    ...unless(isKnownCurrency(quote), ['quote'], 'expected a currency of ISO 4217'),
    ...unless(base !== quote, ['quote'], 'expected another currency than base'),
  ],
  BureauAlertReceived: () => [],
  PromiseToPayBroken: currencyOf,
};

/** An event's name, metadata and data as another system sent them. */
const detailSchema = z.object({ meta: z.unknown(), data: z.unknown() });

const isInbound = (type: string): type is InboundName => Object.hasOwn(inboundEvents, type);

/** The contracts are checked as pairs here once, so that callers may switch on `type`. */
const objectionsTo = (event: InboundEvent): Objection[] =>
  (objections[event.type] as (data: InboundEvent['data']) => Objection[])(event.data);

/**
 * Holds an event of another system against its contract, then against what the contract cannot
 * say. Answers every problem at once, each with its field, value and expectation.
 *
 * @param detail `{meta, data}` as sent; fields that the contract does not name are left out.
 */
export const examine = (type: string, detail: unknown): Examination => {
  if (!isInbound(type)) {
    const names = Object.keys(inboundEvents).join(', ');
    return { ok: false, problems: [problemAt({ type }, ['type'], `expected one of ${names}`)] };
  }
  const shape = detailSchema.safeParse(detail);
  if (!shape.success) return { ok: false, problems: problemsOf(shape.error, detail) };
  const parsed = z
    .object({ meta: inboundMeta, data: inboundEvents[type].data })
    .safeParse(shape.data);
  if (!parsed.success) return { ok: false, problems: problemsOf(parsed.error, shape.data) };
  const event = { type, ...parsed.data } as InboundEvent;
  const found = objectionsTo(event);
  return found.length === 0
    ? { ok: true, event }
    : {
        ok: false,
        problems: found.map(({ path, expectation }) =>
          problemAt(shape.data, ['data', ...path], expectation),
        ),
      };
};
