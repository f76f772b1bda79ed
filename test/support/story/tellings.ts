import { providerId } from '../../../book/inputs/provider-id.ts';
import {
  paymentIntentId,
  type StripePayment,
  stripeDispute,
  stripeFailed,
  stripeRefunded,
  stripeSucceeded,
} from '../../../book/inputs/stripe.ts';
import { busInput } from '../../../book/inputs/upstream.ts';
import type { BookInput } from '../../../book/model.ts';
import type { InboundData, InboundName } from '../../../events/catalogue.ts';
import type { BusinessDate, Zone } from '../../../shared/domain/calendar.ts';

export type Moment = { readonly zone: Zone; readonly day: BusinessDate; readonly time: string };

/** Something that happens at a moment of a story, and the short names of the ids in it. */
export type Telling = (moment: Moment) => {
  readonly input: BookInput;
  readonly names?: Readonly<Record<string, string>>;
};

const fact =
  <N extends InboundName>(type: N, key: string, data: InboundData<N>): Telling =>
  ({ zone, day, time }) => ({
    input: busInput(zone, 'erp', { type, key, day, time, data }),
  });

type Customer = InboundData<'CustomerUpserted'>;

/** A customer who reads English in UTC, with an address and a phone. */
export const customer = (customerId: string, over: Partial<Customer> = {}): Telling => {
  const known: Customer = {
    customerId,
    name: `${customerId} Ltd`,
    email: `${customerId}@example.com`,
    phone: '+15555550100',
    locale: 'en',
    zone: 'UTC',
    ...over,
  };
  const data = Object.fromEntries(
    Object.entries(known).filter(([, value]) => value !== undefined),
  ) as Customer;
  return (moment) => fact('CustomerUpserted', `${customerId}-${moment.day}`, data)(moment);
};

type Issued = InboundData<'InvoiceIssued'>;

/** An invoice of 1000.00 USD to acme, issued on the day it is told. */
export const invoice =
  (invoiceNumber: string, over: Partial<Issued> = {}): Telling =>
  (moment) =>
    fact('InvoiceIssued', `invoice-${invoiceNumber}`, {
      invoiceNumber,
      customerId: 'acme',
      legalEntity: 'main',
      currency: 'USD',
      totalMinor: 100_000,
      issuedOn: moment.day,
      ...over,
    })(moment);

const onInvoice = (
  type: 'InvoiceAdjusted' | 'InvoiceCancelled' | 'CreditNoteIssued',
  key: string,
  data: (moment: Moment) => object,
): Telling => {
  const whole = (moment: Moment) =>
    ({ customerId: 'acme', legalEntity: 'main', currency: 'USD', ...data(moment) }) as InboundData<
      typeof type
    >;
  return (moment) => fact(type, key, whole(moment))(moment);
};

export const adjustment = (
  adjustmentId: string,
  invoiceNumber: string,
  deltaMinor: number,
): Telling =>
  onInvoice('InvoiceAdjusted', adjustmentId, ({ day }) => ({
    adjustmentId,
    invoiceNumber,
    deltaMinor,
    adjustedOn: day,
    reason: 'price',
  }));

export const cancellation = (invoiceNumber: string): Telling =>
  onInvoice('InvoiceCancelled', `cancel-${invoiceNumber}`, ({ day }) => ({
    invoiceNumber,
    cancelledOn: day,
    reason: 'issued in error',
  }));

export const creditNote = (
  creditNoteNumber: string,
  invoiceNumber: string,
  amountMinor: number,
): Telling =>
  onInvoice('CreditNoteIssued', creditNoteNumber, ({ day }) => ({
    creditNoteNumber,
    invoiceNumber,
    amountMinor,
    issuedOn: day,
  }));

/** Anything at all on the bus, right or wrong. */
export const upstream =
  (detailType: string, key: string, detail: Readonly<Record<string, unknown>>): Telling =>
  ({ zone, day, time }) => {
    const { at } = busInput(zone, 'erp', {
      type: 'CustomerUpserted',
      key,
      day,
      time,
      data: { customerId: 'x', name: 'x', locale: 'en', zone: 'UTC' },
    });
    return { input: { door: 'bus', source: 'erp', at, day, key, detailType, detail } };
  };

type Payment = Partial<Omit<StripePayment, 'reference' | 'amountMinor'>>;

/** A payment through Stripe; its ids are told by `reference`. */
export const stripe = (
  reference: string,
  amountMinor: number,
  invoiceNumbers: readonly string[] = [],
  over: Payment = {},
) => {
  const payment: StripePayment = {
    reference,
    amountMinor,
    currency: 'USD',
    invoiceNumbers,
    ...over,
  };
  const names = {
    [`stripe:${paymentIntentId(reference)}`]: reference,
    [providerId('ch', reference)]: reference,
    [providerId('dp', reference)]: `${reference}-dispute`,
  };
  const dispute =
    (what: 'created' | 'funds_withdrawn' | 'funds_reinstated'): Telling =>
    (moment) => ({ input: stripeDispute(moment, payment, what), names });
  const paid: Telling = (moment) => ({ input: stripeSucceeded(moment, payment), names });
  const failed: Telling = (moment) => ({ input: stripeFailed(moment, payment), names });
  return {
    paid,
    failed,
    refunded:
      (part: string, refundedMinor: number): Telling =>
      (moment) => ({ input: stripeRefunded(moment, payment, part, refundedMinor), names }),
    contested: dispute('created'),
    withdrawn: dispute('funds_withdrawn'),
    reinstated: dispute('funds_reinstated'),
  };
};
