import { type BusinessDate, epochMs, instantAt, type Zone } from '../../shared/domain/calendar.ts';
import { minorPerMajor } from '../../shared/domain/money.ts';
import type { WebhookInput } from '../model.ts';
import { providerId } from './provider-id.ts';

/**
 * Currencies whose Stripe amounts have no decimals.
 * Source: docs.stripe.com/currencies, "Zero-decimal currencies".
 */
const withoutDecimals: ReadonlySet<string> = new Set([
  'BIF',
  'CLP',
  'DJF',
  'GNF',
  'JPY',
  'KMF',
  'KRW',
  'MGA',
  'PYG',
  'RWF',
  'VND',
  'VUV',
  'XAF',
  'XOF',
  'XPF',
]);
/** Currencies whose Stripe amounts have three decimals. Same source, "Three-decimal currencies". */
const withThreeDecimals: ReadonlySet<string> = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);

/** ISO 4217 minor units as Stripe counts them. @throws RangeError for an amount that Stripe cannot say. */
export const stripeAmount = (amountMinor: number, currency: string): number => {
  const perMajor = withoutDecimals.has(currency) ? 1 : withThreeDecimals.has(currency) ? 1000 : 100;
  const amount = (amountMinor * perMajor) / minorPerMajor(currency);
  if (!Number.isSafeInteger(amount)) {
    throw new RangeError(`${amountMinor} ${currency} minor units have no amount at Stripe`);
  }
  return amount;
};

export type StripePayment = {
  /** What makes the payment's ids; one payment, one reference. */
  readonly reference: string;
  readonly amountMinor: number;
  readonly currency: string;
  /** Remittance; empty when the payer named nothing. */
  readonly invoiceNumbers: readonly string[];
  readonly customerId?: string;
  readonly legalEntity?: string;
};

type Moment = { readonly zone: Zone; readonly day: BusinessDate; readonly time: string };

export const paymentIntentId = (reference: string): string => providerId('pi', reference);
const chargeId = (reference: string): string => providerId('ch', reference);

const webhook = (
  type: string,
  moment: Moment,
  key: string,
  object: Readonly<Record<string, unknown>>,
): WebhookInput => {
  const at = instantAt(moment.zone, moment.day, moment.time);
  const id = providerId('evt', type, key);
  return {
    door: 'webhook',
    provider: 'stripe',
    at,
    day: moment.day,
    key: `stripe:${type}:${key}`,
    signedBy: 'provider',
    payload: {
      id,
      object: 'event',
      api_version: '2026-08-27',
      created: Math.floor(epochMs(at) / 1000),
      livemode: true,
      pending_webhooks: 1,
      type,
      data: { object },
    },
  };
};

const metadataOf = (payment: StripePayment): Record<string, string> => {
  const [first, ...others] = payment.invoiceNumbers;
  return {
    ...(first === undefined
      ? {}
      : others.length === 0
        ? { invoice_number: first }
        : { invoice_numbers: payment.invoiceNumbers.join(',') }),
    ...(payment.customerId === undefined ? {} : { customer_id: payment.customerId }),
    ...(payment.legalEntity === undefined ? {} : { legal_entity: payment.legalEntity }),
  };
};

const intentOf = (payment: StripePayment, status: string): Record<string, unknown> => {
  const amount = stripeAmount(payment.amountMinor, payment.currency);
  return {
    id: paymentIntentId(payment.reference),
    object: 'payment_intent',
    amount,
    amount_received: status === 'succeeded' ? amount : 0,
    currency: payment.currency.toLowerCase(),
    latest_charge: chargeId(payment.reference),
    metadata: metadataOf(payment),
    status,
  };
};

/** Cash in. */
export const stripeSucceeded = (moment: Moment, payment: StripePayment): WebhookInput =>
  webhook('payment_intent.succeeded', moment, payment.reference, intentOf(payment, 'succeeded'));

/** The charge of the same payment, which must not be booked again. */
export const stripeCharged = (moment: Moment, payment: StripePayment): WebhookInput =>
  webhook('charge.succeeded', moment, payment.reference, {
    id: chargeId(payment.reference),
    object: 'charge',
    amount: stripeAmount(payment.amountMinor, payment.currency),
    currency: payment.currency.toLowerCase(),
    metadata: metadataOf(payment),
    paid: true,
    payment_intent: paymentIntentId(payment.reference),
    status: 'succeeded',
  });

export const stripeFailed = (moment: Moment, payment: StripePayment): WebhookInput =>
  webhook('payment_intent.payment_failed', moment, payment.reference, {
    ...intentOf(payment, 'requires_payment_method'),
    last_payment_error: { code: 'card_declined', decline_code: 'insufficient_funds' },
  });

/** Part or all of a payment goes back; `part` makes the refund's id. */
export const stripeRefunded = (
  moment: Moment,
  payment: StripePayment,
  part: string,
  amountMinor: number,
): WebhookInput =>
  webhook('refund.created', moment, `${payment.reference}/${part}`, {
    id: providerId('re', payment.reference, part),
    object: 'refund',
    amount: stripeAmount(amountMinor, payment.currency),
    charge: chargeId(payment.reference),
    currency: payment.currency.toLowerCase(),
    payment_intent: paymentIntentId(payment.reference),
    reason: 'requested_by_customer',
    status: 'succeeded',
  });

/** The life of one dispute: contested, cash withdrawn, cash reinstated. */
export const stripeDispute = (
  moment: Moment,
  payment: StripePayment,
  what: 'created' | 'funds_withdrawn' | 'funds_reinstated',
): WebhookInput =>
  webhook(`charge.dispute.${what}`, moment, payment.reference, {
    id: providerId('dp', payment.reference),
    object: 'dispute',
    amount: stripeAmount(payment.amountMinor, payment.currency),
    charge: chargeId(payment.reference),
    currency: payment.currency.toLowerCase(),
    payment_intent: paymentIntentId(payment.reference),
    reason: 'product_not_received',
    status: what === 'funds_reinstated' ? 'won' : 'needs_response',
  });
